/**
 * What subscriptions are used for: computed from how long they have run, on the emulator's clock, unless somebody set it.
 *
 * A subscription that is billed by seats begins with one and gets one more each day, up to 40; every tenth person has left.
 * One that is billed by workloads begins with one and gets one more each week, up to 20. All are backed up once when they
 * begin and then every night at 02:40 UTC; every tenth ends with warnings and every 25th with errors. Nothing is restored
 * unless somebody records it. All of this is made up: it is there so that reports have something to report.
 */
import { createHash } from "node:crypto";
import { products } from "./products";
import type { Product } from "./products";
import type { AccountOperation, Consumption, OperationKind, Subscription } from "./store";

const dayMilliseconds = 24 * 60 * 60 * 1000;
const backupMilliseconds = (2 * 60 + 40) * 60 * 1000;
const gibibyte = 2 ** 30;

/** The last backup or restore of one account. */
export interface AccountStatus extends AccountOperation {
  readonly accountId: string;
  /** Set of backups or group that the account belongs to. */
  readonly belongsTo: { readonly kind: "set" | "group"; readonly id: string };
}

/** What a subscription was at a moment; undefined if it was not in force. */
export function inForce({ history }: Subscription, at: Date): { isTrial: boolean } | undefined {
  const last = history.findLast(({ date }) => Date.parse(date) <= at.getTime());
  return last?.isActive === true
    ? { isTrial: last.trialStatus === "Trial" || last.trialStatus === "Expired" }
    : undefined;
}

export const noConsumption: Consumption = {
  totalDataProtectedInBytes: 0,
  totalDataProtectedInBytesExternal: 0,
  fupOverageInBytes: 0,
  activeSeats: 0,
  inactiveSeats: 0,
  sharedSeats: 0,
  activeWorkloads: 0,
};

export function added(one: Consumption, other: Consumption): Consumption {
  const fields = Object.keys(noConsumption) as (keyof Consumption)[]; // they are all there is in it
  return fields.reduce((sum, field) => ({ ...sum, [field]: one[field] + other[field] }), noConsumption);
}

/** What is consumed of a subscription that is in force at that moment. */
export function consumptionAt(subscription: Subscription, at: Date): Consumption {
  const { productId, startedOn, usages } = subscription;
  const days = Math.max(0, Math.floor((at.getTime() - Date.parse(startedOn)) / dayMilliseconds));
  return usages
    .filter(({ date }) => Date.parse(date) <= at.getTime())
    .reduce((sum, { consumption }) => ({ ...sum, ...consumption }), grown(products.get(productId), days));
}

function grown(product: Product | undefined, days: number): Consumption {
  if (product?.billedBy === "seat") {
    const people = Math.min(1 + days, 40);
    const inactiveSeats = Math.floor(people / 10);
    const totalDataProtectedInBytes = people * 2 * gibibyte;
    return { ...noConsumption, totalDataProtectedInBytes, activeSeats: people - inactiveSeats, inactiveSeats };
  }
  const activeWorkloads = Math.min(1 + Math.floor(days / 7), 20);
  return { ...noConsumption, totalDataProtectedInBytes: activeWorkloads * 50 * gibibyte, activeWorkloads };
}

/** The accounts of a subscription with the last backup, or restore, of each: of what was told and what is computed the newest. */
export function accountsOf(subscription: Subscription, kind: OperationKind, now: Date): AccountStatus[] {
  const last = new Map<string, AccountOperation>();
  const computed = kind === "backups" ? nightlyBackups(subscription, now) : [];
  for (const operation of [...computed, ...subscription.operations.filter((one) => one.kind === kind)]) {
    const key = `${operation.serviceId} ${operation.accountName}`;
    const before = last.get(key);
    if (before === undefined || Date.parse(before.timestamp) <= Date.parse(operation.timestamp)) {
      last.set(key, operation);
    }
  }
  const services = products.get(subscription.productId)?.services ?? [];
  return [...last.entries()].map(([key, operation]) => ({
    ...operation,
    accountId: uuidOf(`${subscription.subscriptionId} ${key}`),
    belongsTo: {
      kind: services.find(({ id }) => id === operation.serviceId)?.belongsTo ?? "set",
      id: uuidOf(`${subscription.subscriptionId} ${operation.serviceId}`),
    },
  }));
}

/** People have an account in the first two services of a product; machines are in its first one. */
function nightlyBackups(subscription: Subscription, now: Date): AccountOperation[] {
  const { services = [], billedBy } = products.get(subscription.productId) ?? {};
  const { activeSeats, activeWorkloads } = consumptionAt(subscription, now);
  const [name, accounts, used]: [(number: number) => string, number, typeof services] =
    billedBy === "seat"
      ? [(number) => `user-${number}@customer.example`, activeSeats, services.slice(0, 2)]
      : [(number) => `machine-${number}`, activeWorkloads, services.slice(0, 1)];
  const lastNight =
    Math.floor((now.getTime() - backupMilliseconds) / dayMilliseconds) * dayMilliseconds + backupMilliseconds;
  const timestamp = new Date(Math.max(lastNight, Date.parse(subscription.startedOn))).toISOString();
  return Array.from({ length: accounts }, (_, index) => index + 1).flatMap((number) =>
    used.map(({ id: serviceId }): AccountOperation => {
      const status = number % 25 === 0 ? 3 : number % 10 === 0 ? 2 : 1;
      return { kind: "backups", accountName: name(number), serviceId, status, timestamp };
    }),
  );
}

/** In capitals, as in the vendor's samples. */
function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex").toUpperCase();
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}
