/** What the run would do to each object, and what that does to the bill. Pure. */
import type { AnyResource, Billed, Meaning } from "../../provider/lifecycle/define";
import { planChange } from "../../provider/lifecycle/diff";
import { idKey } from "../../provider/lifecycle/ids";
import { countsAsRemoval, newSeats } from "../../provider/lifecycle/limits";
import { type Properties, same } from "../../provider/lifecycle/values";
import { find, vendorOf } from "../../provider/vendors";
import { comparable, contains, leaves, subjectOf } from "../drift/compare";
import { secret, shown, unknown } from "../drift/finding";
import { type Price, type Prices, summed } from "./prices";
import type { Act, Bill, Item, Refusal } from "./report";
import type { Step } from "./steps";

export interface Planning {
  /** Whether whatever exists is to be taken over (MSP_ADOPT=1). */
  readonly adopt: boolean;
  readonly prices: Prices | undefined;
}

/** What becomes of an object that the stack is to have no longer. */
interface Fate {
  readonly becomes: "removed" | "suspended" | "disabled" | "kept";
  readonly note?: string;
  readonly loses?: string;
  readonly bill: "ends" | "goes on" | "untold";
}

/** How many are billed; null if nobody can tell. */
type Count = number | null;

export interface ActsOf {
  /** Absent if nothing happens to it. */
  readonly item?: Item;
  readonly refused: readonly Refusal[];
  /** The difference by the month. */
  readonly price?: Price;
  /** What has no price. */
  readonly unpriced: readonly string[];
}

export class Acts {
  readonly #byUrn: ReadonlyMap<string, Step>;
  /** `vendor id` of a company → its step. */
  readonly #companies = new Map<string, Step>();
  /** `type id` of what stays managed → who manages it. */
  readonly #managed = new Map<string, Step>();
  /** What goes, by what it is. */
  readonly #going = new Map<string, Step>();

  constructor(
    steps: readonly Step[],
    private readonly planning: Planning,
  ) {
    this.#byUrn = new Map(steps.map((step) => [step.urn, step]));
    for (const step of steps) {
      const { type, knownAs, plan, state } = step;
      for (const id of knownAs) {
        if (find(type).resource.isCompany === true) this.#companies.set(`${vendorOf(step)} ${idKey(id)}`, step);
        if (plan !== "delete") this.#managed.set(`${type} ${idKey(id)}`, step);
      }
      const identity = plan === "delete" ? identityOf(step, state) : undefined;
      if (identity !== undefined) this.#going.set(identity, step);
    }
  }

  of(step: Step): ActsOf {
    const refused = this.#refused(step);
    const acts = refused.length > 0 ? [] : this.#acts(step);
    if (acts.length === 0) return { refused, unpriced: [] };
    const { resource } = find(step.type);
    const { bill, price, unpriced } = this.#bill(step);
    const seats = this.#newSeats(step);
    const isGone = step.plan === "delete" || step.plan === "replace";
    const isRemoval =
      isGone && countsAsRemoval(resource) && !this.#goesAlong(step) && this.#fate(step).becomes !== "kept";
    const item = {
      ...subjectOf(step),
      acts,
      ...(bill === undefined ? {} : { bill }),
      ...(seats === 0 ? {} : { newSeats: seats }),
      ...(isRemoval ? ({ isRemoval: true } as const) : {}),
    };
    return { item, refused, unpriced, ...(price === undefined ? {} : { price }) };
  }

  // ---- what is refused ---------------------------------------------------------------------------

