/** What all ESET resources have in common in a program. */
import { type Declared, given as givenToSdk, refusePlainSecrets } from "../host/resource";
import { secretKeys } from "./config";

export { fillIn, token } from "../host/resource";

/** The properties that a resource's class hands to the SDK. Throws if the stack's configuration gives a credential away. */
export function given(resource: Declared, args: object): Record<string, unknown> {
  refusePlainSecrets(secretKeys);
  return givenToSdk(resource, args);
}
