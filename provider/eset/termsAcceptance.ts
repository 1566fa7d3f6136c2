/** That the MSP accepts ESET's terms of use for a product. It cannot be taken back. */
import { isGone } from "../http/vendorError";
import { commonInputs, defineResource } from "../lifecycle/define";
import { type StaticProperties, Type } from "../lifecycle/schema";
import type { Eset } from "./session";

const inputs = Type.Object({
  /** Id of the terms: from `getTermsOfUse()`, or from the message of a refused order (8/40). */
  termsOfUseId: Type.String({ minLength: 1, expected: "the id of terms of use" }),
  ...commonInputs,
});

export type TermsAcceptanceInputs = StaticProperties<(typeof inputs)["properties"]>;

/** Whether they are accepted; undefined if the vendor does not know them. */
async function accepted(eset: Eset, termsOfUseId: string): Promise<boolean | undefined> {
  try {
    return (await eset.api.termsOfUse.detail({ termsOfUseId })).flag("accepted");
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

async function read(eset: Eset, termsOfUseId: string) {
  return (await accepted(eset, termsOfUseId)) === true ? { termsOfUseId } : undefined;
}

export const termsAcceptance = defineResource({
  type: "eset:TermsAcceptance",
  inputs,
  assigned: {},
  nouns: ["acceptance of terms", "acceptances of terms"],
  billed: () => undefined,
  what: ({ termsOfUseId }) => `The acceptance of ESET terms of use ${termsOfUseId}`,
  replace: (from, to) => (from.termsOfUseId === to.termsOfUseId ? [] : ["termsOfUseId"]),
  steps: () => [],
  perform: () => Promise.resolve({}),
  read,
  create: {
    looksFirst: true,
    send: async (eset: Eset, { termsOfUseId }) => {
      await eset.api.termsOfUse.accept({ termsOfUseId });
      return { id: termsOfUseId, reached: { termsOfUseId } };
    },
    exists: () => false,
    find: async (eset: Eset, { termsOfUseId }) => {
      const live = await read(eset, termsOfUseId);
      return live === undefined ? [] : [{ id: termsOfUseId, live }];
    },
    made: () => true,
    // accepted already, by whomever: that is all this resource wants
    leftover: () => true,
  },
  remove: {
    usual: () => "retain",
    kept: (termsOfUseId) => `ESET terms of use ${termsOfUseId} stay accepted: that cannot be taken back`,
    carryOut: () => Promise.resolve("done"),
  },
});