  #refused(step: Step): Refusal[] {
    const { type, resource, urn, plan, deployed, state, program } = step;
    const at = { resource, type, urn };
    if (program === undefined) return [];
    if (plan === "create") {
      const message = this.#existsAlready(step, program);
      return message === undefined ? [] : [{ ...at, message }];
    }
    if (plan !== "update" && plan !== "same") return [];
    const messages = new Map<string, string>();
    for (const from of [deployed, state]) {
      if (from === undefined) continue;
      for (const { property, reason, recreatable, ...refusal } of planChange(find(type).resource, from, program)
        .refused) {
        if (isHidden(program[property]) || isHidden(from[property])) continue;
        const orRecreate = recreatable ? " Or set allowRecreate: true to delete and create it anew." : "";
        messages.set(property, `${property}: ${reason} ${refusal.remedy(from)}${orRecreate}`);
      }
    }
    return [...messages.values()].map((message) => ({ ...at, message }));
  }

  /** The same object goes under another name: the run meets it before that. */
  #existsAlready(step: Step, program: Properties): string | undefined {
    const other = this.#going.get(identityOf(step, program) ?? "");
    if (other === undefined || this.#isAdopted(program)) return undefined;
    const { resource } = find(step.type);
    const left = other.state ?? {};
    const makesRoom = resource.create.leftover?.(left) === true || resource.create.isOver?.(left) === true;
    if (makesRoom) return undefined; // the run takes it, or makes another one beside it
    return (
      `${resource.what(program)} exists already: it is ${other.resource} of this stack, which the program has no longer. If it was only ` +
      `renamed, give it its old name in the option aliases, or set adopt: true.`
    );
  }

  #isAdopted = (program: Properties): boolean => this.planning.adopt || program["adopt"] === true;

  // ---- what happens ------------------------------------------------------------------------------

  #acts(step: Step): Act[] {
    switch (step.plan) {
      case "create":
        return this.#created(step);
      case "delete":
        return [this.#removed(step)];
      case "replace":
        return [...this.#created(step), this.#removed(step)];
      case "update":
        return this.#changed(step);
      case "same":
        return this.#alongWithCompany(step);
    }
  }

  #created(step: Step): Act[] {
    const { type, program = {} } = step;
    const { resource } = find(type);
    const billed = resource.billed(program);
    const taken = this.#isAdopted(program) ? ", unless it exists: then it is taken over, and nothing is ordered" : "";
    if (billed === undefined) {
      const over = this.#isAdopted(program) ? ", or taken over if it exists" : "";
      return [{ kind: "created", words: `${resource.what(program)}${over}` }];
    }
    const what = this.#inWords(step, billed);
    const free = billed.free === "trial" ? "a trial of " : billed.free === "suspended" ? "and suspended at once: " : "";
    return [{ kind: "ordered", words: `${free}${what}${taken}` }];
  }

  #removed(step: Step): Act {
    const { becomes, note, loses, bill } = this.#fate(step);
    const billed = find(step.type).resource.billed(step.state ?? {});
    const before = this.#billedBefore(step);
    const isBilledOn = becomes === "kept" && billed !== undefined && before !== 0;
    const words = [
      ...(step.plan === "replace" ? ["the one before it"] : []),
      ...(billed === undefined ? [] : [this.#inWords(step, billed)]),
      ...(isBilledOn ? ["still billed"] : []),
      ...(bill === "untold" && billed !== undefined ? ["whether it is billed on is not documented"] : []),
    ].join(", ");
    const whole = [words, ...(note === undefined ? [] : [note])].filter((part) => part !== "").join(": ");
    return { kind: becomes, words: whole, ...(loses === undefined ? {} : { loses }) };
  }

  #changed(step: Step): Act[] {
    const { type, state = {}, program = {} } = step;
    const { resource } = find(type);
    const acts = this.#differences(step, resource, state, program);
    if (acts.length > 0) return acts;
    // an update of another resource changes it as well, and this one puts that right
    const { disturbedBy } = resource;
    const disturbed =
      disturbedBy === undefined
        ? []
        : this.#differences(step, resource, { ...state, ...disturbedBy.leaves }, program).map((act) => ({
            ...act,
            words: `${act.words}, again: a change of its company undoes it`,
          }));
    if (disturbed.length > 0) return disturbed;
    const hidden = Object.keys(program).filter((name) => isHidden(program[name]) || isHidden(state[name]));
    return [{ kind: "changed", words: hidden.length > 0 ? `a value that is not shown: ${hidden.join(" or ")}` : "" }];
  }

  #differences(step: Step, resource: AnyResource, from: Properties, to: Properties): Act[] {
    return Object.keys(resource.inputs.properties).flatMap((property): Act[] => {
      const [was, is] = [from[property], to[property]];
      if (comparable(was, is) && same(resource.canonical?.[property], was, is)) return [];
      const meaning = isHidden(is) ? undefined : resource.means?.[property]?.(is as never); // of that property
      if (meaning !== undefined) {
        const words = this.#meant(step, resource, meaning, property, from, to);
        return [{ kind: meaning, words, property, ...valuesOf(was, is) }];
      }
      return [...leaves(property, { deployed: was, live: was, program: is })]
        .filter(({ deployed, program }) => !same(undefined, deployed, program))
        .map(({ path, deployed, program }) => ({
          kind: "changed",
          words: `${path}: ${shown(deployed)} → ${shown(program)}`,
          property: path,
          ...valuesOf(deployed, program),
        }));
    });
  }

  #meant(step: Step, resource: AnyResource, kind: Meaning, property: string, from: Properties, to: Properties): string {
    const [was, is] = [resource.billed(from), resource.billed(to)];
    const values = `${property}: ${shown(from[property])} → ${shown(to[property])}`;
    if (was === undefined || is === undefined) return kind === "extended" ? values : "";
    const product = this.#productOf(step, is);
    switch (kind) {
      case "seats":
        return `${was.seats} → ${is.seats} seats of ${product}`;
      case "product":
        return `${this.#productOf(step, was)} → ${product}`;
      case "converted":
        return `from a trial to one that is billed: ${this.#inWords(step, is)}`;
      case "suspended":
        return `${this.#inWords(step, is)}, billed no longer`;
      case "resumed":
        return `${this.#inWords(step, is)}, billed again`;
      case "extended":
      case "enabled":
      case "disabled":
        return values;
    }
  }

  /** What changes of an object although the program says the same of it. */
  #alongWithCompany(step: Step): Act[] {
    const billed = find(step.type).resource.billed(step.state ?? {});
    const [before, after] = [this.#billedBefore(step), this.#billedAfter(step)];
    if (billed === undefined || before === after) return [];
    const what = `${this.#inWords(step, billed)}, with its company`;
    if (after === null) return [{ kind: "disabled", words: `${what}; whether it is billed on is not documented` }];
    if (before === null) return [{ kind: "enabled", words: what }];
    return [after === 0 ? { kind: "suspended", words: what } : { kind: "resumed", words: what }];
  }

  // ---- what becomes of it ------------------------------------------------------------------------

  /** As the lifecycle and the engine decide it. */
  #fate(step: Step): Fate {
    const { type, state = {}, adopted, retained } = step;
    const { remove } = find(type).resource;
    const kept = (note: string): Fate => ({ becomes: "kept", note, bill: "goes on" });
    if (retained) {
      // the classes of this package set the option by the policy
      return kept(`its ${state["deletionPolicy"] === "retain" ? "deletionPolicy" : "option retainOnDelete"} says so`);
    }
    const company = this.#goesAlong(step) ? this.#byUrn.get(step.goesWith ?? "") : undefined;
    if (company !== undefined) {
      const { becomes, loses, bill } = this.#fate(company);
      const note = `it goes with its company, which is ${becomes}`;
      return { becomes, note, bill, ...(loses === undefined ? {} : { loses }) };
    }
    const manager = step.knownAs
      .map((id) => this.#managed.get(`${type} ${idKey(id)}`))
      .find((one) => one !== undefined);
    if (manager !== undefined && manager.urn !== step.urn) return kept(`${manager.resource} manages it`);
    const { deletionPolicy } = state;
    const isDeclared = typeof deletionPolicy === "string" && !isHidden(deletionPolicy);
    const usual = adopted ? "retain" : remove.usual(state, this.#isRecreated(step));
    const policy = isDeclared ? deletionPolicy : usual;
    if (policy === "retain") {
      if (isDeclared) return kept("its deletionPolicy says so");
      return kept(
        adopted ? "it was taken over, and no deletionPolicy says otherwise" : remove.kept(keyOf(step), state),
      );
    }
    const meaning = remove.means?.(policy, state) ?? { becomes: "removed" };
    const { becomes, note, loses, billUntold } = meaning;
    return {
      becomes,
      bill: billUntold === true ? "untold" : "ends",
      ...(note === undefined ? {} : { note }),
      ...(loses === undefined ? {} : { loses }),
    };
  }

  /** Whether the engine asks nobody, because its company goes too. */
  #goesAlong({ retained, goesWith }: Step): boolean {
    const plan = goesWith === undefined ? undefined : this.#byUrn.get(goesWith)?.plan;
    return !retained && (plan === "delete" || plan === "replace");
  }

  #isRecreated({ type, plan, state, program }: Step): boolean {
    if (plan !== "replace" || state === undefined || program === undefined) return false;
    return planChange(find(type).resource, state, program).deleteBeforeReplace;
  }

  // ---- what is billed ----------------------------------------------------------------------------

  #companyOf(step: Step): Step | undefined {
    const { owner } = find(step.type).resource;
    if (owner === undefined) return undefined;
    const known = [step.program, step.state]
      .map((properties) => properties?.[owner])
      .filter((id) => typeof id === "string")
      .map((id) => this.#companies.get(`${vendorOf(step)} ${idKey(id)}`));
    return known.find((company) => company !== undefined) ?? this.#byUrn.get(step.ownerUrn ?? "");
  }

  #billedBefore(step: Step): Count {
    const company = this.#companyOf(step);
    const bills = company?.state && find(company.type).resource.billsBelongings?.(company.state);
    return step.state === undefined ? 0 : count(find(step.type).resource.billed(step.state), bills);
  }

  #billedAfter(step: Step): Count {
    const { resource } = find(step.type);
    if (step.plan === "delete") {
      const { bill } = this.#fate(step);
      return bill === "ends" ? 0 : bill === "untold" ? null : this.#billedBefore(step);
    }
    const company = this.#companyOf(step);
    return count(resource.billed(step.program ?? step.state ?? {}), company && this.#billsAfter(company));
  }

  #billsAfter(company: Step): "yes" | "no" | "untold" | undefined {
    const { resource } = find(company.type);
    if (company.plan !== "delete") return resource.billsBelongings?.(company.program ?? {});
    const { bill } = this.#fate(company);
    if (bill === "goes on") return resource.billsBelongings?.(company.state ?? {});
    return bill === "ends" ? "no" : "untold";
  }

  #bill(step: Step): { bill?: Bill; price?: Price; unpriced: string[] } {
    const { type, state, program } = step;
    const { resource } = find(type);
    const [was, is] = [state, program].map((properties) => properties && resource.billed(properties));
    const billed = is ?? was;
    if (billed === undefined) return { unpriced: [] };
    const [before, after] = [this.#billedBefore(step), this.#billedAfter(step)];
    const { product, edition, per } = billed;
    const { prices } = this.planning;
    const name = prices?.name(vendorOf(step), billed);
    const bill: Bill = {
      product,
      ...(edition === undefined ? {} : { edition }),
      ...(name === undefined ? {} : { name }),
      per,
      before,
      after,
    };
    const isSameProduct = was === undefined || is === undefined || isSame(was, is);
    const isAsBefore = before === after && isSameProduct;
    if (prices === undefined || isAsBefore) return { bill, unpriced: [] };
    const parts = [
      ...(before === 0 ? [] : [{ of: was ?? billed, number: before, sign: -1 }]),
      ...(after === 0 ? [] : [{ of: is ?? billed, number: after, sign: 1 }]),
    ];
    const priced = parts.map((part) => ({ ...part, price: prices.price(vendorOf(step), part.of) }));
    const unpriced = priced.flatMap(({ of, price }) => (price === undefined ? [this.#productOf(step, of)] : []));
    const amounts = priced.map(({ number, sign, price }) =>
      number === null || price === undefined ? undefined : { ...price, amount: sign * number * price.amount },
    );
    const known = amounts.filter((price) => price !== undefined);
    const [currency, ...more] = new Set(known.map((price) => price.currency));
    if (known.length < amounts.length || currency === undefined || more.length > 0) return { bill, unpriced };
    const price = { currency, amount: known.reduce((sum, { amount }) => sum + amount, 0) };
    const [monthly] = summed([price]);
    return { bill: { ...bill, ...(monthly === undefined ? {} : { monthly }) }, price, unpriced };
  }

  #newSeats(step: Step): Count {
    const { type, plan, state, program } = step;
    if (program === undefined || plan === "same") return 0;
    const { resource } = find(type);
    const seats: unknown = resource.billed(program)?.seats ?? 0;
    if (typeof seats !== "number") return null;
    return newSeats(resource, plan === "update" ? state : undefined, program);
  }

  // ---- in words ----------------------------------------------------------------------------------

  #productOf(step: Step, { product, edition, per }: Billed): string {
    const vendor = vendorOf(step);
    const of = { product, ...(edition === undefined ? {} : { edition }) };
    return productInWords({ ...of, per, name: this.planning.prices?.name(vendor, of) });
  }

  #inWords(step: Step, billed: Billed): string {
    const { seats, per } = billed;
    const product = this.#productOf(step, billed);
    if (per === "subscription") return product;
    return `${seats} ${seats === 1 ? "seat" : "seats"} of ${product}`;
  }
}

