/**
 * What this package takes for true of ESET MSP Administrator 2 though the vendor's guide does not say it, in one place. A file
 * can correct it without a release: `msp:assumptions` in the stack configuration, or MSP_ASSUMPTIONS in the environment.
 *
 *     { "eset": { "companyStatus.suspended": 4, "Company/Detail.vatId": "taxId", "Version": "/About" } }
 *
 * `pulumi-msp doctor` asks a live account which of these hold.
 */
import { open } from "../../contracts/generated/eset.open";
import type { Values } from "../../contracts/generated/eset.open";
import * as undocumented from "../../contracts/generated/eset.undocumented";
import { type Assumption, type Assumptions, assumedOf, Catalogue, matching, wholeNumber } from "../vendor/assumptions";
import { vendorNames } from "../vendors";

export type { Assumption, Provenance } from "../vendor/assumptions";

// ---- values ------------------------------------------------------------------------------------

const values = {
  ...assumedOf<Values>(open),
  "token.assumedSeconds": {
    value: 3000,
    provenance: "client",
    why: "How long a token is used that does not say its own life. The guide says one hour, an older page one minute; one client counts on this.",
    ...wholeNumber(10, 86_400),
  } satisfies Assumption<number>,
  "page.largest": {
    value: 100,
    provenance: "documented",
    why: "The guide allows 1 to 100 entries per page. That a page which is not full is the last one is inferred.",
    ...wholeNumber(1, 1000),
  } satisfies Assumption<number>,
  "userColumn.email": {
    value: 8,
    provenance: "inferred",
    why: "The column of Search/Users for the e-mail address; in the guide the label of column 8 is lost. `UserColumn.email` means this one.",
    ...wholeNumber(0, 100),
  } satisfies Assumption<number>,
} as const;

// ---- names of properties and paths of calls ----------------------------------------------------

const propertyName = matching("^[A-Za-z][A-Za-z0-9_]{0,63}$", "the name of a property, letters and digits");
const path = matching("^(/[A-Za-z0-9._~-]+)+$", 'a path below the endpoint, e.g. "/Enum/Countries"');

const names = new Map<string, Assumption>([
  ...Object.entries(undocumented.properties).flatMap(([call, ofAnswer]) =>
    Object.entries(ofAnswer).map(([name, provenance]): [string, Assumption] => [
      `${call}.${name}`,
      {
        value: name,
        provenance,
        why: `Name of a property in the answer of ${call}, in any casing.`,
        ...propertyName,
      },
    ]),
  ),
  ...undocumented.paths.map((call): [string, Assumption] => [
    call,
    { value: `/${call}`, provenance: "inferred", why: `Path of ${call}, by analogy with its siblings.`, ...path },
  ]),
]);

const catalogue = new Catalogue({
  vendor: "ESET",
  section: "eset",
  sections: vendorNames,
  values,
  names,
  example: ["companyStatus.suspended", 4],
  distinct: "companyStatus.",
});

/** All that is assumed, by the name under which a file corrects it. */
export const assumptions: ReadonlyMap<string, Assumption> = catalogue.all;

/** What a session assumes. */
export type EsetAssumptions = Assumptions<typeof values>;

/** What a session assumes whose file this is. */
export const assumptionsWith = (file?: string): EsetAssumptions => catalogue.with(file);
