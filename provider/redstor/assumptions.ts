/**
 * What this package takes for true of Redstor RedAPI though the vendor's specification does not say it, in one place. A file can
 * correct it without a release: `msp:assumptions` in the stack configuration, or MSP_ASSUMPTIONS in the environment.
 *
 *     { "redstor": { "CreateCompanyRequest.companyName": "name", "error.gone": ["404"] } }
 */
import { open } from "../../contracts/generated/redstor.open";
import type { Values } from "../../contracts/generated/redstor.open";
import { type Assumption, Assumptions, assumedOf, matching, wholeNumber } from "../http/assumptions";
import { vendorNames } from "../vendorNames";

const values = {
  ...assumedOf<Values>(open),
  apiVersion: {
    value: "1",
    provenance: "documented",
    why: "Sent with every call: without it the newest version answers. That version 1 is called 1 and not 1.0 is taken from the help desk's samples.",
    ...matching("^\\d{1,3}(\\.\\d{1,3})?$", 'a version, e.g. "1"'),
  } satisfies Assumption<string>,
  "page.largest": {
    value: 100,
    provenance: "documented",
    why: "The help desk allows 1 to 100 entries per page. The token of a page carries its size, so that it is the same for all pages is inferred.",
    ...wholeNumber(1, 1000),
  } satisfies Assumption<number>,
  "token.assumedSeconds": {
    value: 3000,
    provenance: "inferred",
    why: "How long an access token is used whose answer does not say its life. The help desk says an hour.",
    ...wholeNumber(10, 86_400),
  } satisfies Assumption<number>,
} as const;

const redstor = new Assumptions({
  section: "redstor",
  sections: vendorNames,
  values,
  example: ["CreateCompanyRequest.companyName", "name"],
  distinct: "trialStatus.",
});

/** All that is assumed, by the name under which the file corrects it. */
export const assumptions: ReadonlyMap<string, Assumption> = redstor.all;

/** From now on this process assumes what the file says where it says something. Without a file: what is above. */
export const assume = (file: string | undefined): void => {
  redstor.assume(file);
};

/** A value as it is assumed now. */
export const assumed: typeof redstor.assumed = (name) => redstor.assumed(name);

/** Whether a file has corrected it. */
export const isCorrected = (name: string): boolean => redstor.isCorrected(name);
