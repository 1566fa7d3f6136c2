/** The life of a resource from its definition: what every host calls, in words that belong to no host. */
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

/** What the updates of one run disturb at the vendor; shared by all resources of a process. */
export type Disturbances = Set<string>;

export class Lifecycle {
  constructor(
    private readonly resource: AnyResource,
    private readonly disturbances: Disturbances,
  ) {}

  check(olds: Properties, news: Properties): Checked {
    return check(this.resource, olds, news);
  }

  /** Also notes what this change will disturb, so that the resources which depend on this one can be put right. */
  diff(id: string, state: Properties, inputs: Properties): Change {
    for (const key of this.resource.disturbs?.(id, state, inputs) ?? []) this.disturbances.add(key);
    const change = planChange(this.resource, state, inputs);
    const { changed } = planChange(this.resource, this.disturbed(state, inputs), inputs);
    return { ...change, changed: [...new Set([...change.changed, ...changed])] };
  }

  async create(session: unknown, inputs: Properties): Promise<{ id: string; state: Record<string, unknown> }> {
    const adopt = inputs["adopt"] === true || process.env["MSP_ADOPT"] === "1";
    try {
      const { id, assigned, adopted } = await this.resource.create(session as never, inputs, { adopt });
      return { id, state: withoutAbsent({ ...inputs, ...assigned, ...(adopted === true ? { adopted } : {}) }) };
    } catch (error) {
      throw this.unfinished(error, inputs);
    }
  }

  async read(session: unknown, id: string, state: Properties): Promise<Existing | undefined> {
    const live = await this.resource.read(session as never, id, state);
    if (live === undefined) return undefined;
    const inputs = project(this.resource, state, live);
    const assigned = Object.fromEntries(this.resource.assigned.map((property) => [property, live[property]]));
    return { inputs, state: withoutAbsent({ ...inputs, ...assigned, adopted: state["adopted"] }) };
  }

  async update(session: unknown, id: string, state: Properties, inputs: Properties): Promise<Record<string, unknown>> {
    const from = this.disturbed(state, inputs);
    const { refused } = planChange(this.resource, from, inputs);
    if (refused[0] !== undefined)
      throw new Refused(`${refused[0].property}: ${refused[0].reason} ${refused[0].remedy}`);
    try {
      const assigned = await this.resource.update(session as never, id, from, inputs);
      return withoutAbsent({ ...inputs, ...assigned, adopted: state["adopted"] });
    } catch (error) {
      throw this.unfinished(error, inputs);
    }
  }

  async delete(session: unknown, id: string, state: Properties): Promise<void> {
    await this.resource.delete(session as never, id, state);
  }

  private disturbed(state: Properties, inputs: Properties): Properties {
    const rule = this.resource.disturbedBy;
    return rule !== undefined && this.disturbances.has(rule.key(inputs)) ? { ...state, ...rule.leaves } : state;
  }

  /** State after a partial failure: what was reached; policies that no vendor call carries are as declared. */
  private unfinished(error: unknown, inputs: Properties): unknown {
    if (!(error instanceof PartialFailure)) return error;
    const policies = Object.fromEntries(
      ["adopt", "allowRecreate", "deletionPolicy"].map((property) => [property, inputs[property]]),
    );
    return new Unfinished(error.id, withoutAbsent({ ...policies, ...error.state }), error.cause);
  }
}
