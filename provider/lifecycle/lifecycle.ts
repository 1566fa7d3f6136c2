/** The life of a resource from its definition: what every host calls, in words that belong to no host. */
import { check, type Checked, type IsSecret } from "./check";
import { assignedIn, claim, managedOf } from "./claim";
import { converge } from "./converge";
import type { AnyResource, Holding } from "./define";
import { type Change, planChange, refusedInPlace } from "./diff";
import { type CheckFailure, messageOf, outOfTheState, Refused, Unfinished } from "./errors";
import { sameId } from "./ids";
import { countsAsRemoval, type GiveBack, type Limits, newSeats } from "./limits";
import { type Notes, split, withNotes } from "./notes";
import { outcomeOf } from "./outcome";
import { project } from "./project";
import type { Run } from "./run";
import { say } from "./say";
import { type Properties, same, unknownValue } from "./values";
import { pause } from "./wait";

export interface Existing {
  readonly inputs: Record<string, unknown>;
  readonly state: Record<string, unknown>;
}

type InState = Record<string, unknown>;

/** What the lifecycle must know of the account behind a session. */
export interface AccountFacts {
  /** The company that the account belongs to; undefined if the vendor does not say. Asked once per run; `anew` asks again. */
  accountOf(session: never, anew: boolean): Promise<string | undefined>;
  /** How long a request of it may be under way. */
  answersWithinMilliseconds(session: never): number;
}

export class Lifecycle {
  constructor(
    private readonly resource: AnyResource,
    private readonly run: Run,
    private readonly facts?: AccountFacts,
    /** Asked before what counts is sent. Throws if what is configured is no limit. */
    private readonly limits: () => Limits = () => ({}),
  ) {}

  check(olds: Properties, news: Properties, isSecret?: IsSecret): Checked {
    const checked = check(this.resource, olds, news, isSecret);
    return { ...checked, failures: [...checked.failures, ...this.exchanged(olds, checked.inputs)] };
  }

  /** Two objects cannot swap what each may have alone: whichever is changed first meets the other. */
  private exchanged(olds: Properties, news: Properties): CheckFailure[] {
    const { type, owner, oncePerOwner: property } = this.resource;
    if (owner === undefined || property === undefined || !same(undefined, olds[owner], news[owner])) return [];
    const [from, to] = [olds[property], news[property]];
    if (typeof from !== "string" || typeof to !== "string" || from === to || to === unknownValue) return [];
    if (process.env["MSP_ONLY_LOOK"] === "1" || !this.run.exchanges(`${type} ${String(news[owner])}`, from, to))
      return [];
    const reason = `${from} and ${to} cannot be swapped: the vendor has each only once. Leave both as they are, and change what else differs between the two.`;
    return [{ property, reason }];
  }

  /**
   * Also notes what this change will disturb, so that the resources which depend on this one can be put right.
   *
   * @param who tells the resource from all others of the program, as `delete` is told it again; a host that does not know leaves it out
   */
  diff(id: string, state: Properties, inputs: Properties, who: unknown = state): Change {
    const { properties } = split(this.resource, id, state);
    this.run.disturbs(this.resource.disturbs?.(id, properties, inputs) ?? []);
    const change = planChange(this.resource, properties, inputs);
    if (change.replaces.length === 0) this.run.sees(this.keyOf(id, properties), who);
    if (change.deleteBeforeReplace) this.run.recreates(this.keyOf(id, properties));
    const { changed } = planChange(this.resource, this.disturbed(properties, inputs), inputs);
    return { ...change, changed: [...new Set([...change.changed, ...changed])] };
  }

  /** What a preview knows of the state that a create or an update will come to. Pure. */
  planned(inputs: Properties): InState {
    const assigned = Object.keys(this.resource.assigned).map((property) => [property, unknownValue] as const);
    return { ...inputs, ...Object.fromEntries(assigned) };
  }

