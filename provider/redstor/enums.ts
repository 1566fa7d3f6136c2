/** The vendor's words for kinds and statuses, as assumptions.ts has them. */
import { assumed } from "./assumptions";

/** Kinds of company: ours, and what the vendor calls each. */
export const companyTypes = ["Partner", "Customer"] as const;
export type CompanyType = (typeof companyTypes)[number];

export const wordFor = (type: CompanyType): string =>
  assumed(type === "Partner" ? "companyType.partner" : "companyType.customer");

/** undefined for a kind that this release does not know. */
export const companyTypeOf = (word: string): CompanyType | undefined =>
  companyTypes.find((type) => isWord(word, wordFor(type)));

/** Whether the vendor says this word, in whatever case. */
const isWord = (said: string, word: string): boolean => said.toLowerCase() === word.toLowerCase();

/** The vendor's words for what became of the trial of a subscription. */
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

/** What became of the trial of a subscription, by the vendor's word in whatever case; any other word is of a full one. */
export function trialStatusOf(word: string): "running" | "expired" | "removed" | "full" {
  for (const status of ["running", "expired", "removed"] as const) {
    if (isWord(word, TrialStatus[status])) return status;
  }
  return "full";
}
