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
 * A company takes its licences along, both ways. The licences of an MSP are those of the customers below it, unless suspending reaches the
 * company only; customers that are suspended themselves sleep on (inferred).
 */
export function setSuspended(store: Store, company: Company, suspended: boolean, now: Date, userId: string): void {
  const { "company.suspendReaches": reaches, "company.unsuspend": wakes } = store.readings;
  setStatus(company, suspended, now);
  const below = [...store.companies.values()].filter(
    (one) => one !== company && !one.deleted && reaches !== "onlyItself" && store.isAtOrBelow(one, company.id),
  );
  if (reaches === "belowWithStatus") {
    for (const one of below.filter(({ status }) => status === (suspended ? "active" : "suspended"))) {
      if (!suspended && !one.suspendedWithParent) continue;
      setStatus(one, suspended, now);
      one.suspendedWithParent = suspended;
    }
  }
  for (const customer of [company, ...below]) {
    for (const license of store.licensesOf(customer.id)) {
      if (suspended) suspendLicense(license, now, userId, true);
      else if (store.isSuspended(customer)) continue;
      else if (wakes === "wakesAll" || license.suspendedWithCompany) unsuspendLicense(license, now, userId);
    }
  }
  store.touch();
}

function setStatus(company: Company, suspended: boolean, now: Date): void {
  company.status = suspended ? "suspended" : "active";
  company.suspendedWithParent = false;
  company.modifiedOn = now.toISOString();
}