  async create(session: unknown, inputs: Properties): Promise<{ id: string; state: InState }> {
    const words = this.resource.what(inputs);
    return await this.orRemovesNothing(words, async () => {
      const account = await this.facts?.accountOf(session as never, false);
      return await this.run.inTurn(`${this.resource.type} ${words}`, async () => {
        const { id, reached, adopted } = await claim(
          this.resource,
          session as never,
          { ...inputs },
          {
            adopt: inputs["adopt"] === true || process.env["MSP_ADOPT"] === "1",
            owns: ({ id, live }) => this.run.owns(this.keyOf(id, live)),
            answersWithinMilliseconds: this.facts?.answersWithinMilliseconds(session as never) ?? 0,
            order: () => this.orders(undefined, inputs),
          },
        );
        const notes = { account, adopted };
        try {
          const bring = () => this.bring(session, id, { ...reached }, inputs, true);
          // what was ordered, or an earlier removal left, is counted with all its seats
          const state = await (adopted ? this.ordering(reached, inputs, bring) : bring());
          return { id, state: withNotes({ ...inputs, ...assignedIn(this.resource, state) }, notes) };
        } catch (error) {
          throw this.unfinished(error, inputs, notes);
        }
      });
    });
  }

  async read(session: unknown, id: string, state: Properties): Promise<Existing | undefined> {
    const { notes, properties } = split(this.resource, id, state);
    const isAsBefore = await this.resource.glance?.(session as never, id, properties);
    const live = isAsBefore === true ? properties : await this.resource.read(session as never, id, properties);
    if (live === undefined) {
      await this.believeGone(session, this.named(id, properties), notes);
      return undefined;
    }
    const inputs = project(this.resource, properties, live);
    return { inputs, state: withNotes({ ...inputs, ...assignedIn(this.resource, live) }, notes) };
  }

  async update(session: unknown, id: string, state: Properties, inputs: Properties): Promise<InState> {
    return await this.orRemovesNothing(this.named(id, state), () => this.changed(session, id, state, inputs));
  }

  private async changed(session: unknown, id: string, state: Properties, inputs: Properties): Promise<InState> {
    const { notes, properties } = split(this.resource, id, state);
    const from = await this.seen(session, id, this.disturbed(properties, inputs), inputs);
    const account = notes.account ?? (await this.facts?.accountOf(session as never, false));
    const noted = { ...notes, account };
    try {
      this.refuseWhatIsImpossible(id, from, inputs);
      const reached = await this.ordering(from, inputs, () => this.bring(session, id, { ...from }, inputs, false));
      return withNotes({ ...inputs, ...assignedIn(this.resource, reached) }, noted);
    } catch (error) {
      // what another update left of the object is known only now: it must be in state for the next run to put it right
      const isDisturbed = this.disturbed(properties, inputs) !== properties && !(error instanceof Unfinished);
      const explained = error instanceof Unfinished ? error : await this.asAccountsSay(error, session, notes);
      throw this.unfinished(isDisturbed ? new Unfinished(id, from, explained) : explained, inputs, noted);
    }
  }

  /**
   * A resource that was renamed in the program is created under its new name, which takes the object over, and then deleted
   * under its old one. The object is the new one's by then: it stays. A destroy that runs the program looks at a resource
   * and then deletes that same one: it is in the state in which the run saw it.
   */
  async delete(session: unknown, id: string, state: Properties, who: unknown = state): Promise<void> {
    const { type, remove } = this.resource;
    const { notes, properties } = split(this.resource, id, state);
    const [key, named] = [this.keyOf(id, properties), this.named(id, properties)];
    if (this.run.ownsAnother(key, who)) {
      say(`${named} is kept: another resource of this program manages it.`);
      return;
    }
    const { deletionPolicy } = properties;
    const usual = notes.adopted === true ? "retain" : remove.usual(properties, this.run.isRecreated(key));
    const policy = typeof deletionPolicy === "string" ? deletionPolicy : usual;
    if (policy === "retain") {
      say(`${remove.kept(this.resource.key?.(id, properties) ?? id, properties)}${whyKept(deletionPolicy, notes)}.`);
      return;
    }
    this.refuseAfterFailure(named);
    const { removals } = this.limits();
    const number = countsAsRemoval(this.resource) ? 1 : 0;
    const giveBack = this.run.removals.take(number, removals, named);
    try {
      if (policy === "delete") await this.refuseWhatHolds(session, id, named);
      const owns = (other: string) => this.run.owns(`${type} ${other}`);
      const outcome = await remove.carryOut(session as never, id, properties, { policy, owns });
      if (outcome === "gone") {
        giveBack();
        await this.believeGone(session, named, notes);
      } else this.run.removed();
    } catch (error) {
      if (isNotDone(error)) giveBack();
      throw error;
    }
  }

