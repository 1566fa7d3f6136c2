/** An MSP, or an MSP Manager, below a distributor. Its contact user gets an e-mail from ESET. */
import { commonInputs, defineResource } from "../lifecycle/define";
import { type StaticProperties, Type } from "../lifecycle/schema";
import {
  addressInputs,
  canonical,
  companyInputs,
  type CompanyKind,
  companyOf,
  disturbsLicences,
  grants,
  newCompany,
  resellerEmail,
  resellerInputs,
  told,
} from "./company";
import { EntityType } from "./enums";

const inputs = Type.Object({
  ...companyInputs,
  ...resellerEmail,
  /** Parts that are left out are left alone. The country cannot be changed. */
  address: Type.Object(
    {
      ...addressInputs,
      /** Three letters, ISO 3166-1 alpha-3, e.g. `"SVK"`. */
      countryCode: Type.String({ pattern: "^[A-Z]{3}$", expected: 'a country code of three letters, e.g. "SVK"' }),
    },
    { expected: "an address { countryCode, state, city, streetAddress, zipCode }" },
  ),
  /** Whether it is an MSP Manager, which can have managed MSPs. */
  manager: Type.Optional(Type.Boolean({ expected: "true or false" })),
  /** Whether it has reseller status at ESET's licence servers. */
  reseller: Type.Optional(Type.Boolean({ expected: "true or false" })),
  /**
   * companyId of the division that it belongs to. ESET lets only the parent suspend and delete a company. So an MSP in a
   * division cannot be `suspended` here, and is kept when the resource is removed. An account of the division leaves this out.
   * @default directly below the account's own company
   */
  divisionId: Type.Optional(Type.String({ minLength: 1, expected: "the companyId of a division" })),
  ...resellerInputs,
  ...commonInputs,
});

export type MspCompanyInputs = StaticProperties<(typeof inputs)["properties"]>;

const kind: CompanyKind<MspCompanyInputs> = {
  noun: "MSP",
  types: [EntityType.msp, EntityType.mspManager],
  naturalKey: ["name", "email"],
  own: ["products", "trialLicenseAllowed", "manager", "reseller", "divisionId"],
  isOthers: ({ divisionId }) => divisionId !== undefined,
  parentId: (eset, { divisionId }) => (divisionId === undefined ? eset.ownCompanyId() : Promise.resolve(divisionId)),
  create: async (eset, inputs) => {
    const { manager = false, reseller = false, divisionId } = inputs;
    const common = newCompany(inputs);
    const created = await eset.api.company.createMsp({
      ...common,
      ...grants(inputs),
      address: { ...common.address, ...inputs.address },
      email: inputs.email,
      manager,
      reseller,
      ...(divisionId === undefined ? {} : { divisionId }),
    });
    return created.id("companyId");
  },
  update: (eset, companyId, changes) => eset.api.company.updateMsp({ companyId, ...changes }),
  readOwn: (detail) =>
    told({
      trialLicenseAllowed: detail.optionalFlag("trialLicenseAllowed"),
      manager: detail.whole("type") === EntityType.mspManager,
      reseller: detail.optionalFlag("reseller"),
      divisionId: detail.object("ancestor")?.text("id"),
    }),
};

export const mspCompany = defineResource({
  type: "eset:MspCompany",
  inputs,
  parent: "divisionId",
  canonical,
  refuse: {
    address: {
      when: (from, to) =>
        from.address?.countryCode !== undefined && from.address.countryCode !== to.address.countryCode,
      reason: "ESET cannot change the country of a company.",
      remedy: (from) => `Set address.countryCode to ${from.address?.countryCode ?? "what it was"}.`,
      recreatable: true,
    },
  },
  rules: ({ divisionId, suspended, deletionPolicy }) => {
    if (divisionId === undefined) return [];
    const why = "ESET lets only the division's own account suspend and delete it. That account leaves divisionId out.";
    return [
      ...(suspended ? [{ property: "suspended", reason: `must be false for an MSP in a division: ${why}` }] : []),
      ...(deletionPolicy !== undefined && deletionPolicy !== "retain"
        ? [{ property: "deletionPolicy", reason: `must be "retain" for an MSP in a division: ${why}` }]
        : []),
    ];
  },
  disturbs: disturbsLicences,
  ...companyOf(kind),
});
