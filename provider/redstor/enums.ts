/** The vendor's words for kinds and statuses, by the names under which assumptions.ts has them. */
import type { components } from "../../contracts/generated/redstor";
import type { Answer } from "../vendor/answer";
import type { RedstorAssumptions } from "./assumptions";

type Schemas = components["schemas"];
type Assumed = Readonly<Record<string, Parameters<RedstorAssumptions["assumed"]>[0]>>;

/** Kinds of company. */
export const companyTypes = ["Partner", "Customer"] as const;
export type CompanyType = (typeof companyTypes)[number];

export const CompanyWord = {
  Partner: "companyType.partner",
  Customer: "companyType.customer",
} as const satisfies Assumed;

/** undefined for a kind that this release does not know. */
export const companyTypeOf = (company: Answer<Pick<Schemas["Company"], "type">>): CompanyType | undefined =>
  companyTypes.find((type) => company.says("type", CompanyWord[type]));

/** What may have become of the trial of a subscription. */
export const TrialStatus = {
  running: "trialStatus.running",
  expired: "trialStatus.expired",
  removed: "trialStatus.removed",
} as const satisfies Assumed;

/** What became of the trial of a subscription; any word that is not known is of a full one. */
export function trialStatusOf(
  subscription: Answer<Pick<Schemas["ProductSubscription"], "trialStatus">>,
): keyof typeof TrialStatus | "full" {
  for (const status of ["running", "expired", "removed"] as const) {
    if (subscription.says("trialStatus", TrialStatus[status])) return status;
  }
  return "full";
}
