/** Every call of the Redstor RedAPI, version 1, a line each: path, effect, and what it is about. */
import type { operations } from "../../contracts/generated/redstor";
import type { HttpClient, VendorRequest } from "../http/client";
import { Answer, answers } from "../vendor/answer";
import type { RedstorAssumptions } from "./assumptions";
import { CompanyWord } from "./enums";

type Operation = keyof operations;

/** What a call is told in the path and in the query. The version is not the caller's affair. */
type Args<O extends Operation> = Part<O, "path"> & Omit<Part<O, "query">, "apiVersion">;
type Part<O extends Operation, P extends string> = operations[O] extends { parameters: Partial<Record<P, infer V>> }
  ? [V & object] extends [never]
    ? unknown
    : NonNullable<V>
  : unknown;

type Body<O extends Operation> = operations[O] extends {
  requestBody: { content: { "application/json": infer B extends object } };
}
  ? B
  : never;

/** What the answer holds: 200, or 201 of the call that creates. */
type Content<O extends Operation> = operations[O] extends {
  responses:
    { 200: { content: { "application/json": infer R } } } | { 201: { content: { "application/json": infer R } } };
}
  ? R
  : never;
type Result<O extends Operation> = Answer<Extract<Content<O>, object>>;
type Item<O extends Operation> = Content<O> extends (infer I extends object)[] ? Answer<I> : never;

/** What goes into the path or the query. */
type Value = string | number | boolean | undefined;

type Effect = VendorRequest["effect"];
type Method = VendorRequest["method"];

/** Names of the vendor's that its specification does not show. */
const bodiesWith = (assumptions: RedstorAssumptions) => ({
  company: ({ companyName, type }: Body<"companiesCompanyIdCustomersPost">) => ({
    [assumptions.assumed("CreateCompanyRequest.companyName")]: companyName,
    [assumptions.assumed("CreateCompanyRequest.type")]: assumptions.assumed(CompanyWord[type]),
  }),
  subscription: ({ productId, editionId }: Body<"companiesCompanyIdSubscriptionsPost">) => ({
    [assumptions.assumed("AddProductSubscriptionRequest.productId")]: productId,
    [assumptions.assumed("AddProductSubscriptionRequest.editionId")]: editionId,
  }),
});

/** What the call is about, in words for messages, and its id for the log. */
function subjectOf(given: ReadonlyMap<string, Value>): Pick<VendorRequest, "object" | "objectId"> {
  const [companyId, customerId, subscriptionId, productId] = [
    "companyId",
    "customerId",
    "subscriptionId",
    "productId",
  ].map((name) => given.get(name)?.toString());
  if (subscriptionId !== undefined) {
    return { object: `subscription ${subscriptionId} of company ${companyId ?? ""}`, objectId: subscriptionId };
  }
  if (customerId !== undefined) {
    return { object: `company ${customerId} to company ${companyId ?? ""}`, objectId: customerId };
  }
  if (companyId !== undefined) return { object: `company ${companyId}`, objectId: companyId };
  return productId === undefined ? {} : { object: `product ${productId}`, objectId: productId };
}

/**
 * The path with its parts filled in, and the rest as query. A part that is empty, or that leads up the path, would make
 * another call of it: of the removal of a subscription that of its company.
 */
function located(path: string, given: readonly (readonly [name: string, value: Value])[], apiVersion: string): string {
  const query = new URLSearchParams();
  let filled = path;
  for (const [name, value] of given) {
    if (value === undefined) continue;
    const part = `{${name}}`;
    if (filled.includes(part)) {
      if (/^\.{0,2}$/.test(String(value))) {
        throw new Error(`${name} is ${JSON.stringify(value)}, which is no id. Nothing was sent.`);
      }
      filled = filled.replace(part, () => encodeURIComponent(value));
    } else query.set(name, String(value));
  }
  const missing = /\{(\w+)\}/.exec(filled)?.[1];
  if (missing !== undefined) throw new Error(`${missing} is missing. Nothing was sent.`);
  query.set("apiVersion", apiVersion);
  return `${filled}?${query.toString()}`;
}

/** What an answer is about, in words for messages. */
const aboutOf = (args: object): string | undefined =>
  subjectOf(new Map(Object.entries(args) as [string, Value][])).object;

