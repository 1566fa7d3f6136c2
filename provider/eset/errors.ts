/** What the vendor's error codes mean, and what to do about each. One table; nothing else looks at codes by number. */
import type { ErrorAnswer, VendorRequest } from "../http/client";
import type { VendorError } from "../http/vendorError";
import { complaintsIn, fieldsOf, quoted } from "../vendor/problem";
import type { EsetAssumptions } from "./assumptions";

interface Meaning {
  readonly name: string;
  readonly meaning: string;
  readonly hint?: string;
}

/** By `code/subCode`, from the vendor's list of error codes. */
const meanings: Readonly<Record<string, Meaning>> = {
  "8/17": { name: "InvalidLicenseType", meaning: "the licence type is not valid" },
  "8/18": { name: "InvalidQuantity", meaning: "the quantity is not valid" },
  "8/19": { name: "LicenseIsAlreadyConvertedToFull", meaning: "the licence is a full one already" },
  "8/20": { name: "LicenseIsAlreadyOrdered", meaning: "the customer has a licence of this product already" },
  "8/21": { name: "LicenseIsAlreadySuspend", meaning: "the licence is suspended already" },
  "8/22": { name: "LicenseIsAlreadyUnsuspended", meaning: "the licence is running already" },
  "8/23": {
    name: "LicenseIsNotActive",
    meaning: "the licence is not active",
    hint: "It, or its customer, is suspended: resume it first.",
  },
  "8/24": { name: "LicenseIsNotTrial", meaning: "the licence is not a trial" },
  "8/27": {
    name: "ProductIsNotAvailable",
    meaning: "the product is not available to this account",
    hint: "Check the product code; products are granted to your company by the one above it.",
  },
  "8/30": { name: "QuantityIsOutOfRange", meaning: "the quantity is out of range for this product" },
  "8/31": { name: "TimesToExtendTrialLicenseIsExceeded", meaning: "a trial can be extended twice at most" },
  "8/32": {
    name: "TrialLicenseIsNotAllowed",
    meaning: "trials are not allowed for this account",
    hint: "The company above yours can allow them; or order type: full.",
  },
  "8/33": { name: "UpdateLicenseStateError", meaning: "the state of the licence cannot be changed now" },
  "8/36": { name: "LicenseIsNotSuspended", meaning: "the licence is not suspended" },
  "8/37": {
    name: "LicenseIsExpired",
    meaning: "the licence has expired",
    hint: "Convert it to a full one (type: full).",
  },
  "8/40": {
    name: "TermsOfUseNotAccepted",
    meaning: "the terms of use of this product must be accepted first",
    hint: "Accept them with eset.TermsAcceptance (the id is in the vendor's words, or in getTermsOfUse()), or in the portal.",
  },
  "8/45": {
    name: "ChangeOfProductIsUnavailable",
    meaning: "this licence cannot be changed to that product",
    hint: "getLicense() tells the possible ones in upgradeableTo and downgradeableTo.",
  },
  "8/48": { name: "LicenseQuantityIsEqualToPrevious", meaning: "the licence has this quantity already" },
  "99/1": {
    name: "PageNotFound",
    meaning: "this API has no such call",
    hint: "Check msp:esetEndpoint; the default is https://mspapi.eset.com/api.",
  },
  "99/2": { name: "Maintenance", meaning: "the API is down for maintenance", hint: "Try again later." },
};

/** Whether the vendor's code says more than the status. */
export function isKnownCode(error: VendorError): boolean {
  const { code, subCode } = error.details;
  return code !== undefined && `${code}/${subCode ?? ""}` in meanings;
}

/** What is said of a 403 until permissions.ts knows more. */
export const forbidden = "this account may not do that";

const notAccepted = "the vendor does not accept the user name or the password";

const byStatus: Readonly<Record<number, Meaning>> = {
  401: {
    name: "Unauthorized",
    meaning: "not signed in",
    hint: "Check msp:esetUsername and msp:esetPassword (or ESET_MSP_USERNAME and ESET_MSP_PASSWORD), and that the account may use the API. After a change of the stored password, add --run-program to pulumi refresh and destroy.",
  },
  403: {
    name: "Forbidden",
    meaning: forbidden,
  },
  404: {
    name: "NotFound",
    meaning: "the vendor does not know this object",
    hint: 'If it was deleted in the portal, run "pulumi refresh".',
  },
  429: { name: "TooManyRequests", meaning: "too many requests", hint: "Lower msp:esetRequestsPerSecond." },
};

/**
 * Reads `{code, subCode, message}`, or a list of texts per field (bare, or below `errors`), or nothing at all. The vendor's own
 * words about a sign-in are left out: they may quote what was sent.
 */
export const readEsetError =
  (assumptions: EsetAssumptions) =>
  (status: number, body: unknown, request: VendorRequest): ErrorAnswer => {
    const fields = fieldsOf(body);
    const code = numberOf(fields.get("code"));
    const subCode = numberOf(fields.get("subcode"));
    const signsIn = request.call.startsWith("Token/");
    const isGone = !signsIn && saysGone(assumptions, status, code, subCode);
    if (code !== undefined) {
      const known = meanings[`${code}/${subCode ?? ""}`];
      const message = fields.get(assumptions.assumed("error.text").toLowerCase());
      const words =
        typeof message === "string" && !signsIn ? message : (known?.name ?? plainly(status, request).meaning);
      return {
        code,
        subCode,
        text: [known?.meaning, quoted(words)].filter(Boolean).join(": "),
        hint: known?.hint ?? byStatus[status]?.hint,
        maintenance: status === 503 && code === 99 && subCode === 2,
        isGone,
      };
    }
    const complaints = complaintsIn([...fields, ...fieldsOf(fields.get("errors"))]);
    if (complaints !== "" && status === 400 && !signsIn) {
      return { text: `the request was not valid: ${quoted(complaints)}`, isGone };
    }
    const { meaning, hint } = plainly(status, request);
    return { text: meaning, hint, isGone };
  };

/** Whether this says that the object does not exist. 403 is about permission, whatever it is asked of. */
function saysGone(assumptions: EsetAssumptions, status: number, code?: number, subCode?: number): boolean {
  if (code === 99) return false; // about the API itself
  const answer = code === undefined ? `${status}` : `${status} ${code}/${subCode ?? ""}`;
  return assumptions.assumed("error.gone").some((gone) => gone === answer || gone === `${status}`);
}

/** What a status alone says. */
function plainly(status: number, request: VendorRequest): { meaning: string; hint?: string | undefined } {
  if (request.call === "Token/Get" && (status === 400 || status === 401)) {
    return { meaning: notAccepted, hint: byStatus[401]?.hint };
  }
  return (
    byStatus[status] ?? { meaning: status < 500 ? "the vendor refused the request" : "the vendor's server failed" }
  );
}

const numberOf = (value: unknown): number | undefined =>
  typeof value === "number" || (typeof value === "string" && /^\d+$/.test(value)) ? Number(value) : undefined;
