/** What the vendor's error answers mean, and what to do about each. Nothing else looks at their form. */
import type { ErrorAnswer, VendorRequest } from "../http/client";
import { complaintsIn, fieldsOf, quoted } from "../vendor/problem";
import type { RedstorAssumptions } from "./assumptions";
import { isSignIn, readSignInError } from "./token";

/** What a status alone says. */
const byStatus: Readonly<Record<number, { readonly meaning: string; readonly hint?: string }>> = {
  // whoever cannot sign in hears of it at the sign-in; Redstor may say this too of a company that the account has no access to
  401: {
    meaning: "the vendor does not take the access token for this",
    hint: "In RedApp, under RedAPI, Service accounts, see that the account has access to this company. If every call is refused so, check msp:redstorClientId and msp:redstorPrivateKey (or REDSTOR_CLIENT_ID and REDSTOR_PRIVATE_KEY). After a change of the stored key, add --run-program to pulumi refresh and destroy.",
  },
  403: {
    meaning: "this service account may not do that",
    hint: "In RedApp, under RedAPI, Service accounts, see that it has access to this company, and the scope api.write for changes.",
  },
  404: {
    meaning: "the vendor does not know this object, or does not show it to this service account",
    hint: 'If it was deleted in the web app, run "pulumi refresh".',
  },
  429: { meaning: "too many requests", hint: "Lower msp:redstorRequestsPerSecond." },
};

/** Asked for the account's own company, which every account has. */
const unknownCall: ErrorAnswer = {
  text: "the vendor does not know this call",
  hint: "Check msp:redstorEndpoint (or REDSTOR_ENDPOINT).",
};

/** Calls whose bodies have names that Redstor's specification does not show, and the assumptions that have them. */
const assumedBodies: Readonly<Record<string, string>> = {
  "POST /companies/{companyId}/customers": "CreateCompanyRequest.companyName and CreateCompanyRequest.type",
  "POST /companies/{companyId}/subscriptions":
    "AddProductSubscriptionRequest.productId and AddProductSubscriptionRequest.editionId",
  "POST /companies/{companyId}/subscriptions/trial":
    "AddProductSubscriptionRequest.productId and AddProductSubscriptionRequest.editionId",
};

/** What a refusal means of this call in particular. */
function ofCall(status: number, { call }: VendorRequest): { meaning?: string; hint?: string } {
  const assumed = assumedBodies[call];
  if (status === 400 && assumed !== undefined) {
    return {
      hint: `If a field that it names has another name there, correct ${assumed} in a file that MSP_ASSUMPTIONS names.`,
    };
  }
  return status === 404 && assumed?.startsWith("AddProductSubscriptionRequest") === true
    ? {
        meaning: "the vendor does not know the company, the product or its edition",
        hint: "getProducts() lists the products.",
      }
    : {};
}

/** Whether this status says that the object does not exist. 401 and 403 are about permission, whatever they are asked of. */
export const saysGone = (assumptions: RedstorAssumptions, status: number): boolean =>
  assumptions.assumed("error.gone").includes(String(status));

/** Reads ProblemDetails: the words of the problem, and what is wrong by field. */
export const readRedstorError =
  (assumptions: RedstorAssumptions) =>
  (status: number, body: unknown, request: VendorRequest): ErrorAnswer => {
    if (isSignIn(request)) return readSignInError(status, body);
    if (status === 404 && request.call === "GET /companies") return unknownCall;
    const problem = fieldsOf(body);
    const words = assumptions.assumed("error.text").map((name) => problem.get(name.toLowerCase()));
    const complaints = complaintsIn(fieldsOf(problem.get("errors")));
    const said = complaints !== "" ? complaints : words.find((text) => typeof text === "string" && text !== "");
    const { meaning = status < 500 ? "the vendor refuses it" : "the vendor's server failed", hint } = {
      ...byStatus[status],
      ...ofCall(status, request),
    };
    return {
      text: typeof said === "string" ? `${meaning}: ${quoted(said)}` : meaning,
      hint,
      isGone: saysGone(assumptions, status),
    };
  };
