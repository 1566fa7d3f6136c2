/**
 * What this package takes for true of Redstor RedAPI though the vendor's specification does not say it, in one place. A file can
 * correct it without a release: `msp:assumptions` in the stack configuration, or MSP_ASSUMPTIONS in the environment.
 *
 *     { "redstor": { "CreateCompanyRequest.companyName": "name", "error.gone": ["404"] } }
 */
import { open } from "../../contracts/generated/redstor.open";
import type { Values } from "../../contracts/generated/redstor.open";
import { type Assumption, type Assumptions, assumedOf, Catalogue, matching, wholeNumber } from "../vendor/assumptions";
import { vendorNames } from "../vendors";

const values = {
  ...assumedOf<Values>(open),
  apiVersion: {
    value: "1",
    provenance: "documented",
    why: "Sent with every call: without it the newest version answers. Version 1 is written 1, not 1.0, as in the help desk's samples.",
    ...matching("^\\d{1,3}(\\.\\d{1,3})?$", 'a version, e.g. "1"'),
  } satisfies Assumption<string>,
  "page.largest": {
    value: 100,
    provenance: "documented",
    why: "The help desk allows 1 to 100 entries per page. The token of a page carries its size, so all pages should have the same size. That is inferred.",
    ...wholeNumber(1, 1000),
  } satisfies Assumption<number>,
  "token.assumedSeconds": {
    value: 3000,
    provenance: "inferred",
    why: "How long an access token is used whose answer does not say its life. The help desk says an hour.",
    ...wholeNumber(10, 86_400),
  } satisfies Assumption<number>,
} as const;

const catalogue = new Catalogue({
  vendor: "Redstor",
  section: "redstor",
  sections: vendorNames,
  values,
  example: ["CreateCompanyRequest.companyName", "name"],
  distinct: "trialStatus.",
});

/** All that is assumed, by the name under which a file corrects it. */
export const assumptions: ReadonlyMap<string, Assumption> = catalogue.all;

/** What a session assumes. */
export type RedstorAssumptions = Assumptions<typeof values>;

/** What a session assumes whose file this is. */
export const assumptionsWith = (file?: string): RedstorAssumptions => catalogue.with(file);
