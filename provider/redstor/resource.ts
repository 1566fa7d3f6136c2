/** What all Redstor resources have in common in a program. */
import { addSettings, checkConfiguration } from "../host/configuration";
import { type Declared, given as givenToSdk } from "../host/resource";
import { settings } from "./config";

export { fillIn, token } from "../host/resource";

addSettings(settings);

/** The properties that a resource's class hands to the SDK. Throws if the stack's configuration cannot be used. */
export function given(resource: Declared, args: object): Record<string, unknown> {
  checkConfiguration();
  return givenToSdk(resource, args);
}
