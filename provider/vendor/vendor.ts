/** What a vendor is to the rest of the house. */
import type { AnyResource } from "../lifecycle/define";
import type { AnyFunction } from "../lifecycle/function";
import type { AccountFacts } from "../lifecycle/lifecycle";

export interface Vendor {
  /** As people call it. */
  readonly title: string;
  /** The session of the account that the configuration names; one per account and process. */
  connect(get: (key: string) => string | undefined): unknown;
  /**
   * What the lifecycle must know of the account. The vendors tell an account of another company's objects that there are none: state
   * notes the company, so that this is believed only of an account that would know.
   */
  readonly facts: AccountFacts;
  readonly resources: readonly AnyResource[];
  /** What can be asked of it. Loaded when somebody wants to know. */
  functions(): readonly AnyFunction[];
}
