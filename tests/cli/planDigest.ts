/** What `pulumi preview --json --show-sames` prints, for tests of the plan without an engine. */
import { reportOf } from "../../cli/plan/compose";
import { type Prices, pricesOf } from "../../cli/plan/prices";
import type { Item, Report } from "../../cli/plan/report";
import { planned } from "../../cli/plan/steps";

export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

type Values = Readonly<Record<string, unknown>>;

export interface Given {
  /** In state. */
  readonly old?: Values;
  /** In the program. */
  readonly next?: Values;
  readonly id?: string;
  /** Of the tenant. */
  readonly tenant?: string;
  /** The resource on which `owner` rests: type and name. */
  readonly owner?: readonly [property: string, type: string, name: string];
  readonly adopted?: boolean;
  readonly retainOnDelete?: boolean;
  /** Type and name. */
  readonly deletedWith?: readonly [type: string, name: string];
}

export const urnOf = (type: string, name: string, tenant?: string): string => {
  const full = type.includes("index") ? type : `pulumi-nodejs:dynamic/${type}`;
  return `urn:pulumi:test::tenants::${tenant === undefined ? "" : "msp:index:Tenant$"}${full}::${name}`;
};

/** One step: `step("create", "eset:Customer", "bakery", { next: { name: "Bakery" } })`. */
export function step(op: string, type: string, name: string, given: Given = {}) {
  const { old, next, id = name, tenant, owner, adopted, retainOnDelete, deletedWith } = given;
  const urn = urnOf(type, name, tenant);
  const state = (values: Values, outputs: Values) => ({
    urn,
    custom: true,
    type: urn.split("::")[2]?.split("$").at(-1),
    inputs: { ...values, __provider: "exports.handler" },
    outputs,
    parent:
      tenant === undefined ? "urn:pulumi:test::tenants::pulumi:pulumi:Stack::x" : urnOf("msp:index:Tenant", tenant),
    ...(retainOnDelete === true ? { retainOnDelete } : {}),
    ...(deletedWith === undefined ? {} : { deletedWith: urnOf(...deletedWith) }),
    ...(owner === undefined ? {} : { propertyDependencies: { [owner[0]]: [urnOf(owner[1], owner[2])] } }),
  });
  const notes = { __msp: { account: "ours", ...(adopted === true ? { adopted } : {}) } };
  return {
    op,
    urn,
    ...(old === undefined ? {} : { oldState: { ...state(old, { ...old, ...notes, __provider: "text" }), id } }),
    ...(next === undefined ? {} : { newState: state(next, {}) }),
  };
}

/** A resource that stays as it is. */
export const same = (type: string, name: string, values: Values, more: Omit<Given, "old" | "next"> = {}) =>
  step("same", type, name, { ...more, old: values, next: values });

export interface Digest {
  readonly steps?: readonly object[];
  readonly diagnostics?: readonly object[];
  readonly config?: Readonly<Record<string, string>>;
}

export interface Circumstances {
  readonly prices?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

export function planOf(digest: Digest, { prices, environment = {} }: Circumstances = {}): Report {
  const known: Prices | undefined = prices === undefined ? undefined : pricesOf(prices, "prices.yaml");
  const at = "2027-01-02T03:04:05.678Z";
  return reportOf(planned(JSON.stringify({ steps: [], ...digest })), { at, prices: known, environment });
}

/** `customer: kind object words [loses]`, in the order of the report. */
export const lines = ({ customers }: Report): string[] =>
  customers.flatMap(({ name, objects }) => objects.flatMap((object) => actsOf(object).map((act) => `${name}: ${act}`)));

export const actsOf = ({ resource = "", acts }: Item): string[] =>
  acts.map(({ kind, words, loses }) =>
    [kind, resource, words, loses === undefined ? "" : `[loses ${loses}]`].filter((part) => part !== "").join(" "),
  );
