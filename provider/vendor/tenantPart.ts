/** What a tenant has at a vendor, as data: a section of its file, and the resources that this becomes. */
import type { AnyResource } from "../lifecycle/define";
import type { CheckFailure } from "../lifecycle/errors";
import type { Properties as Schemas } from "../lifecycle/schema";
import type { Properties } from "../lifecycle/values";

export interface TenantPart {
  readonly company: TenantCompany;
  /** What belongs to the company. */
  readonly collections: readonly TenantCollection[];
  /** The people of the MSP who look after customers. They stand in files of their own. */
  readonly user?: TenantUser;
}

/** The company. The section has its inputs; its `name` is the tenant's where the section has none. */
export interface TenantCompany {
  readonly resource: AnyResource;
  /** The property of a `Tenant` that has it: `customer`. */
  readonly member: string;
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

/** A map in the section, by keys that people choose: each entry is a resource, whose owner is the company. */
export interface TenantCollection {
  /** In the file, in programs and in their outputs: `licenses`. */
  readonly name: string;
  readonly resource: AnyResource;
  /** An entry in words: `a licence`. */
  readonly one: string;
  /** Several of them: `licences`. */
  readonly several: string;
  /** An entry as messages show it: `endpoint: { productCode: "2015", quantity: 10 }`. */
  readonly example: string;
  /** The property that no two entries of a company share. */
  readonly unique: Pick<Unique, "property" | "what">;
  /**
   * The resources go with the company when that is removed. If the company has this value in this property, they are removed
   * before it.
   */
  readonly removedFirst?: readonly [property: string, value: string];
}

/** A file of a user is the inputs of the resource, and `access`: tenants, with what the user may do with each. */
export interface TenantUser {
  readonly resource: AnyResource;
  readonly unique: Pick<Unique, "property" | "what">;
  /** Properties that a file has in place of those of the resource. */
  readonly properties: Schemas;
  /** What `access` may give. */
  readonly grants: readonly string[];
  /** Rules between the properties of a file, beyond those of the resource. */
  rules(user: Properties): readonly CheckFailure[];
  /** The input of the resource that is made of `access`, and what else it is made of. */
  readonly made: {
    readonly input: string;
    readonly of: readonly string[];
    /** @param access by id of the company */
    from(access: Readonly<Record<string, string>>, user: Properties): unknown;
  };
}