  /** Counts the seats that this adds. Throws before anything is sent if they are too many for one run. */
  private orders(from: Properties | undefined, to: Properties): GiveBack {
    const seats = newSeats(this.resource, from, to);
    const { newSeats: limit } = this.limits();
    return this.run.newSeats.take(seats, limit, this.resource.what({ ...from, ...to }));
  }

  /** A change of an object that exists. Gives back the seats that the vendor did not add for sure. */
  private async ordering(from: Properties, to: Properties, work: () => Promise<InState>): Promise<InState> {
    const giveBack = this.orders(from, to);
    try {
      return await work();
    } catch (error) {
      const reached = error instanceof Unfinished ? error.state : from;
      if (isNotDone(error instanceof Unfinished ? error.cause : error)) giveBack(newSeats(this.resource, reached, to));
      throw error;
    }
  }

  /** A create or an update: when it fails, this run removes nothing any more. */
  private async orRemovesNothing<T>(what: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.run.fails(`${what.charAt(0).toLowerCase()}${what.slice(1)}`);
      throw error;
    }
  }

  /**
   * With `--continue-on-error` the engine deletes what the program declares no longer, though something failed before. It may have been
   * renamed only: then what failed was to have it, or is what it depends on, so that it was not looked at under its new name.
   */
  private refuseAfterFailure(named: string): void {
    const { failure } = this.run;
    if (failure === undefined) return;
    throw new Refused(
      `${named} is not removed. Nothing was changed. This run failed at ${failure}, and something that was only renamed in the ` +
        "program is not told from something that is to go then. If it was renamed, give it its old name in the option aliases, or set " +
        "adopt: true on it, then run again. If not, run again once what failed is mended.",
    );
  }

  /** What a deletion would take along is looked at before anything is done. Lists may lag behind what this run removed itself. */
  private async refuseWhatHolds(session: unknown, id: string, named: string): Promise<void> {
    const { remove } = this.resource;
    const look = async () => inWords((await remove.holds?.(session as never, id)) ?? []);
    let has = await look();
    for (const wait of this.run.hasRemoved() ? [1000, 3000] : []) {
      if (has === "") return;
      await pause(wait);
      has = await look();
    }
    if (has === "") return;
    const others = this.resource.inputs.properties["deletionPolicy"]?.["enum"];
    const policies = Array.isArray(others) ? others.filter((one) => one !== "delete").map((one) => `"${one}"`) : [];
    throw new Refused(
      `${named} is not deleted. It has ${has}, which a deletion may take along. Remove them first; or set deletionPolicy: ${policies.join(" or ")}.`,
    );
  }

  /** What was seen at the vendor is in state afterwards, so that the next plan knows it: it may replace the object. */
  private refuseWhatIsImpossible(id: string, from: Properties, to: Properties): void {
    const [refused] = refusedInPlace(this.resource, from, to);
    if (refused === undefined) return;
    const isReplacedNext = planChange(this.resource, from, to).replaces.length > 0;
    const again = isReplacedNext
      ? " Or run again: as allowRecreate is set, another one is made in its place then."
      : "";
    const error = new Refused(`${refused.property}: ${refused.reason} ${refused.remedy(from)}${again}`);
    throw isReplacedNext ? new Unfinished(id, from, error) : error;
  }

  /** Brings an object that exists to where it should be. */
  private async bring(session: unknown, id: string, from: InState, to: Properties, isNew: boolean): Promise<InState> {
    const { resource } = this;
    this.run.makes(this.keyOf(id, from));
    try {
      const reached = await converge<InState, unknown>({
        id,
        from,
        isNew,
        steps: (state) => resource.steps(state, to),
        perform: (step, state) => resource.perform(session as never, id, step, state, to),
        keyOf: (state) => this.keyOf(id, state),
        look: async (reached) => {
          const live = await resource.read(session as never, id, reached, to);
          return live && { ...reached, ...managedOf(resource, { ...reached, ...to }, live) };
        },
      });
      this.run.makes(this.keyOf(id, reached));
      return reached;
    } catch (error) {
      if (!(error instanceof Unfinished)) throw error;
      this.run.makes(this.keyOf(id, error.state));
      throw new Unfinished(id, { ...error.state, ...resource.whileUnfinished?.(from, to) }, error.cause);
    }
  }

  /** State, with the properties that are declared for the first time as the vendor has them now. */
  private async seen(session: unknown, id: string, from: Properties, to: Properties): Promise<Properties> {
    const unseen = (this.resource.firstSeenAtVendor ?? []).filter(
      (property) => to[property] !== undefined && from[property] === undefined,
    );
    if (unseen.length === 0) return from;
    const live = await this.resource.read(session as never, id, from, to);
    if (live === undefined) throw new Error(`${this.named(id, from)} is gone. Run "pulumi refresh".`);
    return { ...from, ...pick(live, unseen) };
  }

  /**
   * Throws unless the vendor can be believed that the object is gone. An account of another company than the one that made the
   * object may just not see it. A wrong endpoint, or a gateway, answers 404 to everything, the account's own company included.
   */
  private async believeGone(session: unknown, named: string, { account }: Notes): Promise<void> {
    const own = await this.facts?.accountOf(session as never, true);
    if (account === undefined || (own !== undefined && sameId(own, account))) return;
    const whose = own === undefined ? "of which the vendor does not tell whose it is" : `which is of company ${own}`;
    throw new Error(
      `${named} is not shown to this account, ${whose}. One of company ${account} made it, so it ` +
        `may be there. Use an account of that company; or, if it is gone indeed, ${outOfTheState}.`,
    );
  }

  /** The vendors say to an account of another company that an object is gone, or tell it nothing else of use. */
  private async asAccountsSay(error: unknown, session: unknown, { account }: Notes): Promise<unknown> {
    if (account === undefined || error instanceof Refused) return error;
    const own = await this.facts?.accountOf(session as never, false).catch(() => undefined);
    if (own === undefined || sameId(own, account)) return error;
    const whose = `An account of company ${account} made it, and this one is of company ${own}: use one that sees it.`;
    return new Error(`${messageOf(error)} ${whose}`, { cause: error });
  }

  /** The object in words, with its id. */
  private named(id: string, state: Properties): string {
    return `${this.resource.what(state)} (${id})`;
  }

  /** Of the object in all of the run. */
  private keyOf(id: string, state: Properties): string {
    return `${this.resource.type} ${this.resource.key?.(id, state) ?? id}`;
  }

  private disturbed(state: Properties, inputs: Properties): Properties {
    const rule = this.resource.disturbedBy;
    return rule !== undefined && this.run.isDisturbed(rule.key(inputs)) ? { ...state, ...rule.leaves } : state;
  }

  /** State after a partial failure: what was reached; policies that no vendor call carries are as declared. */
  private unfinished(error: unknown, inputs: Properties, notes: Notes): unknown {
    if (!(error instanceof Unfinished)) return error;
    const policies = pick(inputs, ["adopt", "allowRecreate", "deletionPolicy"]);
    return new Unfinished(error.id, withNotes({ ...error.state, ...policies }, notes), error.cause);
  }
}

/** Whether the vendor did nothing for sure of what the error is about. */
const isNotDone = (error: unknown): boolean =>
  error instanceof Refused || outcomeOf(error) === "refused" || outcomeOf(error) === "notDone";

const pick = (properties: Properties, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(names.map((name) => [name, properties[name]]));

const mostNames = 5;

function inWords(holdings: readonly Holding[]): string {
  return holdings
    .filter(({ names }) => names.length > 0)
    .map(({ what, names }) => {
      const more = names.length > mostNames ? `, and ${names.length - mostNames} more` : "";
      return `${what} (${names.slice(0, mostNames).join(", ")}${more})`;
    })
    .join(" and ");
}

/** Why an object is kept. Where neither a policy nor an adoption is the reason, the resource's own sentence says it. */
function whyKept(deletionPolicy: unknown, { adopted }: Notes): string {
  if (deletionPolicy === "retain") return ", as its deletionPolicy says";
  return adopted === true ? ": it was taken over, and no deletionPolicy says otherwise" : "";
}
