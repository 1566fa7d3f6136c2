/** Every call of the ESET MSP Administrator 2 API, a line each: path, effect, and what it is about. */
import type { operations } from "../../contracts/generated/eset";
import type { HttpClient, VendorRequest } from "../http/client";
import { Answer, answers } from "../vendor/answer";
import type { EsetAssumptions } from "./assumptions";

type Operation = keyof operations;

type Body<O extends Operation> = operations[O] extends {
  requestBody: { content: { "application/json": infer B extends object } };
}
  ? B
  : never;

type Result<O extends Operation> = Answer<
  operations[O] extends { responses: { 200: { content: { "application/json": infer R extends object } } } } ? R : never
>;

type ListResult<O extends Operation> = Answer<
  operations[O] extends { responses: { 200: { content: { "application/json": (infer R extends object)[] } } } }
    ? R
    : never
>[];

type Effect = VendorRequest["effect"];

/** Which property of the request names the object, and what the object is called in messages. */
const subjects = [
  ["publicLicenseKey", "licence"],
  ["companyId", "company"],
  ["customerId", "customer"],
  ["userId", "user"],
  ["name", "company"],
  ["email", "user"],
] as const;

function subjectOf(body: object | undefined): Pick<VendorRequest, "object" | "objectId"> {
  const values = new Map(Object.entries(body ?? {}) as [string, unknown][]);
  const subject = subjects.find(([name]) => typeof values.get(name) === "string");
  if (subject === undefined) return {};
  const [property, noun] = subject;
  const value = String(values.get(property));
  if (property === "name") return { object: `${noun} "${value}"` };
  if (property === "email") return { object: `${noun} ${value}` };
  const product = values.get("productCode") ?? values.get("newProductCode");
  const suffix = typeof product === "string" ? `, product ${product}` : "";
  return { object: `${noun} ${value}${suffix}`, objectId: value };
}

