/** What an account sees at Example Vault: its customers. */
import { declaredOf } from "../lifecycle/declare";
import { type Estate, type EstateObject, listed, type ReadObject } from "../vendor/estate";
import { customer } from "./customer";
import type { Vault } from "./session";

export class VaultEstate implements Estate {
  readonly vendor = "vault";

  constructor(private readonly vault: Vault) {}

  identity(): Promise<string> {
    return this.vault.accountId();
  }

  list(): AsyncIterable<EstateObject> {
    return this.companies();
  }

  async *companies(): AsyncGenerator<EstateObject> {
    for (const one of (await this.vault.api.customers({})).list("customers")) {
      const known = { type: customer.type, id: one.id("customerId") };
      yield listed(one, known, () => {
        const name = one.id("name");
        return { type: known.type, name, tenant: { id: known.id, name } };
      });
    }
  }

  async *belongings(): AsyncGenerator<EstateObject> {
    // nothing belongs to a customer
  }

  async read(object: EstateObject): Promise<ReadObject | undefined> {
    const live = await customer.read(this.vault, object.id, {});
    if (live === undefined) return undefined;
    const declared = declaredOf(customer as never, live, await this.vault.accountId());
    return { ...object, ...declared, tenant: { id: object.id, name: object.name } };
  }
}
