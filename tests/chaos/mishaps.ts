/** What can go wrong with one call, and what may be expected of the run that it happens to. */
import type { Fault } from "../../emulator";
import type { Write } from "./write";

export interface Mishap {
  readonly name: string;
  /** What the vendor does to the call. */
  readonly faults: readonly Trouble[];
  /** The vendor surely did not do it, and says so in a way that allows to ask again at once. */
  readonly surelyNotDone?: true;
  /** Nobody listens at the endpoint. */
  readonly unreachable?: true;
  /** The vendor answers after the provider has given up. */
  readonly late?: true;
  /** After it nothing answers any more. */
  readonly downFromThenOn?: true;
  /** The run waits for minutes, or tries again and again: its clock is made to run. */
  readonly long?: true;
  /** What the run made is not in the state and cannot be proven to be ours: the next run takes it over as README says. */
  readonly adopt?: true;
  /** The writes that it can happen to. @default all */
  readonly happensTo?: (write: Write) => boolean;
}

type WithoutTarget<F> = F extends Fault ? Omit<F, "call" | "method" | "vendor"> : never;

/** A fault, whichever call it hits. */
export type Trouble = WithoutTarget<Fault>;

/** Longer than any run waits; the vendor's clock is moved on by so much before the next run. */
export const neverMilliseconds = 24 * 60 * 60 * 1000;

export const deadlineSeconds = 0.5;
const tooLate = 800;

export const mishaps: readonly Mishap[] = [
  { name: "refused connection", faults: [], unreachable: true, long: true },
  {
    name: "answer after the deadline, before applying",
    faults: [{ kind: "delay", milliseconds: tooLate }],
    late: true,
  },
  {
    name: "answer after the deadline, after applying",
    faults: [{ kind: "delay", milliseconds: tooLate, when: "after" }],
    late: true,
  },
  { name: "connection dropped before applying", faults: [{ kind: "drop" }] },
  { name: "connection dropped after applying", faults: [{ kind: "drop", when: "after" }] },
  { name: "500 before applying", faults: [{ kind: "status", status: 500 }] },
  { name: "500 after applying", faults: [{ kind: "status", status: 500, when: "after" }] },
  { name: "500 all along", faults: [{ kind: "status", status: 500, times: "always" }], long: true },
  { name: "502 before applying", faults: [{ kind: "status", status: 502 }] },
  { name: "502 page of a proxy, after applying", faults: [{ kind: "html", status: 502, when: "after" }] },
  { name: "503 before applying", faults: [{ kind: "status", status: 503 }] },
  { name: "503 maintenance", faults: [{ kind: "maintenance" }], surelyNotDone: true },
  {
    name: "429 with Retry-After",
    faults: [{ kind: "status", status: 429, headers: { "Retry-After": "1" } }],
    surelyNotDone: true,
  },
  { name: "429 without Retry-After", faults: [{ kind: "status", status: 429 }], surelyNotDone: true },
  { name: "401 in the middle of the run", faults: [{ kind: "unauthorized" }], surelyNotDone: true },
  { name: "403 for the moment", faults: [{ kind: "status", status: 403 }] },
  { name: "truncated JSON", faults: [{ kind: "truncate" }] },
  { name: "HTML in place of JSON, before applying", faults: [{ kind: "html" }] },
  { name: "HTML in place of JSON, after applying", faults: [{ kind: "html", when: "after" }] },
  { name: "empty body, after applying", faults: [{ kind: "empty", when: "after" }] },
  {
    name: "empty body, before applying",
    faults: [{ kind: "empty" }],
    // where the vendor's own answer is empty, it says that the call was done
    happensTo: ({ answered }) => answered === true,
  },
  {
    name: "operation that does not end",
    faults: [{ kind: "slowOperation", milliseconds: neverMilliseconds }],
    long: true,
    happensTo: ({ startsOperation }) => startsOperation === true,
  },
  {
    name: "connection dropped after applying, and the vendor down from then on",
    faults: [{ kind: "drop", when: "after" }],
    downFromThenOn: true,
    long: true,
    adopt: true,
  },
];
