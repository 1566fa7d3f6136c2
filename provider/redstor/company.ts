/** A company in Redstor's tree of partners and customers. Its backups belong to it: deleting it deletes them. */
import type * as pulumi from "@pulumi/pulumi";
import type { Args } from "../host/resource";
import { commonInputs } from "../lifecycle/define";
import { type StaticProperties, Type } from "../lifecycle/schema";
import { RedstorResource } from "./resource";

const own = {
  /**
   * Name of the company. Redstor has no call that renames one; it can be renamed in the web app only. Names are compared
   * letter by letter.
   */
  name: Type.String({
    pattern: "^\\S(.*\\S)?$",
    expected: "the company's name, without spaces at its start or end",
  }),
  /**
   * A customer uses backups; a partner manages companies of its own besides. Redstor cannot make one of the other.
   * @default "Customer"
   */
  type: Type.Optional(Type.Enum(["Partner", "Customer"], { default: "Customer" })),
  /**
   * companyId of the company above it, which must be a partner. Another one moves the company there, with all below it.
   * @default the company that the service account belongs to
   */
  parentId: Type.Optional(Type.String({ minLength: 1, expected: "the companyId of the company above it" })),
  /**
   * Whether the company is enabled. What disabling does to backups and bills is not documented.
   * @default true
   */
  enabled: Type.Optional(Type.Boolean({ default: true, expected: "true or false" })),
  /**
   * What removing the resource does. `disable`: the company and its backups stay, disabled. `delete`: it is deleted, with its
   * backups, which cannot be taken back; Redstor refuses that while it has subscriptions or companies below it. `retain`:
   * nothing.
   * @default "disable", or "retain" for a company that was taken over with `adopt`
   */
  deletionPolicy: Type.Optional(Type.Enum(["disable", "delete", "retain"])),
};

const inputs = Type.Object({ ...own, ...commonInputs });

export type CompanyInputs = StaticProperties<(typeof inputs)["properties"]>;

export const company = { type: "redstor:Company", inputs, assigned: [] as const };

// ---- what programs see -------------------------------------------------------------------------

export type CompanyArgs = Args<typeof own> & Args<typeof commonInputs>;

/**
 * A company in Redstor, customer or partner (POST /companies/{companyId}/customers). Redstor allows two companies of one name
 * under one parent; this resource does not: one of the same name and type is an error, unless `adopt` is set. Removing the
 * resource disables the company (see `deletionPolicy`).
 *
 * @example
 * const bakery = new redstor.Company("bakery", { name: "Example Bakery" });
 *
 * @example A partner, and a customer of it.
 * const reseller = new redstor.Company("reseller", { name: "Example Reseller", type: "Partner" });
 * const brewery = new redstor.Company("brewery", { name: "Example Brewery", parentId: reseller.companyId });
 */
export class Company extends RedstorResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly type: pulumi.Output<"Partner" | "Customer">;
  declare readonly parentId: pulumi.Output<string | undefined>;
  declare readonly enabled: pulumi.Output<boolean>;
  declare readonly deletionPolicy: pulumi.Output<"disable" | "delete" | "retain" | undefined>;
  /** True if the company existed before and was taken over. */
  declare readonly adopted: pulumi.Output<boolean | undefined>;

  constructor(name: string, args: CompanyArgs, opts?: pulumi.CustomResourceOptions) {
    super(company, name, args, opts);
  }

  /** The companyId; the same as `id`, and known already in the preview of an update. */
  get companyId(): pulumi.Output<string> {
    return this.id;
  }
}
