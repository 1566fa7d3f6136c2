/**
 * What a program declares and what the vendors must then hold, without a provider: the model that random programs are
 * compared with. A change that a vendor or the provider refuses by rule (a full licence back to a trial, seats of a suspended
 * customer) is not made; those refusals have tests of their own.
 */
import type { Declaration } from "./programs";

export interface Customer {
  /** Of the resource, in the program. */
  resource: string;
  readonly label: string;
  tags: readonly string[];
  customIdentifier: string | undefined;
  suspended: boolean;
}

export interface Licence {
  quantity: number;
  type: "full" | "trial";
  suspended: boolean;
}

export interface Backup {
  enabled: boolean;
}

/** Where a licence or a subscription belongs to: number of its owner, and product. */
export type Key = `${number}/${string}`;
export const keyOf = (owner: number, product: string | number): Key => `${owner}/${product}`;
const ownerOf = (key: Key): number => Number(key.split("/")[0]);
const productOf = (key: Key): string => key.split("/")[1] ?? "";

export class Model {
  readonly customers = new Map<number, Customer>();
  readonly licences = new Map<Key, Licence>();
  readonly backups = new Map<number, Backup>();
  readonly subscriptions = new Map<Key, "full" | "trial">();
  /** Full licences that were removed from the program: the vendor keeps them, suspended at first. */
  readonly leftOver = new Set<Key>();
  /** Whose licences are changed, and who is suspended or resumed, in this step: not both, for order would matter. */
  readonly licencesTouched = new Set<number>();
  readonly customersTouched = new Set<number>();

  nextStep(): void {
    this.licencesTouched.clear();
    this.customersTouched.clear();
  }

  /** The licences of this customer that are declared. */
  ofCustomer(owner: number): [Key, Licence][] {
    return [...this.licences].filter(([key]) => ownerOf(key) === owner);
  }

  ofBackup(owner: number): Key[] {
    return [...this.subscriptions.keys()].filter((key) => ownerOf(key) === owner);
  }

  mayChangeLicence(owner: number): boolean {
    return this.customers.get(owner)?.suspended === false && !this.customersTouched.has(owner);
  }

  /** Nobody wakes what an earlier removal left: then it would be somebody else's. */
  mayWake(owner: number): boolean {
    return !this.licencesTouched.has(owner) && ![...this.leftOver].some((key) => ownerOf(key) === owner);
  }

  forgetCustomer(owner: number): void {
    for (const key of [...this.leftOver]) if (ownerOf(key) === owner) this.leftOver.delete(key);
  }

  get program(): Declaration[] {
    const { customers, licences, backups, subscriptions } = this;
    return [
      ...[...customers.values()].map(({ resource, label, tags, customIdentifier, suspended }) => ({
        name: resource,
        type: "eset:Customer",
        properties: { name: label, tags, suspended, ...(customIdentifier === undefined ? {} : { customIdentifier }) },
      })),
      ...[...licences].map(([key, licence]) => ({
        name: `licence ${key}`,
        type: "eset:License",
        refersTo: { name: customers.get(ownerOf(key))?.resource ?? "", property: "customerId" },
        properties: { productCode: productOf(key), ...licence },
      })),
      ...[...backups].map(([owner, { enabled }]) => ({
        name: `backup ${owner}`,
        type: "redstor:Company",
        properties: { name: `Backup ${owner}`, enabled, deletionPolicy: "delete" },
      })),
      ...[...subscriptions].map(([key, mode]) => ({
        name: `subscription ${key}`,
        type: "redstor:Subscription",
        refersTo: { name: `backup ${ownerOf(key)}`, property: "companyId" },
        properties: { productId: Number(productOf(key)), editionId: 5, mode },
      })),
    ];
  }

  /** What the vendors must hold; a left-over licence in whatever state. */
  get held(): string[] {
    const suspendedWith = (key: Key) => this.customers.get(ownerOf(key))?.suspended === true;
    return [
      ...[...this.customers.values()].map(
        ({ label, tags, customIdentifier = "", suspended }) =>
          `${label}: ${suspended ? "suspended" : "active"} [${[...tags].sort().join()}] ${customIdentifier}`,
      ),
      ...[...this.licences].map(
        ([key, { quantity, type, suspended }]) =>
          `${key}: ${quantity} ${type}${suspended || suspendedWith(key) ? " suspended" : ""}`,
      ),
      ...[...this.leftOver].map((key) => `${key}: left over`),
      ...[...this.backups].map(([owner, { enabled }]) => `Backup ${owner}: ${enabled ? "enabled" : "disabled"}`),
      ...[...this.subscriptions].map(([key, mode]) => `${key}: ${mode}`),
    ].sort();
  }
}
