/** A customer of the MSP: the company that licences belong to. Deleting one takes its protection with it. */
import { commonInputs, defineResource } from "../lifecycle/define";
import { type StaticProperties, Type } from "../lifecycle/schema";
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

const inputs = Type.Object({
  ...companyInputs,
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
  ...commonInputs,
});

export type CustomerInputs = StaticProperties<(typeof inputs)["properties"]>;

const kind: CompanyKind<CustomerInputs> = {
  noun: "customer",
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
  parent: "parentId",
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
