/** What a vendor is to the rest of the house. */
import type { AnyResource } from "../lifecycle/define";
import type { AnyFunction } from "../lifecycle/function";
import type { AccountFacts } from "../lifecycle/lifecycle";
import type { Examined, Progress } from "./doctor/examination";
import type { Estate } from "./estate";
import type { History } from "./history";
import type { Setting } from "./settings";
import type { TenantPart } from "./tenantPart";
import type { UsageReport } from "./usage";

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
  /** By name. */
  readonly settings: Readonly<Record<string, Setting>>;
  /** What says that the vendor is meant, if any of it is given: the settings, and the variable that names a file in place of the last. */
  readonly credentials: { readonly own: readonly Setting[]; readonly file?: string };
  readonly resources: readonly AnyResource[];
  /** All that the account of a session sees. */
  estate(session: never): Estate;
  /** What can be asked of it. Loaded when somebody wants to know. */
  functions(): readonly AnyFunction[];
  /** What a tenant has at it. Loaded where tenants are: a provider process knows none. Left out, no tenant has anything. */
  tenant?(): TenantPart;
  /** Who changed what. Left out, the vendor keeps no history. */
  history?(): History;
  /** What customers used. Left out, the vendor has no such report. */
  usage?(): UsageReport;
  /** For `pulumi-msp doctor`. Left out, nothing is assumed of the vendor. */
  readonly doctor?: {
    /** What it sends and shows, for `--help`. */
    readonly about: string;
    /** Examines the account that the environment names. Only reads are sent. */
    examine(progress: Progress): Promise<Examined>;
  };
}
