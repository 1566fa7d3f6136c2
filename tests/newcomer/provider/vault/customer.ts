/** A customer of the MSP at Example Vault, with so many gigabytes. */
import { isGone } from "../http/vendorError";
import { commonInputs, defineResource } from "../lifecycle/define";
import { mayBeSo } from "../lifecycle/outcome";
import { type StaticProperties, Type } from "../lifecycle/schema";
import type { CustomerAnswer } from "./api";
import type { Vault } from "./session";

const inputs = Type.Object({
  /** Name of the customer; unique in the account. */
  name: Type.String({ minLength: 1, expected: "the customer's name" }),
  /** How much it may store. */
  gigabytes: Type.Integer({ minimum: 1, expected: "a whole number of gigabytes, 1 or more" }),
  /**
   * What removing the resource does. `delete`: the customer is deleted. `retain`: nothing.
   * @default "delete", or "retain" for a customer that was taken over with `adopt`
   */
  deletionPolicy: Type.Optional(Type.Enum(["delete", "retain"])),
  ...commonInputs,
});
type Inputs = StaticProperties<(typeof inputs)["properties"]>;

const fromWire = (answer: CustomerAnswer) => ({ name: answer.id("name"), gigabytes: answer.whole("gigabytes") });

/** undefined if the vendor says that there is none. */
async function unlessGone<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

export const customer = defineResource({
  type: "vault:Customer",
  inputs,
  assigned: {},
  idName: "customerId",
  isCompany: true,
  billed: () => undefined,
  what: ({ name }: Inputs) => `An Example Vault customer "${name}"`,
  steps: (from, to: Inputs) => (from.name === to.name && from.gigabytes === to.gigabytes ? [] : ["update"]),
  perform: async (vault: Vault, customerId, _step: string, _reached, { name, gigabytes }) => {
    await vault.api.update({ customerId, name, gigabytes });
    return { name, gigabytes };
  },
  read: async (vault, customerId) => {
    const answer = await unlessGone(vault.api.customer({ customerId }));
    return answer === undefined ? undefined : fromWire(answer);
  },
  create: {
    send: async (vault, { name, gigabytes }) => {
      const id = (await vault.api.create({ name, gigabytes })).id("customerId");
      return { id, reached: { name, gigabytes } };
    },
    exists: mayBeSo,
    find: async (vault, { name }) => {
      const all = (await vault.api.customers({})).list("customers");
      return all
        .filter((one) => one.id("name") === name)
        .map((one) => ({ id: one.id("customerId"), live: fromWire(one) }));
    },
    made: (_vault, { live }, { gigabytes }) => live.gigabytes === gigabytes,
  },
  remove: {
    usual: () => "delete",
    kept: (customerId) => `Example Vault customer ${customerId} is kept as it is`,
    carryOut: async (vault, customerId) =>
      (await unlessGone(vault.api.remove({ customerId }))) === undefined ? "gone" : "done",
  },
});
