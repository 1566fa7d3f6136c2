/**
 * What was used when: computed from the history of the licences and of the seats in use, on the emulator's clock.
 *
 * A day (UTC) counts the most seats that were in use at any moment of it, so that a licence counts on the day of its
 * suspension and no longer on the next. It counts for the product that the licence has at the end of the day: a change of
 * product is billed from its day on. All of this is inferred; the vendor defines only seatDays and seats.
 */
import { LicenseEvent, LicenseType } from "./enums";
import type { License } from "./store";

/** Days, YYYY-MM-DD, both included. */
export interface Interval {
  readonly from: string;
  readonly to: string;
}

interface Use {
  seatDays: number;
  seats: number;
}

/** What one product, in full or as a trial, was used by some licences. */
export interface Usage extends Use {
  readonly productCode: string;
  readonly trial: boolean;
  /** By day; days without use are not in it. */
  readonly days: ReadonlyMap<string, Use>;
}

/** A time in which nothing about a licence changed. */
interface Stretch {
  readonly start: number;
  /** Not included. */
  readonly end: number;
  readonly productCode: string;
  readonly trial: boolean;
  /** Ordered; none while it is suspended. */
  readonly seats: number;
  /** In use; none while it is suspended or has expired. */
  readonly inUse: number;
}

export const dayMilliseconds = 24 * 60 * 60 * 1000;
const startOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);
export const dayOf = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 10);

export function daysOf({ from, to }: Interval): string[] {
  const days: string[] = [];
  for (let start = startOf(from); start <= startOf(to); start += dayMilliseconds) days.push(dayOf(start));
  return days;
}

/** In the order of the licences. Licences without a day in the interval are not in it. */
export function usageOf(licenses: readonly License[], interval: Interval, now: Date): Usage[] {
  const usages = new Map<string, Usage & { days: Map<string, Use> }>();
  const today = dayOf(now.getTime());
  const lastDay = interval.to < today ? interval.to : today;
  for (const license of licenses) {
    const stretches = stretchesOf(license, now);
    for (const day of daysOf(during(stretches, interval))) {
      const start = startOf(day);
      const onDay = stretches.filter((one) => one.start < start + dayMilliseconds && one.end > start);
      const last = onDay.at(-1);
      if (last === undefined) continue;
      const { productCode, trial } = last;
      const ofProduct = onDay.filter((one) => one.productCode === productCode && one.trial === trial);
      const seatDays = Math.max(...ofProduct.map(({ inUse }) => inUse));
      // Until the day is over the present moment stands for its end. A licence that was removed by then has no seats.
      const seats = last.end > Math.min(start + dayMilliseconds - 1, now.getTime()) ? last.seats : 0;
      const key = `${productCode} ${trial}`;
      const usage = usages.get(key) ?? { productCode, trial, seatDays: 0, seats: 0, days: new Map<string, Use>() };
      usages.set(key, usage);
      usage.seatDays += seatDays;
      if (day === lastDay) usage.seats += seats;
      const { seatDays: before = 0, seats: seatsBefore = 0 } = usage.days.get(day) ?? {};
      usage.days.set(day, { seatDays: before + seatDays, seats: seatsBefore + seats });
    }
  }
  return [...usages.values()];
}

/** The part of the interval in which the licence lived. It may be empty: then it ends before it begins. */
function during(stretches: readonly Stretch[], { from, to }: Interval): Interval {
  const first = dayOf(stretches[0]?.start ?? 0);
  const last = dayOf((stretches.at(-1)?.end ?? 1) - 1);
  return { from: first > from ? first : from, to: last < to ? last : to };
}

/** The life of a licence until it was removed, or until now. */
function stretchesOf(license: License, now: Date): Stretch[] {
  const events = [
    ...license.history.map((entry) => ({ at: Date.parse(entry.date), entry })),
    ...license.usages.map(({ date, usage }) => ({ at: Date.parse(date), usage })),
    ...(license.trialExpiration === null ? [] : [{ at: Date.parse(license.trialExpiration), expires: true }]),
  ].sort((a, b) => a.at - b.at);
  const end = now.getTime() + 1;
  const stretches: Stretch[] = [];
  let productCode =
    license.history.find(({ previousProductCode }) => previousProductCode !== undefined)?.previousProductCode ??
    license.productCode;
  let [trial, quantity, usage, suspended, expired] = [false, 0, 0, false, false];
  for (const [index, event] of events.entries()) {
    if ("usage" in event) ({ usage } = event);
    else if ("expires" in event) expired = true;
    else {
      const { type, requestedUnits, requestedProductCode, licenseTypeId } = event.entry;
      if (type === LicenseEvent.CancelExisting) break;
      if (type === LicenseEvent.OrderNew) trial = licenseTypeId === LicenseType.Trial;
      if (type === LicenseEvent.ConvertToFull) trial = false;
      if (type === LicenseEvent.Suspend) suspended = true;
      if (type === LicenseEvent.Unsuspend) suspended = false;
      quantity = requestedUnits ?? quantity;
      productCode = requestedProductCode ?? productCode;
    }
    const next = Math.min(events[index + 1]?.at ?? end, end);
    if (event.at >= next) continue;
    stretches.push({
      start: event.at,
      end: next,
      productCode,
      trial,
      seats: suspended ? 0 : quantity,
      inUse: suspended || expired ? 0 : usage,
    });
  }
  return stretches;
}
