/** What Example Vault knows: its customers. */
import { Type } from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import { guid } from "../guid";
import { Refused } from "../refused";
import { closed } from "../shape";
import { keyed, storeOf, value } from "../store";
import type { Answer } from "../vendor";

const CustomerSchema = closed({ customerId: Type.String(), name: Type.String(), gigabytes: Type.Integer() });
export type Customer = Static<typeof CustomerSchema>;

export class Store extends storeOf(
  { customers: keyed(CustomerSchema, ({ customerId }) => customerId), readings: value(closed({})) },
  { customer: (number) => guid("c", number) },
) {}

export const answer = (status: number, error: string): Answer => ({ status, body: { error } });

export class Refusal extends Refused {
  readonly answer: Answer;

  constructor(status: number, text: string) {
    super(text);
    this.answer = answer(status, text);
  }
}

export const NewCustomer = closed({ name: Type.String({ minLength: 1 }), gigabytes: Type.Integer({ minimum: 1 }) });

export function create(store: Store, { name, gigabytes }: Static<typeof NewCustomer>): Customer {
  if ([...store.customers.values()].some((one) => one.name === name)) throw new Refusal(409, `${name} exists`);
  const customer = { customerId: store.newId("customer"), name, gigabytes };
  store.customers.set(customer.customerId, customer);
  store.touch();
  return customer;
}

export function existing(store: Store, id = ""): Customer {
  const found = store.customers.get(id);
  if (found === undefined) throw new Refusal(404, `there is no customer ${id}`);
  return found;
}
