/** The vendor's words for kinds and statuses, as assumptions.ts has them. */
import { assumed } from "./assumptions";

/** Kinds of company: ours, and what the vendor calls each. */
export const companyTypes = ["Partner", "Customer"] as const;
export type CompanyType = (typeof companyTypes)[number];

export const wordFor = (type: CompanyType): string =>
  assumed(type === "Partner" ? "companyType.partner" : "companyType.customer");

/** undefined for a kind that this release does not know. */
export const companyTypeOf = (word: string): CompanyType | undefined =>
  companyTypes.find((type) => wordFor(type) === word);

/** What became of the trial of a subscription; any other status is of a full one. */
export const TrialStatus = {
  get running() {
    return assumed("trialStatus.running");
  },
  get expired() {
    return assumed("trialStatus.expired");
  },
  get removed() {
    return assumed("trialStatus.removed");
  },
};
