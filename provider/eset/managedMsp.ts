/** A managed MSP: a company below an MSP Manager that has customers of its own. Its contact user gets an e-mail from ESET. */
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
  ...resellerInputs,
  ...commonInputs,
});

export type ManagedMspInputs = StaticProperties<(typeof inputs)["properties"]>;

const kind: CompanyKind<ManagedMspInputs> = {
  noun: "managed MSP",
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
