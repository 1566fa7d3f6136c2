/**
 * What this package takes for true of Redstor RedAPI though the vendor's specification does not say it, in one place. A file can
 * correct it without a release: `redstor:assumptions` in the stack configuration, or MSP_ASSUMPTIONS in the environment.
 *
 *     { "redstor": { "CreateCompanyRequest.companyName": "name", "error.gone": ["404"] } }
 */
import {
  type Assumption,
  Assumptions,
  listOf,
  matching,
  propertyName,
  wholeNumber,
  yesOrNo,
} from "../http/assumptions";
import { vendorNames } from "../vendorNames";

const word = matching(/^[A-Za-z][A-Za-z0-9 _-]{0,63}$/, "a word of the vendor's, letters and digits");
const goneAnswer = matching(/^(204|404|410)$/, '"204", "404" or "410"');

const values = {
  apiVersion: {
    value: "1",
    provenance: "documented",
    why: "Sent with every call: without it the newest version answers. That version 1 is called 1 and not 1.0 is taken from the help desk's samples.",
    allowed: matching(/^\d{1,3}(\.\d{1,3})?$/, 'a version, e.g. "1"'),
  } as Assumption<string>,
  "CreateCompanyRequest.companyName": {
    value: "companyName",
    provenance: "inferred",
    why: "The specification names this request without showing it. The answer calls the name so.",
    allowed: propertyName,
  } as Assumption<string>,
  "CreateCompanyRequest.type": {
    value: "type",
    provenance: "inferred",
    why: "The specification names this request without showing it. The answer calls the kind of company so.",
    allowed: propertyName,
  } as Assumption<string>,
  "AddProductSubscriptionRequest.productId": {
    value: "productId",
    provenance: "inferred",
    why: "The specification names this request without showing it. The answer calls the product so.",
    allowed: propertyName,
  } as Assumption<string>,
  "AddProductSubscriptionRequest.editionId": {
    value: "editionId",
    provenance: "inferred",
    why: "The specification names this request without showing it. The answer calls the edition so.",
    allowed: propertyName,
  } as Assumption<string>,
  "companyType.partner": {
    value: "Partner",
    provenance: "documented",
    why: "The specification's samples show it. `type` of every company follows from it.",
    allowed: word,
  } as Assumption<string>,
  "companyType.customer": {
    value: "Customer",
    provenance: "inferred",
    why: "The specification's text speaks of customers, its samples show partners only. `type` of every company follows from it.",
    allowed: word,
  } as Assumption<string>,
  "trialStatus.running": {
    value: "Trial",
    provenance: "client",
    why: "A client of version 2 lists the statuses; the specification's samples show NotUsed only. `mode` follows from it: any other status but an expired one is a full subscription.",
    allowed: word,
  } as Assumption<string>,
  "trialStatus.expired": {
    value: "Expired",
    provenance: "client",
    why: "A client of version 2 lists the statuses. An expired trial is kept in the state, though it is not active.",
    allowed: word,
  } as Assumption<string>,
  "trialStatus.removed": {
    value: "Removed",
    provenance: "client",
    why: "A client of version 2 lists the statuses. A subscription that is listed so is taken for gone.",
    allowed: word,
  } as Assumption<string>,
  "search.findsNames": {
    value: true,
    provenance: "inferred",
    why: "That `search` finds a company by its whole name. If not, all companies below a parent are read before one is created.",
    allowed: yesOrNo,
  } as Assumption<boolean>,
  "page.largest": {
    value: 100,
    provenance: "documented",
    why: "The help desk allows 1 to 100 entries per page. The token of a page carries its size, so that it is the same for all pages is inferred.",
    allowed: wholeNumber(1, 1000),
  } as Assumption<number>,
  "token.assumedSeconds": {
    value: 3000,
    provenance: "inferred",
    why: "How long an access token is used whose answer does not say its life. The help desk says an hour.",
    allowed: wholeNumber(10, 86_400),
  } as Assumption<number>,
  "error.gone": {
    value: ["404", "204"],
    provenance: "inferred",
    why: "The specification lists both for a company that is asked for by its id. These answers drop a resource from the state.",
    allowed: listOf(goneAnswer, 'a list of answers: "204", "404" or "410", e.g. ["404"]'),
  } as Assumption<readonly string[]>,
  "error.text": {
    value: ["detail", "title"],
    provenance: "client",
    why: "The specification names ProblemDetails without showing it; a client of version 2 reads these two, in this order.",
    allowed: listOf(propertyName, 'a list of names of properties, e.g. ["detail", "title"]'),
  } as Assumption<readonly string[]>,
};

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