export function esetApi(http: Pick<HttpClient, "request">, assumptions: EsetAssumptions) {
  /** One object of an answer. `about` is what was asked for, in words. */
  const answer = <T extends object>(raw: unknown, call: string, about?: string): Answer<T> =>
    new Answer(raw, call, assumptions, { about });
  const send = (
    method: "GET" | "POST",
    call: string,
    effect: Effect,
    body: object | undefined,
    signIn: Pick<VendorRequest, "token"> = {},
  ): Promise<unknown> =>
    http.request({ method, path: assumptions.pathOf(call), call, effect, body, ...subjectOf(body), ...signIn });

  /** A call that answers an object. */
  const ask =
    <O extends Operation>(call: string, effect: Effect) =>
    async (body: Body<O>): Promise<Result<O>> =>
      answer(await send("POST", call, effect, body), call, subjectOf(body).object);
  /** A call whose answer says nothing. */
  const tell =
    <O extends Operation>(call: string, effect: Effect) =>
    async (body: Body<O>): Promise<void> => {
      await send("POST", call, effect, body);
    };
  /** A call without a body. */
  const get =
    <O extends Operation>(call: string) =>
    async (): Promise<Result<O>> =>
      answer(await send("GET", call, "read", undefined), call);
  /** One that names its object in the path or in the query; `call` is the vendor's name of it. */
  const look =
    <O extends Operation, A extends Record<string, string>>(call: string, rest: (args: A) => string) =>
    async (args: A): Promise<Result<O>> =>
      answer(
        await http.request({ method: "GET", path: `${assumptions.pathOf(call)}${rest(args)}`, call, effect: "read" }),
        call,
        Object.values(args)[0],
      );
  const list =
    <O extends Operation>(call: string) =>
    async (): Promise<ListResult<O>> =>
      answers(await send("GET", call, "read", undefined), call, assumptions);

  return {
    token: {
      get: async (body: Body<"Token_Get">): Promise<Result<"Token_Get">> =>
        answer(await send("POST", "Token/Get", "idempotent", body, { token: null }), "Token/Get"),
      /** @clientOnly the session knows by itself when its token ends */
      check: async (body: Body<"Token_Check">): Promise<boolean> =>
        (await send("POST", "Token/Check", "read", body)) === true,
      renew: async (body: Body<"Token_Renew">, token: string): Promise<Result<"Token_Renew">> =>
        answer(await send("POST", "Token/Renew", "once", body, { token }), "Token/Renew"),
    },
    company: {
      createMsp: ask<"Company_Create_msp">("Company/Create/msp", "once"),
      createManagedMsp: ask<"Company_Create_managedmsp">("Company/Create/managedmsp", "once"),
      createCustomer: ask<"Company_Create_customer">("Company/Create/customer", "once"),
      updateMsp: tell<"Company_Update_msp">("Company/Update/msp", "idempotent"),
      updateManagedMsp: tell<"Company_Update_managedmsp">("Company/Update/managedmsp", "idempotent"),
      updateCustomer: tell<"Company_Update_customer">("Company/Update/customer", "idempotent"),
      detail: ask<"Company_Detail">("Company/Detail", "read"),
      children: ask<"Company_Children">("Company/Children", "read"),
      descendants: ask<"Company_Descendants">("Company/Descendants", "read"),
      users: ask<"Company_Users">("Company/Users", "read"),
      suspend: tell<"Company_Suspend">("Company/Suspend", "idempotent"),
      unsuspend: tell<"Company_Unsuspend">("Company/Unsuspend", "idempotent"),
      delete: tell<"Company_Delete">("Company/Delete", "idempotent"),
    },
    operation: {
      get: look<"Operation_Get", { guid: string }>("Operation", ({ guid }) => `/${inPath(guid)}`),
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
      history: ask<"License_GetHistory">("License/GetHistory", "read"),
      possibleProductChanges: ask<"License_GetPossibleProductChanges">("License/GetPossibleProductChanges", "read"),
    },
    search: {
      companies: ask<"Search_Companies">("Search/Companies", "read"),
      licenses: ask<"Search_Licenses">("Search/Licenses", "read"),
      users: ask<"Search_Users">("Search/Users", "read"),
    },
    user: {
      current: get<"User_Current">("User/Current"),
      details: ask<"User_GetUserDetails">("User/GetUserDetails", "read"),
      create: ask<"User_Create">("User/Create", "once"),
      update: tell<"User_Update">("User/Update", "idempotent"),
      /** @clientOnly a password does not belong into a program or its state */
      changePassword: tell<"User_ChangePassword">("User/ChangePassword", "once"),
      directAccessibleChildren: ask<"User_GetDirectAccessibleChildren">("User/GetDirectAccessibleChildren", "read"),
    },
    termsOfUse: {
      get: get<"TermsOfUse_Get">("TermsOfUse/Get"),
      detail: look<"TermsOfUse_Detail", { termsOfUseId: string }>("TermsOfUse/Detail", inQuery),
      accept: tell<"TermsOfUse_Accept">("TermsOfUse/Accept", "idempotent"),
    },
    usageReport: {
      allCompaniesProducts: ask<"UsageReport_AllCompanies_products">("UsageReport/AllCompanies/products", "read"),
      allCompaniesCategories: ask<"UsageReport_AllCompanies_categories">("UsageReport/AllCompanies/categories", "read"),
      selectedCompaniesProducts: ask<"UsageReport_SelectedCompanies_products">(
        "UsageReport/SelectedCompanies/products",
        "read",
      ),
      selectedCompaniesCategories: ask<"UsageReport_SelectedCompanies_categories">(
        "UsageReport/SelectedCompanies/categories",
        "read",
      ),
      monthlyProducts: ask<"UsageReport_Monthly_products">("UsageReport/Monthly/products", "read"),
      monthlyCategories: ask<"UsageReport_Monthly_categories">("UsageReport/Monthly/categories", "read"),
      dailyProducts: ask<"UsageReport_Daily_products">("UsageReport/Daily/products", "read"),
      dailyCategories: ask<"UsageReport_Daily_categories">("UsageReport/Daily/categories", "read"),
    },
    billingReport: {
      myCompany: ask<"BillingReport_MyCompany">("BillingReport/MyCompany", "read"),
      selectedCompanies: ask<"BillingReport_MyCompanySelectedCompaniesOnly">(
        "BillingReport/MyCompanySelectedCompaniesOnly",
        "read",
      ),
      singleManagedCompany: ask<"BillingReport_SingleManagedCompany">("BillingReport/SingleManagedCompany", "read"),
      divisions: ask<"BillingReport_DivisionsUnderSelectedDistributor">(
        "BillingReport/DivisionsUnderSelectedDistributor",
        "read",
      ),
    },
    ema1Mapping: {
      companyId: look<"Ema1Mapping_CompanyId", { id: string }>("Ema1Mapping/CompanyId", ({ id }) => `/${inPath(id)}`),
      siteId: look<"Ema1Mapping_SiteId", { siteId: string } | { legacyKey: string }>("Ema1Mapping/SiteId", inQuery),
      licenseId: look<"Ema1Mapping_LicenseId", { id: string }>("Ema1Mapping/LicenseId", ({ id }) => `/${inPath(id)}`),
      userId: look<"Ema1Mapping_UserId", { userId: string }>(
        "Ema1Mapping/UserId",
        ({ userId }) => `/${inPath(userId)}`,
      ),
    },
    enum: {
      entityTypes: list<"Enum_EntityTypes">("Enum/EntityTypes"),
      availableProducts: get<"Enum_AvailableProducts">("Enum/AvailableProducts"),
      userStatuses: list<"Enum_UserStatuses">("Enum/UserStatuses"),
      permissionTypes: list<"Enum_PermissionTypes">("Enum/PermissionTypes"),
      licenseStates: list<"Enum_LicenseStates">("Enum/LicenseStates"),
      operationStates: list<"Enum_OperationStates">("Enum/OperationStates"),
      countries: get<"Enum_Countries">("Enum/Countries"),
    },
    version: get<"Version">("Version"),
  };
}

const inPath = encodeURIComponent;
const inQuery = (args: Record<string, string>): string => `?${new URLSearchParams(args).toString()}`;

export type EsetApi = ReturnType<typeof esetApi>;
