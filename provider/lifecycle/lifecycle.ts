/** The life of a resource from its definition: what every host calls, in words that belong to no host. */
import { isDeepStrictEqual } from "node:util";
import { check, type Checked } from "./check";
import type { AnyResource } from "./define";
import { type Change, planChange } from "./diff";
import { messageOf, PartialFailure, Refused } from "./errors";
import { project } from "./project";
import { type Properties, withoutAbsent } from "./values";

export interface Existing {
  readonly inputs: Record<string, unknown>;
  readonly state: Record<string, unknown>;
}

/** An object that exists, though the verb failed on it: `state` is what was reached. */
export class Unfinished extends Error {
  override readonly name = "Unfinished";
  constructor(
    readonly id: string,
    readonly state: Record<string, unknown>,
    cause: unknown,
  ) {
    super(messageOf(cause), { cause });
  }
}

/** What the resources of one run must know of each other; shared by all of a process. */
export class Run {
  /** What updates disturb at the vendor. */
  readonly disturbed = new Set<string>();
  /**
   * The objects that a resource of the program manages, as `type identity`: in which states the resources were when the run
   * looked at them, or that this run made them so.
   */
  readonly managed = new Map<string, Properties[] | "made">();
  /** The objects that are to be deleted and created anew, as `type id`. */
  readonly recreated = new Set<string>();
}

export class Lifecycle {
  constructor(
    private readonly resource: AnyResource,
    private readonly run: Run,
    private readonly accountOf?: (session: never, anew: boolean) => Promise<string | undefined>,
  ) {}

  check(olds: Properties, news: Properties): Checked {
    return check(this.resource, olds, news);
  }

  /** Also notes what this change will disturb, so that the resources which depend on this one can be put right. */
  diff(id: string, state: Properties, inputs: Properties): Change {
    for (const key of this.resource.disturbs?.(id, state, inputs) ?? []) this.run.disturbed.add(key);
    const change = planChange(this.resource, state, inputs);
    if (change.replaces.length === 0) this.sees(id, state);
    if (change.deleteBeforeReplace) this.run.recreated.add(`${this.resource.type} ${id}`);
    const { changed } = planChange(this.resource, this.disturbed(state, inputs), inputs);
    return { ...change, changed: [...new Set([...change.changed, ...changed])] };
  }

  async create(session: unknown, inputs: Properties): Promise<{ id: string; state: Record<string, unknown> }> {
    const adopt = inputs["adopt"] === true || process.env["MSP_ADOPT"] === "1";
    const account = await this.accountOf?.(session as never, false);
    try {
      const { id, assigned, adopted } = await this.resource.create(session as never, inputs, {
        adopt,
        managed: this.managed,
      });
      this.manages(id, assigned);
      return {
        id,
        state: withoutAbsent({ ...inputs, ...assigned, ...(adopted === true ? { adopted } : {}), account }),
      };
    } catch (error) {
      throw this.unfinished(error, inputs, account);
    }
  }

  async read(session: unknown, id: string, state: Properties): Promise<Existing | undefined> {
    const live = await this.resource.read(session as never, id, state);
    if (live === undefined) {
      await this.believeGone(session, id, state);
      return undefined;
    }
    const inputs = project(this.resource, state, live);
    const assigned = Object.fromEntries(this.resource.assigned.map((property) => [property, live[property]]));
    const { adopted, account } = state;
    return { inputs, state: withoutAbsent({ ...inputs, ...assigned, adopted, account }) };
  }

  async update(session: unknown, id: string, state: Properties, inputs: Properties): Promise<Record<string, unknown>> {
    const from = this.disturbed(state, inputs);
    const { adopted } = state;
    const { refused } = planChange(this.resource, from, inputs);
    if (refused[0] !== undefined)
      throw new Refused(`${refused[0].property}: ${refused[0].reason} ${refused[0].remedy(from)}`);
    const account = state["account"] ?? (await this.accountOf?.(session as never, false));
    try {
      const assigned = await this.resource.update(session as never, id, from, inputs);
      this.manages(id, assigned);
      return withoutAbsent({ ...inputs, ...assigned, adopted, account });
    } catch (error) {
      // what another update left of the object is known only now: it must be in state for the next run to put it right
      const disturbed = from !== state && !(error instanceof PartialFailure);
      throw this.unfinished(disturbed ? new PartialFailure(id, from, error) : error, inputs, account);
    }
  }

  /**
   * A resource that was renamed in the program is created under its new name, which takes the object over, and then deleted
   * under its old one. The object is the new one's by then: it stays. A destroy that runs the program looks at a resource
   * and then deletes that same one: it is in the state in which the run saw it.
   */
  async delete(session: unknown, id: string, state: Properties): Promise<void> {
    if (this.isManagedByAnother(id, state)) {
      console.error(`${this.resource.type} ${id} is kept: another resource of this program manages it.`);
      return;
    }
    const recreated = this.run.recreated.has(`${this.resource.type} ${id}`);
    await this.resource.delete(session as never, id, state, {
      managed: this.managed,
      recreated,
      believeGone: () => this.believeGone(session, id, state),
    });
  }

  /**
   * Throws if another account made the object: what this one is not shown may be there. Throws too if the account's own company is
   * not there now: a wrong endpoint, or a gateway, says of everything that there is none.
   */
  private async believeGone(session: unknown, id: string, { account }: Properties): Promise<void> {
    const own = await this.accountOf?.(session as never, true);
    if (typeof account !== "string" || own?.toLowerCase() === account.toLowerCase()) return;
    const whose = own === undefined ? "of which the vendor does not tell whose it is" : `which is of company ${own}`;
    throw new Error(
      `${this.resource.type} ${id} is not shown to this account, ${whose}. One of company ${account} made it, so it ` +
        "may be there. Use an account of that company; or, if it is gone indeed, take the resource out of the state with " +
        `"pulumi state delete".`,
    );
  }

  private identity(id: string, state: Properties): string {
    return this.resource.identity?.(id, state) ?? id;
  }

  private key(id: string, state: Properties): string {
    return `${this.resource.type} ${this.identity(id, state)}`;
  }

  /** A resource that this run made or changed manages the object. */
  private manages(id: string, state: Properties): void {
    this.run.managed.set(this.key(id, state), "made");
  }

  /** A resource of the program manages the object, and is in this state. */
  private sees(id: string, state: Properties): void {
    const key = this.key(id, state);
    const seen = this.run.managed.get(key) ?? [];
    if (seen !== "made") this.run.managed.set(key, [...seen, state]);
  }

  private isManagedByAnother(id: string, state: Properties): boolean {
    const seen = this.run.managed.get(this.key(id, state)) ?? [];
    return seen === "made" || seen.some((other) => !isDeepStrictEqual(other, state));
  }

  private readonly managed = (identity: string): boolean => this.run.managed.has(`${this.resource.type} ${identity}`);

  private disturbed(state: Properties, inputs: Properties): Properties {
    const rule = this.resource.disturbedBy;
    return rule !== undefined && this.run.disturbed.has(rule.key(inputs)) ? { ...state, ...rule.leaves } : state;
  }

  /** State after a partial failure: what was reached; policies that no vendor call carries are as declared. */
  private unfinished(error: unknown, inputs: Properties, account: unknown): unknown {
    if (!(error instanceof PartialFailure)) return error;
    const policies = Object.fromEntries(
      ["adopt", "allowRecreate", "deletionPolicy"].map((property) => [property, inputs[property]]),
    );
    this.manages(error.id, { ...error.state });
    return new Unfinished(error.id, withoutAbsent({ ...error.state, ...policies, account }), error.cause);
  }
}