/** `2015`, or `product 4, edition 5`; with its name if that is known. */
export function productInWords({
  product,
  edition,
  per,
  name,
}: Pick<Billed, "product" | "edition" | "per"> & { readonly name?: string | undefined }): string {
  const called = name === undefined ? "" : ` (${name})`;
  const whole = per === "seat" ? product : `product ${product}${edition === undefined ? "" : `, edition ${edition}`}`;
  return `${whole}${called}`;
}

/** How many are billed of what is billed, at a company that bills like this. A number that is known after the run only is untold. */
function count(billed: Billed | undefined, bills: "yes" | "no" | "untold" | undefined = "yes"): Count {
  if (billed === undefined || billed.free !== undefined || bills === "no") return 0;
  const seats: unknown = billed.seats;
  return bills === "untold" || typeof seats !== "number" ? null : seats;
}

const isSame = (one: Billed, other: Billed): boolean => one.product === other.product && one.edition === other.edition;

/** What the vendor calls it now. */
const keyOf = ({ knownAs, resource }: Step): string => knownAs.at(-1) ?? resource;

const isHidden = (value: unknown): boolean => contains(value, secret) || contains(value, unknown);

const valuesOf = (from: unknown, to: unknown): { from?: unknown; to?: unknown } => ({
  ...(from === undefined ? {} : { from }),
  ...(to === undefined ? {} : { to }),
});

/** Two of the same identity are the same object; undefined if that is not known before the run. */
function identityOf({ type }: Step, properties: Properties | undefined): string | undefined {
  const { resource } = find(type);
  if (properties === undefined) return undefined;
  const above = [resource.owner, resource.parent].map((name) => (name === undefined ? undefined : properties[name]));
  const words = resource.what(properties);
  if (above.some(isHidden) || words.includes(unknown) || words.includes(secret)) return undefined;
  return JSON.stringify([type, words, ...above]).toLowerCase();
}
