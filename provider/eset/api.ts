/** Every call of the ESET MSP Administrator 2 API, a line each: path, effect, and what it is about. */
import type { operations } from "../../contracts/generated/eset";
import type { HttpClient, VendorRequest } from "../http/client";
import { Answer } from "./wire";

type Operation = keyof operations;

type Body<O extends Operation> = operations[O] extends { requestBody: { content: { "application/json": infer B } } }
  ? B
  : undefined;

type Result<O extends Operation> = operations[O] extends {
  responses: { 200: { content: { "application/json": infer R } } };
}
  ? R extends object
    ? Answer<R>
    : undefined
  : undefined;

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
  const [property, noun] = subjects.find(([name]) => typeof values.get(name) === "string") ?? [];
  if (property === undefined) return {};
  const value = String(values.get(property));
  if (property === "name") return { object: `${noun ?? ""} "${value}"` };
  const product = values.get("productCode") ?? values.get("newProductCode");
  const suffix = typeof product === "string" ? `, product ${product}` : "";
  return { object: `${noun ?? ""} ${value}${suffix}`, objectId: value };
}

export function esetApi(http: HttpClient) {
  async function send<O extends Operation>(
    method: "GET" | "POST",
    call: string,
    effect: Effect,
    body: Body<O> | undefined,
    anonymous = false,
  ): Promise<Result<O>> {
    const subject = subjectOf(body as object | undefined); // request bodies are objects
    const raw = await http.request({ method, path: `/${call}`, call, effect, body, anonymous, ...subject });
    // a call that answers nothing has no Result; all others answer an object, which Answer checks
    return (raw === undefined && effect !== "read" ? undefined : new Answer(raw, call)) as Result<O>;
  }
  const post =
    <O extends Operation>(call: string, effect: Effect) =>
    (body: Body<O>): Promise<Result<O>> =>
      send<O>("POST", call, effect, body);
  const get =
    <O extends Operation>(call: string) =>
    (): Promise<Result<O>> =>
      send<O>("GET", call, "read", undefined);

  return {
    token: {
      get: (body: Body<"Token_Get">) => send<"Token_Get">("POST", "Token/Get", "idempotent", body, true),
      renew: post<"Token_Renew">("Token/Renew", "once"),
    },
    company: {
      createCustomer: post<"Company_Create_customer">("Company/Create/customer", "once"),
      updateCustomer: post<"Company_Update_customer">("Company/Update/customer", "idempotent"),
      detail: post<"Company_Detail">("Company/Detail", "read"),
      children: post<"Company_Children">("Company/Children", "read"),
      suspend: post<"Company_Suspend">("Company/Suspend", "idempotent"),
      unsuspend: post<"Company_Unsuspend">("Company/Unsuspend", "idempotent"),
      delete: post<"Company_Delete">("Company/Delete", "idempotent"),
    },
    license: {
      order: post<"License_Order">("License/Order", "once"),
      updateQuantity: post<"License_UpdateQuantity">("License/UpdateQuantity", "idempotent"),
      suspend: post<"License_Suspend">("License/Suspend", "idempotent"),
      unsuspend: post<"License_Unsuspend">("License/Unsuspend", "idempotent"),
      remove: post<"License_Remove">("License/Remove", "idempotent"),
      convertToFull: post<"License_ConvertToFull">("License/ConvertToFull", "once"),
      extendTrial: post<"License_ExtendTrial">("License/ExtendTrial", "once"),
      changeProduct: post<"License_ChangeProduct">("License/ChangeProduct", "once"),
      detail: post<"License_Detail">("License/Detail", "read"),
    },
    search: {
      companies: post<"Search_Companies">("Search/Companies", "read"),
      licenses: post<"Search_Licenses">("Search/Licenses", "read"),
    },
    user: {
      current: get<"User_Current">("User/Current"),
    },
    enum: {
      availableProducts: get<"Enum_AvailableProducts">("Enum/AvailableProducts"),
    },
  };
}

export type EsetApi = ReturnType<typeof esetApi>;
