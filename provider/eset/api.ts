/** Every call of the ESET MSP Administrator 2 API, a line each: path, effect, and what it is about. */
import type { operations } from "../../contracts/generated/eset";
import type { HttpClient, VendorRequest } from "../http/client";
import { Answer } from "./wire";

type Operation = keyof operations;

type Body<O extends Operation> = operations[O] extends {
  requestBody: { content: { "application/json": infer B extends object } };
}
  ? B
  : never;

type Result<O extends Operation> = Answer<
  operations[O] extends { responses: { 200: { content: { "application/json": infer R extends object } } } } ? R : never
>;

type Effect = VendorRequest["effect"];

/** Which property of the request names the object, and what the object is called in messages. */
const subjects = [
  ["publicLicenseKey", "licence"],
  ["companyId", "company"],
  ["customerId", "customer"],
  ["name", "company"],
] as const;

function subjectOf(body: object | undefined): Pick<VendorRequest, "object" | "objectId"> {
  const values = new Map(Object.entries(body ?? {}) as [string, unknown][]);
  const subject = subjects.find(([name]) => typeof values.get(name) === "string");
  if (subject === undefined) return {};
  const [property, noun] = subject;
  const value = String(values.get(property));
  if (property === "name") return { object: `${noun} "${value}"` };
  const product = values.get("productCode") ?? values.get("newProductCode");
  const suffix = typeof product === "string" ? `, product ${product}` : "";
  return { object: `${noun} ${value}${suffix}`, objectId: value };
}

export function esetApi(http: HttpClient) {
  const send = (
    method: "GET" | "POST",
    call: string,
    effect: Effect,
    body: object | undefined,
    signIn: Pick<VendorRequest, "token"> = {},
  ): Promise<unknown> => http.request({ method, path: `/${call}`, call, effect, body, ...subjectOf(body), ...signIn });

  /** A call that answers an object. */
  const ask =
    <O extends Operation>(call: string, effect: Effect) =>
    async (body: Body<O>): Promise<Result<O>> =>
      new Answer(await send("POST", call, effect, body), call);
  /** A call whose answer says nothing. */
  const tell =
    <O extends Operation>(call: string, effect: Effect) =>
    async (body: Body<O>): Promise<void> => {
      await send("POST", call, effect, body);
    };
  const get =
    <O extends Operation>(call: string) =>
    async (): Promise<Result<O>> =>
      new Answer(await send("GET", call, "read", undefined), call);

  return {
    token: {
      get: async (body: Body<"Token_Get">): Promise<Result<"Token_Get">> =>
        new Answer(await send("POST", "Token/Get", "idempotent", body, { token: null }), "Token/Get"),
      renew: async (body: Body<"Token_Renew">, token: string): Promise<Result<"Token_Renew">> =>
        new Answer(await send("POST", "Token/Renew", "once", body, { token }), "Token/Renew"),
    },
    company: {
      createCustomer: ask<"Company_Create_customer">("Company/Create/customer", "once"),
      updateCustomer: tell<"Company_Update_customer">("Company/Update/customer", "idempotent"),
      detail: ask<"Company_Detail">("Company/Detail", "read"),
      children: ask<"Company_Children">("Company/Children", "read"),
      suspend: tell<"Company_Suspend">("Company/Suspend", "idempotent"),
      unsuspend: tell<"Company_Unsuspend">("Company/Unsuspend", "idempotent"),
      delete: tell<"Company_Delete">("Company/Delete", "idempotent"),
    },
    license: {
      order: ask<"License_Order">("License/Order", "once"),
      updateQuantity: tell<"License_UpdateQuantity">("License/UpdateQuantity", "idempotent"),
      suspend: tell<"License_Suspend">("License/Suspend", "idempotent"),
      unsuspend: tell<"License_Unsuspend">("License/Unsuspend", "idempotent"),
      remove: tell<"License_Remove">("License/Remove", "idempotent"),
      convertToFull: ask<"License_ConvertToFull">("License/ConvertToFull", "once"),
      extendTrial: tell<"License_ExtendTrial">("License/ExtendTrial", "once"),
      changeProduct: tell<"License_ChangeProduct">("License/ChangeProduct", "once"),
      detail: ask<"License_Detail">("License/Detail", "read"),
    },
    search: {
      licenses: ask<"Search_Licenses">("Search/Licenses", "read"),
    },
    user: {
      current: get<"User_Current">("User/Current"),
    },
  };
}

export type EsetApi = ReturnType<typeof esetApi>;
