/** An MSP, or an MSP Manager, below a distributor. Its contact user gets an e-mail from ESET. */
import * as pulumi from "@pulumi/pulumi";
import type { Args } from "../host/resource";
import { commonInputs, defineResource } from "../lifecycle/define";
import { type Static, type StaticProperties, Type } from "../lifecycle/schema";
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
import { fillIn, given, token } from "./resource";

const own = {
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
};

const inputs = Type.Object({ ...companyInputs, ...own, ...resellerInputs, ...commonInputs });

export type MspCompanyInputs = StaticProperties<(typeof inputs)["properties"]>;

const kind: CompanyKind<MspCompanyInputs> = {
  title: "An ESET MSP",
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
      ...(suspended === true
        ? [{ property: "suspended", reason: `must be false for an MSP in a division: ${why}` }]
        : []),
      ...(deletionPolicy !== undefined && deletionPolicy !== "retain"
        ? [{ property: "deletionPolicy", reason: `must be "retain" for an MSP in a division: ${why}` }]
        : []),
    ];
  },
  disturbs: disturbsLicences,
  ...companyOf(kind),
});

export type MspCompanyArgs = Args<typeof companyInputs> &
  Args<typeof own> &
  Args<typeof resellerInputs> &
  Args<typeof commonInputs>;

/**
 * An MSP or an MSP Manager in ESET MSP Administrator 2 (Company/Create/msp). Only a distributor, a division or ESET itself can
 * create one. ESET makes a contact user from its e-mail address and writes to it; that user is not managed here.
 * `products`, `trialLicenseAllowed`, `manager`, `reseller` and `divisionId` stay as they are once they are declared no longer.
 *
 * @example
 * const north = new eset.MspCompany("north-it", {
 *   name: "North IT",
 *   email: "office@north.example",
 *   address: { countryCode: "SVK", city: "Bratislava" },
 *   products: ["2015"],
 *   manager: true,
 * });
 */
export class MspCompany extends pulumi.CustomResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly email: pulumi.Output<string>;
  declare readonly address: pulumi.Output<Static<(typeof own)["address"]>>;
  declare readonly tags: pulumi.Output<readonly string[] | undefined>;
  declare readonly customIdentifier: pulumi.Output<string | undefined>;
  declare readonly comment: pulumi.Output<string | undefined>;
  declare readonly vatId: pulumi.Output<string | undefined>;
  declare readonly description: pulumi.Output<string | undefined>;
  declare readonly products: pulumi.Output<readonly string[] | undefined>;
  declare readonly trialLicenseAllowed: pulumi.Output<boolean | undefined>;
  declare readonly manager: pulumi.Output<boolean | undefined>;
  declare readonly reseller: pulumi.Output<boolean | undefined>;
  declare readonly divisionId: pulumi.Output<string | undefined>;
  declare readonly suspended: pulumi.Output<boolean>;
  declare readonly deletionPolicy: pulumi.Output<"delete" | "suspend" | "retain" | undefined>;

  constructor(name: string, args: MspCompanyArgs, opts?: pulumi.CustomResourceOptions) {
    super(token(mspCompany), name, given(mspCompany, args), opts);
    fillIn(this, mspCompany);
  }

  /** The companyId; the same as `id`, and known already in the preview of an update. */
  get companyId(): pulumi.Output<string> {
    return this.id;
  }
}
