/** A customer of the MSP: the company that licences belong to. Deleting one takes its protection with it. */
import * as pulumi from "@pulumi/pulumi";
import type { Args } from "../host/resource";
import { commonInputs, defineResource } from "../lifecycle/define";
import { type Static, type StaticProperties, Type } from "../lifecycle/schema";
import {
  addressInputs,
  canonical,
  cannotMove,
  companyInputs,
  type CompanyKind,
  companyOf,
  disturbsLicences,
  emailInput,
  newCompany,
} from "./company";
import { EntityType } from "./enums";
import { fillIn, given, token } from "./resource";

const own = {
  email: Type.Optional(emailInput),
  /** Parts that are left out are left alone. */
  address: Type.Optional(
    Type.Object(addressInputs, { expected: "an address { state, city, streetAddress, zipCode }" }),
  ),
  /**
   * companyId of the parent company. ESET cannot move a company, so it cannot be changed.
   * @default the company that the API account belongs to
   */
  parentId: Type.Optional(Type.String({ minLength: 1, expected: "the companyId of the parent company" })),
};

const inputs = Type.Object({ ...companyInputs, ...own, ...commonInputs });

export type CustomerInputs = StaticProperties<(typeof inputs)["properties"]>;

const kind: CompanyKind<CustomerInputs> = {
  title: "An ESET customer",
  types: [EntityType.customer],
  naturalKey: ["name"],
  own: [],
  parentId: (eset, { parentId }) => (parentId === undefined ? eset.ownCompanyId() : Promise.resolve(parentId)),
  create: async (eset, inputs) => {
    const parent = inputs.parentId === undefined ? {} : { parentCompanyId: inputs.parentId };
    return (await eset.api.company.createCustomer({ ...newCompany(inputs), ...parent })).id("companyId");
  },
  update: (eset, companyId, changes) => eset.api.company.updateCustomer({ companyId, ...changes }),
  readOwn: () => ({}),
};

export const customer = defineResource({
  type: "eset:Customer",
  inputs,
  canonical,
  refuse: {
    parentId: {
      when: (from, to) => from.parentId !== undefined && to.parentId !== undefined,
      reason: cannotMove,
      remedy: (from) => `Set parentId to ${from.parentId ?? "what it was"}.`,
      recreatable: true,
    },
  },
  disturbs: disturbsLicences,
  firstSeenAtVendor: ["parentId"],
  ...companyOf(kind),
});

export type CustomerArgs = Args<typeof companyInputs> & Args<typeof own> & Args<typeof commonInputs>;

/**
 * A customer company in ESET MSP Administrator 2 (Company/Create/customer). Properties that are not declared are not
 * managed: whatever the portal holds there stays. Removing the resource deletes the company (see `deletionPolicy`).
 *
 * @example
 * const bakery = new eset.Customer("bakery", {
 *   name: "Example Bakery",
 *   email: "it@bakery.example",
 *   customIdentifier: "CRM-42",
 *   tags: ["gold"],
 * });
 */
export class Customer extends pulumi.CustomResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly email: pulumi.Output<string | undefined>;
  declare readonly address: pulumi.Output<Static<(typeof own)["address"]> | undefined>;
  declare readonly tags: pulumi.Output<readonly string[] | undefined>;
  declare readonly customIdentifier: pulumi.Output<string | undefined>;
  declare readonly comment: pulumi.Output<string | undefined>;
  declare readonly vatId: pulumi.Output<string | undefined>;
  declare readonly description: pulumi.Output<string | undefined>;
  declare readonly parentId: pulumi.Output<string | undefined>;
  declare readonly suspended: pulumi.Output<boolean>;
  declare readonly deletionPolicy: pulumi.Output<"delete" | "suspend" | "retain" | undefined>;

  constructor(name: string, args: CustomerArgs, opts?: pulumi.CustomResourceOptions) {
    super(token(customer), name, given(customer, args), opts);
    fillIn(this, customer);
  }

  /** The companyId; the same as `id`, and known already in the preview of an update. */
  get companyId(): pulumi.Output<string> {
    return this.id;
  }
}
