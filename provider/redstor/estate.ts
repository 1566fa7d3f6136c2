/** A Redstor estate: all companies below the account's own, and their subscriptions. */
import { VendorError } from "../http/vendorError";
import { declaredOf } from "../lifecycle/declare";
import { idKey } from "../lifecycle/ids";
import { type Estate, type EstateObject, listed, ofType, type ReadObject, type Tenant } from "../vendor/estate";
import { companyTypeOf, trialStatusOf } from "./enums";
import { resources } from "./resources";
import type { CompanyAnswer, Redstor, SubscriptionAnswer } from "./session";
import { fromWire, isListed } from "./subscription";

/** How many companies are asked for their subscriptions at a time; the limiter sets the pace. */
const atATime = 16;

export class RedstorEstate implements Estate {
  readonly vendor = "redstor";
  /** By id in lower case. */
  readonly #companies = new Map<string, Tenant & { readonly enabled: boolean | undefined }>();
  #products: Promise<ReadonlyMap<number, string>> | undefined;

  constructor(private readonly redstor: Redstor) {}

  async identity(): Promise<string> {
    return await this.redstor.rootId();
  }

  async *list(): AsyncGenerator<EstateObject> {
    yield* this.companies();
    yield* this.belongings();
  }

  async *companies(): AsyncGenerator<EstateObject> {
    const args = { companyId: await this.redstor.rootId() };
    for await (const company of this.redstor.allCustomers(args)) yield this.#company(company.id("companyId"), company);
  }

  #company(id: string, company: CompanyAnswer): EstateObject {
    const known = { type: "redstor:Company", id };
    let enabled: boolean | undefined;
    const object = listed(company, known, () => {
      const tenant = { id, name: company.filled("companyName") };
      enabled = company.flag("isEnabled");
      const type = company.filled("type");
      return {
        ...known,
        name: tenant.name,
        tenant,
        ...(companyTypeOf(company) === undefined
          ? { undeclarable: `No resource stands for a Redstor company of the kind ${JSON.stringify(type)}.` }
          : {}),
      };
    });
    this.#companies.set(idKey(id), { id, name: object.name, enabled });
    return object;
  }

  /** Only the company itself tells its subscriptions. */
  async *belongings(of?: readonly EstateObject[]): AsyncGenerator<EstateObject> {
    const companies = of ?? [...this.#companies.values()];
    for (let at = 0; at < companies.length; at += atATime) {
      const some = companies.slice(at, at + atATime).map(({ id, name }) => ({ id, name }));
      const lists = await Promise.all(some.map(({ id }) => this.redstor.subscriptionsInRun(id)));
      for (const [n, tenant] of some.entries()) {
        for (const subscription of lists[n] ?? []) yield this.#subscription(tenant, subscription);
      }
    }
  }

  #subscription(tenant: Tenant, subscription: SubscriptionAnswer): EstateObject {
    const known = { type: "redstor:Subscription", id: `${tenant.id}/${subscription.id("subscriptionId")}` };
    return listed(subscription, known, () => {
      const removed = trialStatusOf(subscription) === "removed";
      // a disabled company may hold its subscriptions inactive: they are not gone
      const held = this.#companies.get(idKey(tenant.id))?.enabled === false;
      const isThere = isListed(subscription) || (held && !removed);
      const { productId, editionId, mode } = fromWire(tenant.id, subscription);
      return {
        type: known.type,
        name: `product ${productId}, edition ${editionId}`,
        shows: { companyId: tenant.id, productId, editionId, mode },
        tenant,
        ...(isThere ? {} : { undeclarable: "Redstor still lists it, but it was removed or is not in force." }),
      };
    });
  }

  async read(object: EstateObject): Promise<ReadObject | undefined> {
    const resource = ofType(resources, object);
    const live = await resource.read(this.redstor as never, object.id, {}); // each resource takes its own vendor's session
    if (live === undefined) return undefined;
    const { undeclarable, notes, ...properties } = declaredOf(resource, live, await this.redstor.rootId());
    const reason = object.undeclarable ?? undeclarable;
    const product = await this.#productOf(live);
    return {
      ...object,
      ...properties,
      ...(product === undefined ? {} : { product }),
      tenant: object.tenant ?? { id: object.id, name: object.name },
      notes: [...(live["expired"] === true ? ["This trial has expired."] : []), ...notes],
      ...(reason === undefined ? {} : { undeclarable: reason }),
    };
  }

  /** The name of the product, of which no subscription tells more than the number. */
  async #productOf({ productId }: Readonly<Record<string, unknown>>): Promise<string | undefined> {
    if (typeof productId !== "number") return undefined;
    this.#products ??= this.#productNames();
    return (await this.#products).get(productId);
  }

  /** By number. An account that may not read them has their numbers. */
  async #productNames(): Promise<ReadonlyMap<number, string>> {
    try {
      const products = await this.redstor.api.product.list({});
      return new Map(products.map((product) => [product.whole("id"), product.text("name")]));
    } catch (error) {
      if (error instanceof VendorError) return new Map();
      throw error;
    }
  }
}
