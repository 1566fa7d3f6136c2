/** Which function carries out which operation of the contract. */
import type { operations } from "../../contracts/generated/vault";
import { create, type Customer, existing, type Store } from "./store";

type Params = Readonly<Record<string, string>>;
type Body = Pick<Customer, "name" | "gigabytes">;

const one = (store: Store, { customerId }: Params) => ({ ...existing(store, customerId) });
const list = (store: Store) => ({ customers: [...store.customers.values()] });

function change(store: Store, { customerId }: Params, body: Body) {
  store.touch();
  return { ...Object.assign(existing(store, customerId), body) };
}

function remove(store: Store, { customerId = "" }: Params): undefined {
  existing(store, customerId);
  store.customers.delete(customerId);
  store.touch();
}

export const actions: { readonly [Id in keyof operations]: (store: Store, params: Params, body: Body) => unknown } = {
  accountGet: () => ({ accountId: "msp" }),
  customersGet: list,
  customersPost: (store, _, body) => ({ ...create(store, body) }),
  customerGet: one,
  customerPut: change,
  customerDelete: remove,
};
