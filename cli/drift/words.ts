/** The sentences that all formats for people share. Texts from outside are as they came: each format makes them harmless. */
import { plural } from "../../provider/vendor/doctor/finding";
import { type Acceptance, type Change, classOf, type Finding, type Pending, type Report, titleOf } from "./finding";

export const headline = (report: Report): string => {
  const unread = report.unread.length;
  if (unread === 0) return found(report);
  return report.drift
    ? `${found(report)}, and ${plural(unread, "object")} could not be read`
    : `It cannot be told whether there is drift: ${plural(unread, "object")} could not be read`;
};

/** Whether there is nothing to do, and that is sure. */
export const isWell = ({ drift, unread }: Report): boolean => !drift && unread.length === 0;

const found = ({ drift, summary, customers }: Report): string => {
  if (!drift) return "No drift";
  const { changed, vanished, unmanaged = 0 } = summary;
  const differing = customers.filter((customer) => customer.drift.length > 0);
  // users belong to the account itself, which is no customer
  const count = differing.filter(({ ids, tenant }) => ids.length > 0 || tenant !== undefined).length;
  const differences = plural(changed + vanished + unmanaged, "difference");
  return count === 0 ? differences : `${differences} at ${plural(count, "customer")}`;
};

export function countsOf({ summary }: Report): string {
  const { objects, changed, vanished, unmanaged, accepted, pending } = summary;
  return [
    `${plural(objects, "object")} compared`,
    `${changed} changed`,
    `${vanished} vanished`,
    unmanaged === undefined ? "unmanaged not looked for" : `${unmanaged} unmanaged`,
    `${accepted} accepted`,
    `${pending} pending`,
  ].join(", ");
}

/** What each kind means, for whoever reads such a report for the first time. */
export const meanings: Readonly<Record<Finding["kind"] | "accepted" | "pending", string>> = {
  changed: "somebody changed it at the vendor",
  vanished: "the program declares it, the vendor has it no more",
  unmanaged: "the vendor has it, no stack of the project does",
  accepted: "an exception says that it may differ",
  pending: "the program was edited and not deployed: no drift",
};

export const pendingWords: Readonly<Record<Pending["kind"], string>> = {
  create: "will be created",
  update: "will be changed",
  replace: "will be replaced",
  delete: "will be removed",
};

/** `2026-11-25 12:30 UTC`; anything else as it is. */
export function moment(text: string): string {
  const time = Date.parse(text);
  return Number.isNaN(time) ? text : `${new Date(time).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

export const changeWords = ({ what, by, at }: Change): string => `${what} by ${by}, ${moment(at)}`;
export const acceptedWords = ({ reason, until }: Acceptance): string => `accepted until ${until}: ${reason}`;
export const expiredWords = ({ reason, until }: Acceptance): string => `was accepted until ${until}: ${reason}`;

/** Remarks on the report as a whole. */
export function remarks({ exceptions, notes, unread }: Report): string[] {
  return [
    ...unread.map((one) => `${classOf(one)} ${titleOf(one)} could not be read: ${one.reason}`),
    ...exceptions.expired.map(
      ({ at, says }) => `${at}: this exception has expired, what it accepted is drift again (${says}).`,
    ),
    ...exceptions.unused.map(({ at, says }) => `${at}: this exception matches nothing; remove it (${says}).`),
    ...notes,
  ];
}
