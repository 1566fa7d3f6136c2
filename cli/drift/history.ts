/** Who changed what, and when, where the vendor keeps a history. Two calls at most for each object that differs. */
import { messageOf } from "../../provider/lifecycle/errors";
import type { History, PastChange } from "../../provider/vendor/history";
import { vendor, vendorNames } from "../../provider/vendors";
import type { ConfigReader } from "../../provider/vendor/settings";
import type { Change, CustomerReport, Finding } from "./finding";

/** The last entry of the history that explains a finding. Pure. */
export function explanation(finding: Finding, history: readonly PastChange[]): Change | undefined {
  const { kind, property = "", live } = finding;
  const last = history
    .filter(({ of, isCreation }) => (kind === "unmanaged" ? isCreation : of.includes(property)))
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
    .at(0);
  if (last === undefined) return undefined;
  const { what, by, at, made } = last;
  // what the vendor holds now cannot be the work of an entry that made something else of it
  if (property in made && made[property] !== live) return undefined;
  return { what, by, at };
}

export interface Explained {
  readonly customers: readonly CustomerReport[];
  /** Why some histories could not be read. Not knowing who did it is no reason not to say what was done. */
  readonly notes: readonly string[];
}

/** `configOf` is the configuration of the account that may ask; `keyOf` is what the vendor calls an object by now. */
export async function withHistory(
  configOf: (finding: Finding) => ConfigReader,
  customers: readonly CustomerReport[],
  keyOf: (finding: Finding) => string | undefined,
): Promise<Explained> {
  const problems = new Set<string>();
  const asked = new Map<string, Promise<readonly PastChange[]>>();
  const historyOf = (its: { readonly history: History; session(): unknown }, key: string) => {
    const read = async (): Promise<readonly PastChange[]> => {
      try {
        return await its.history.changes(its.session() as never, key); // of the same vendor
      } catch (error) {
        problems.add(`Who changed ${its.history.what} could not be read: ${messageOf(error)}`);
        return [];
      }
    };
    const known = asked.get(`${its.history.type} ${key}`) ?? read();
    asked.set(`${its.history.type} ${key}`, known);
    return known;
  };
  const histories = new Map(
    vendorNames.flatMap((name) => {
      const its = vendor(name);
      const history = its.history?.();
      return history === undefined ? [] : [[history.type, { history, its }] as const];
    }),
  );
  const explain = async (finding: Finding): Promise<Finding> => {
    const known = histories.get(finding.type);
    const key = finding.kind === "vanished" ? undefined : keyOf(finding);
    if (known === undefined || key === undefined) return finding;
    const { its, history } = known;
    const session = () => its.connect(configOf(finding));
    const change = explanation(finding, await historyOf({ history, session }, key));
    return change === undefined ? finding : { ...finding, change };
  };
  const explained = await Promise.all(
    customers.map(async (customer) => ({ ...customer, drift: await Promise.all(customer.drift.map(explain)) })),
  );
  return { customers: explained, notes: [...problems] };
}
