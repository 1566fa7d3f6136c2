/** Company/Suspend and Company/Unsuspend finish later. Nothing waits for them: whoever looks next finds what is due done. */
import type { Action } from "./call";
import { isVisible } from "./call";
import { OperationState } from "./enums";
import { Refusal } from "./errors";
import { suspend as suspendLicense, unsuspend as unsuspendLicense } from "./licenseLife";
import type { Company, Store } from "./store";

export const read: Action<"Operation_Get"> = (call) => {
  const { store, now, params } = call;
  const operation = store.operations.get((params["guid"] ?? "").toLowerCase());
  const company = operation && store.companies.get(operation.companyId);
  if (operation === undefined || company === undefined || !isVisible(call, company)) {
    throw new Refusal("OperationNotFound");
  }
  const { id, outcome, startedOn, dueOn } = operation;
  if (outcome === "succeeded") return { id, state: OperationState.Succeeded };
  if (outcome === "failed") return { id, state: OperationState.Failed };
  // The first half of the time it waits, the second half it runs.
  const half = dueOn === null ? Infinity : (Date.parse(startedOn) + Date.parse(dueOn)) / 2;
  return { id, state: now.getTime() < half ? OperationState.Pending : OperationState.Running };
};

/** Does what is due by now, in order of time. */
export function settle(store: Store, now: Date): void {
  const due = [...store.operations.values()]
    .filter(({ outcome, dueOn }) => outcome === "open" && dueOn !== null && Date.parse(dueOn) <= now.getTime())
    .sort((a, b) => Date.parse(a.dueOn ?? "") - Date.parse(b.dueOn ?? ""));
  for (const operation of due) {
    const company = store.company(operation.companyId);
    operation.outcome = company === undefined ? "failed" : "succeeded";
    if (company === undefined) continue;
    setSuspended(store, company, operation.kind === "suspend", new Date(operation.dueOn ?? now), operation.startedBy);
  }
}

/**
 * A company takes all its licences along, both ways: also those wake that had been suspended one by one. The licences of
 * an MSP are those of the customers below it; customers that are suspended themselves sleep on (inferred).
 */
export function setSuspended(store: Store, company: Company, suspended: boolean, now: Date, userId: string): void {
  company.status = suspended ? "suspended" : "active";
  company.modifiedOn = now.toISOString();
  for (const license of store.licenses.values()) {
    const customer = store.company(license.customerId);
    if (customer === undefined || !store.isAtOrBelow(customer, company.id)) continue;
    if (suspended) suspendLicense(license, now, userId);
    else if (!store.isSuspended(customer)) unsuspendLicense(license, now, userId);
  }
  store.touch();
}
