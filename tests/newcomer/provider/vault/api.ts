/** Every call of Example Vault, a line each: what is sent, and what repeating it would do. */
import type { components, operations } from "../../contracts/generated/vault";
import type { HttpClient, VendorRequest } from "../http/client";
import { Answer, type Dialect } from "../vendor/answer";

type Schemas = components["schemas"];
export type CustomerAnswer = Answer<Schemas["Customer"]>;
type CustomerRequest = Schemas["CustomerRequest"];

/** The contract leaves nothing open, so that nothing is assumed. */
const dialect: Dialect = {
  vendor: "Example Vault",
  assumed: () => undefined,
  vendorsName: (_, property) => property,
  ourName: (_, vendors) => vendors,
};

export function vaultApi(http: Pick<HttpClient, "request">) {
  const call =
    <A extends object, T extends object>(
      _operation: keyof operations,
      effect: VendorRequest["effect"],
      send: (args: A) => Pick<VendorRequest, "method" | "path" | "body">,
    ) =>
    async (args: A): Promise<Answer<T>> => {
      const { method, path, body } = send(args);
      const name = `${method} ${path}`;
      return new Answer<T>((await http.request({ method, path, body, effect, call: name })) ?? {}, name, dialect);
    };
  const at = (customerId: string) => `/customers/${encodeURIComponent(customerId)}`;
  type Of = { readonly customerId: string };
  return {
    account: call<object, Schemas["Account"]>("accountGet", "read", () => ({ method: "GET", path: "/account" })),
    customers: call<object, Schemas["Customers"]>("customersGet", "read", () => ({
      method: "GET",
      path: "/customers",
    })),
    create: call<CustomerRequest, Schemas["Customer"]>("customersPost", "once", (body) => ({
      ...{ method: "POST", path: "/customers", body },
    })),
    customer: call<Of, Schemas["Customer"]>("customerGet", "read", ({ customerId }) => ({
      ...{ method: "GET", path: at(customerId) },
    })),
    update: call<Of & CustomerRequest, Schemas["Customer"]>("customerPut", "idempotent", ({ customerId, ...body }) => ({
      ...{ method: "PUT", path: at(customerId), body },
    })),
    remove: call<Of, object>("customerDelete", "idempotent", ({ customerId }) => ({
      ...{ method: "DELETE", path: at(customerId) },
    })),
  };
}