export function redstorApi(http: Pick<HttpClient, "exchange">, assumptions: RedstorAssumptions) {
  const bodies = bodiesWith(assumptions);
  /** One object of an answer. `about` is what was asked for, in words. */
  const answer = <T extends object>(raw: unknown, call: string, about?: string): Answer<T> =>
    new Answer(raw, call, assumptions, { about });
  const send = async (method: Method, path: string, effect: Effect, args: object, body?: object) => {
    const given = Object.entries(args) as [string, Value][]; // the contract's parameters
    return await http.exchange({
      method,
      path: located(path, given, assumptions.assumed("apiVersion")),
      call: callName(method, path),
      effect,
      body,
      ...subjectOf(new Map(given)),
    });
  };

  /** A call that answers an object; undefined if the vendor says that there is nothing (204). */
  const get =
    <O extends Operation>(path: string) =>
    async (args: Args<O>): Promise<Result<O> | undefined> => {
      const { status, body } = await send("GET", path, "read", args);
      return status === 204 ? undefined : answer(body, callName("GET", path), aboutOf(args));
    };
  /** One that answers a page. A bare list in place of it is all that there is. */
  const page =
    <O extends Operation>(path: string) =>
    async (args: Args<O>): Promise<Result<O> | undefined> => {
      const { status, body } = await send("GET", path, "read", args);
      if (status === 204) return undefined;
      return answer(Array.isArray(body) ? { results: body } : body, callName("GET", path), aboutOf(args));
    };
  /** One that answers a bare list; nothing (204) is an empty one. */
  const list =
    <O extends Operation>(path: string) =>
    async (args: Args<O>): Promise<Item<O>[]> => {
      const { status, body } = await send("GET", path, "read", args);
      if (status === 204) return [];
      return answers(body, callName("GET", path), assumptions, aboutOf(args)) as Item<O>[]; // Item is an Answer of the list's type, which inference cannot see
    };
  /** One that creates; undefined if the vendor answers without the object. */
  const create =
    <O extends Operation>(path: string, written: (body: Body<O>) => object) =>
    async (args: Args<O>, body: Body<O>): Promise<Result<O> | undefined> => {
      const reply = await send("POST", path, "once", args, written(body));
      return reply.status === 204 ? undefined : answer(reply.body, callName("POST", path), aboutOf(args));
    };
  /** One whose answer says nothing. */
  const tell =
    <O extends Operation>(method: Method, path: string, effect: Effect) =>
    async (args: Args<O>): Promise<void> => {
      await send(method, path, effect, args);
    };

  return {
    company: {
      root: get<"companiesGet">("/companies"),
      get: get<"companiesCompanyIdGet">("/companies/{companyId}"),
      search: page<"companiesSearchGet">("/companies/search"),
      customers: page<"companiesCompanyIdCustomersGet">("/companies/{companyId}/customers"),
      allCustomers: page<"companiesCompanyIdCustomersTransitiveGet">("/companies/{companyId}/customers/transitive"),
      create: create<"companiesCompanyIdCustomersPost">("/companies/{companyId}/customers", bodies.company),
      disable: tell<"companiesCompanyIdDisablePatch">("PATCH", "/companies/{companyId}/disable", "idempotent"),
      enable: tell<"companiesCompanyIdEnablePatch">("PATCH", "/companies/{companyId}/enable", "idempotent"),
      delete: tell<"companiesCompanyIdDelete">("DELETE", "/companies/{companyId}", "idempotent"),
      reassign: tell<"companiesCompanyIdCustomersCustomerIdReassignPatch">(
        "PATCH",
        "/companies/{companyId}/customers/{customerId}/reassign",
        "once",
      ),
    },
    user: {
      list: page<"usersListGet">("/users/list"),
    },
    product: {
      list: list<"getProducts">("/products"),
      get: get<"getProductFromId">("/products/{productId}"),
    },
    subscription: {
      list: list<"companiesCompanyIdSubscriptionsGet">("/companies/{companyId}/subscriptions"),
      create: create<"companiesCompanyIdSubscriptionsPost">(
        "/companies/{companyId}/subscriptions",
        bodies.subscription,
      ),
      createTrial: create<"companiesCompanyIdSubscriptionsTrialPost">(
        "/companies/{companyId}/subscriptions/trial",
        bodies.subscription,
      ),
      convertTrial: tell<"companiesCompanyIdSubscriptionsSubscriptionIdTrialConvertPatch">(
        "PATCH",
        "/companies/{companyId}/subscriptions/{subscriptionId}/trial/convert",
        "once",
      ),
      /** Whether it is done, or queued (202). */
      delete: async (args: Args<"companiesCompanyIdSubscriptionsSubscriptionIdDelete">): Promise<"done" | "queued"> => {
        const path = "/companies/{companyId}/subscriptions/{subscriptionId}";
        return (await send("DELETE", path, "once", args)).status === 202 ? "queued" : "done";
      },
    },
    consumption: {
      summary: get<"getConsumptionSummary">("/companies/{companyId}/consumption/summary"),
      company: list<"getProductConsumption">("/companies/{companyId}/consumption/company"),
      customers: page<"getCompanyConsumption">("/companies/{companyId}/consumption/customers/direct"),
      allCustomers: page<"getCompanyConsumptionTransitive">("/companies/{companyId}/consumption/customers/transitive"),
    },
    backup: {
      status: get<"companiesCompanyIdBackupsStatusGet">("/companies/{companyId}/backups/status"),
      customers: page<"companiesCompanyIdBackupsStatusCustomersGet">("/companies/{companyId}/backups/status/customers"),
      accounts: page<"companiesCompanyIdBackupsStatusAccountsGet">("/companies/{companyId}/backups/status/accounts"),
      summary: get<"companiesCompanyIdBackupsStatusSummaryGet">("/companies/{companyId}/backups/status/summary"),
    },
    restore: {
      status: get<"companiesCompanyIdRestoresStatusGet">("/companies/{companyId}/restores/status"),
      customers: page<"companiesCompanyIdRestoresStatusCustomersGet">(
        "/companies/{companyId}/restores/status/customers",
      ),
      accounts: page<"companiesCompanyIdRestoresStatusAccountsGet">("/companies/{companyId}/restores/status/accounts"),
      summary: get<"companiesCompanyIdRestoresStatusSummaryGet">("/companies/{companyId}/restores/status/summary"),
    },
  };
}

/** As messages and the log name a call. The specification has names for some only. */
const callName = (method: Method, path: string): string => `${method} ${path}`;

export type RedstorApi = ReturnType<typeof redstorApi>;
