/** What a tenant has at a vendor, as data: a section of its file, and the resources that this becomes. */
import type { AnyResource } from "../lifecycle/define";
import type { CheckFailure } from "../lifecycle/errors";
import type { Properties as Schemas } from "../lifecycle/schema";
import type { Properties } from "../lifecycle/values";

export interface TenantPart {
  readonly company: TenantCompany;
  /** What belongs to the company, or has to do with it. */
  readonly lists: readonly TenantList[];
}

/** The company. The section has its inputs; its `name` is the tenant's where the section has none. */
export interface TenantCompany {
  readonly resource: AnyResource;
  /** The property of a `Tenant` that has it: `customer`. */
  readonly member: string;
  /** What its name in the program has after the tenant's: `-redstor` in `bakery-redstor`. */
  readonly suffix: string;
  readonly unique: readonly Unique[];
}

/** A property of which no two companies may have the same value, in all files together. */
export interface Unique {
  readonly property: string;
  /** What has the value, in a sentence: `the ESET customer`. */
  readonly what: string;
  /** Two companies that differ in one of these properties may have the same value after all. */
  readonly within?: readonly string[];
  /** Two values are the same if this is the same of both. Left out, the resource says how they are compared. */
  alike?(value: string): string;
  /** Why none of several companies that share a value can be declared. Left out, they are declared without the property. */
  readonly shared?: string;
}

/** A list in the section: each entry is a resource. Entries whose resource has an owner belong to the company. */
export interface TenantList {
  /** In the file, in programs and in their outputs: `licenses`. */
  readonly name: string;
  readonly resource: AnyResource;
  /** An entry in words: `a licence`. */
  readonly one: string;
  /** Several of them: `licences`. */
  readonly several: string;
  /** The property that tells entries apart. The resource is named by it. */
  readonly key: string;
  /** What stands before the key in the resource's name: `-` in `bakery-2015`. */
  readonly separator: string;
  /** What has the key, in a sentence: `this customer's licence of product`. */
  readonly what: string;
  /** Properties that an entry has beside those of the resource, or in their place. */
  readonly properties?: Schemas;
  /** Rules between the properties of an entry, beyond those of the resource. */
  rules?(entry: Properties): readonly CheckFailure[];
  /** An input of the resource that is made of the company's id and of properties of the entry. */
  readonly made?: {
    readonly input: string;
    readonly of: readonly string[];
    from(companyId: string, entry: Properties): unknown;
  };
  /**
   * The resources go with the company when that is removed. If the company has this value in this property, they are removed
   * before it.
   */
  readonly removedFirst?: readonly [property: string, value: string];
}
