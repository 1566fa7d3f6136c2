/** What the vendors read of a request in the same way. */
import type { ErrorObject } from "ajv";
import type { Contract, Operation } from "./contract";
import type { VendorRequest } from "./vendor";

/** The access token of a request; empty if it has none. */
export function bearerToken({ headers }: Pick<VendorRequest, "headers">): string {
  const header = headers["authorization"];
  return typeof header === "string" ? (/^Bearer +(\S+) *$/i.exec(header)?.[1] ?? "") : "";
}

export type Body =
  | { readonly is: "valid"; readonly value: unknown }
  /** It does not follow the contract. */
  | { readonly is: "invalid"; readonly errors: readonly ErrorObject[] }
  /** It is no JSON at all. */
  | { readonly is: "unreadable"; readonly reason: string };

/**
 * The body of a request, its names as in the contract. Undefined where the operation takes none. `inContractForm` is for a
 * vendor that may write it in another way than its contract.
 */
export function readBody(
  contract: Contract,
  operation: Operation,
  request: VendorRequest,
  inContractForm: (written: unknown) => unknown = (written) => written,
): Body {
  const { rawBody, headers } = request;
  if (operation.requestSchema === undefined) return { is: "valid", value: undefined };
  if (rawBody.length === 0) return { is: "unreadable", reason: "A non-empty request body is required." };
  if (!/^(application|text)\/([\w.-]+\+)?json\b/i.test(String(headers["content-type"]))) {
    return { is: "unreadable", reason: "The Content-Type must be application/json." };
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(rawBody.toString("utf8"));
  } catch {
    return { is: "unreadable", reason: "The request body is not valid JSON." };
  }
  const value = contract.bind(operation, inContractForm(parsed));
  const errors = contract.requestErrors(operation, value);
  return errors.length > 0 ? { is: "invalid", errors } : { is: "valid", value };
}
