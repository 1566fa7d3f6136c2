/** A managed MSP: a company below an MSP Manager that has customers of its own. Its contact user gets an e-mail from ESET. */
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
  /** Parts that are left out are left alone. */
  address: Type.Optional(
    Type.Object(addressInputs, { expected: "an address { state, city, streetAddress, zipCode }" }),
  ),
  /**
   * A trusted one orders without approval; one that is not cannot use the License calls. ESET may create it as trusted
   * whatever is asked; it is then made as declared.
   */
  trusted: Type.Optional(Type.Boolean({ expected: "true or false" })),
  /** Whether open licence requests are accepted when the company becomes trusted. Sent along with that change only. */
  acceptPendingRequests: Type.Optional(Type.Boolean({ expected: "true or false" })),
};

const inputs = Type.Object({ ...companyInputs, ...own, ...resellerInputs, ...commonInputs });

export type ManagedMspInputs = StaticProperties<(typeof inputs)["properties"]>;

const kind: CompanyKind<ManagedMspInputs> = {
  title: "An ESET managed MSP",
  types: [EntityType.managedMsp],
  naturalKey: ["name", "email"],
  own: ["products", "trialLicenseAllowed", "trusted"],
  parentId: (eset) => eset.ownCompanyId(),
  // the guide says both that it can be asked for and that a new one is always trusted
  doubtful: ({ trusted }) => (trusted === false ? { trusted: true } : {}),
  create: async (eset, inputs) => {
    const created = await eset.api.company.createManagedMsp({
      ...newCompany(inputs),
      ...grants(inputs),
      email: inputs.email,
      ...(inputs.trusted === undefined ? {} : { trusted: inputs.trusted }),
    });
    return created.id("companyId");
  },
  update: (eset, companyId, changes, { acceptPendingRequests }) => {
    const accept = changes["trusted"] === true && acceptPendingRequests !== undefined ? { acceptPendingRequests } : {};
    return eset.api.company.updateManagedMsp({ companyId, ...changes, ...accept });
  },
  readOwn: (detail) =>
    told({
      trialLicenseAllowed: detail.optionalFlag("trialLicenseAllowed"),
      trusted: detail.optionalFlag("trusted"),
    }),
};

export const managedMsp = defineResource({
  type: "eset:ManagedMsp",
  inputs,
  canonical,
  disturbs: disturbsLicences,
  ...companyOf(kind),
});

export type ManagedMspArgs = Args<typeof companyInputs> &
  Args<typeof own> &
  Args<typeof resellerInputs> &
  Args<typeof commonInputs>;

/**
 * A managed MSP in ESET MSP Administrator 2 (Company/Create/managedmsp), directly under the account's own company, which must
 * be an MSP Manager. ESET makes a contact user from its e-mail address and writes to it; that user is not managed here.
 * `products`, `trialLicenseAllowed` and `trusted` stay as they are once they are declared no longer.
 *
 * @example
 * const brewery = new eset.ManagedMsp("brewery-it", {
 *   name: "Brewery IT",
 *   email: "it@brewery.example",
 *   products: ["2015", "2018"],
 *   trusted: true,
 * });
 */
export class ManagedMsp extends pulumi.CustomResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly email: pulumi.Output<string>;
  declare readonly address: pulumi.Output<Static<(typeof own)["address"]> | undefined>;
  declare readonly tags: pulumi.Output<readonly string[] | undefined>;
  declare readonly customIdentifier: pulumi.Output<string | undefined>;
  declare readonly comment: pulumi.Output<string | undefined>;
  declare readonly vatId: pulumi.Output<string | undefined>;
  declare readonly description: pulumi.Output<string | undefined>;
  declare readonly products: pulumi.Output<readonly string[] | undefined>;
  declare readonly trialLicenseAllowed: pulumi.Output<boolean | undefined>;
  declare readonly trusted: pulumi.Output<boolean | undefined>;
  declare readonly acceptPendingRequests: pulumi.Output<boolean | undefined>;
  declare readonly suspended: pulumi.Output<boolean>;
  declare readonly deletionPolicy: pulumi.Output<"delete" | "suspend" | "retain" | undefined>;

  constructor(name: string, args: ManagedMspArgs, opts?: pulumi.CustomResourceOptions) {
    super(token(managedMsp), name, given(managedMsp, args), opts);
    fillIn(this, managedMsp);
  }

  /** The companyId; the same as `id`, and known already in the preview of an update. */
  get companyId(): pulumi.Output<string> {
    return this.id;
  }
}
