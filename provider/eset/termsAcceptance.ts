/** That the MSP accepts ESET's terms of use for a product. It cannot be taken back. */
import * as pulumi from "@pulumi/pulumi";
import type { Args } from "../host/resource";
import { isGone } from "../http/vendorError";
import { commonInputs, defineResource } from "../lifecycle/define";
import { type StaticProperties, Type } from "../lifecycle/schema";
import { fillIn, given, token } from "./resource";
import type { Eset } from "./session";

const own = {
  /** Id of the terms: from `getTermsOfUse()`, or from the message of a refused order (8/40). */
  termsOfUseId: Type.String({ minLength: 1, expected: "the id of terms of use" }),
};

const inputs = Type.Object({ ...own, ...commonInputs });

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
  assigned: [],
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
    kept: (termsOfUseId) => `ESET terms of use ${termsOfUseId} stay accepted: that cannot be taken back.`,
    carryOut: () => Promise.resolve("done"),
  },
});

export type TermsAcceptanceArgs = Args<typeof own> & Args<typeof commonInputs>;

/**
 * Accepts terms of use (TermsOfUse/Accept), which the first order of some products needs. Takes Write permission on the
 * account's own company. Accepting is a legal act of the MSP and final: removing the resource only forgets it.
 *
 * @example
 * const terms = new eset.TermsAcceptance("liveguard", { termsOfUseId: "70000000-0000-4000-8000-000000000313" });
 */
export class TermsAcceptance extends pulumi.CustomResource {
  declare readonly termsOfUseId: pulumi.Output<string>;

  constructor(name: string, args: TermsAcceptanceArgs, opts?: pulumi.CustomResourceOptions) {
    super(token(termsAcceptance), name, given(termsAcceptance, args), opts);
    fillIn(this, termsAcceptance);
  }
}
