/**
 * What the engine does with resources, without the engine: keeps inputs and outputs, and drives check → diff → create,
 * update or replace → read → delete over the real dynamic provider process. It shows each step to the test. What a verb
 * answered, be it success or partial failure, is what the next one is sent, to the letter.
 */
import type { Host, InitFailure, Of, Properties } from "./dynamicHost";
import { HostError } from "./dynamicHost";

/** As in a state file, with `__provider`. */
interface Recorded {
  id: string;
  inputs: Properties;
  outputs: Properties;
  /** Set after a partial failure: the engine then updates the resource whatever its diff says. */
  unfinished: boolean;
}

export type Plan = "create" | "same" | "update" | "replace";

export class CheckFailed extends Error {
  constructor(readonly failures: readonly { property: string; reason: string }[]) {
    super(failures.map(({ property, reason }) => `${property} ${reason}`).join("\n"));
  }
}

let resources = 0;

/** One resource of a stack. */
export class StackResource {
  recorded: Recorded | undefined;
  readonly #name = `r${++resources}`;

  constructor(
    private readonly host: () => Host,
    private readonly newRun: () => Promise<void>,
    readonly type: string,
  ) {}

  get id(): string {
    return this.#known().id;
  }

  get #of(): Of {
    return { type: this.type, name: this.#name };
  }

  get outputs(): Properties {
    return declared(this.#known().outputs);
  }

  /** What the provider notes for itself. */
  get notes(): Properties {
    return notesIn(this.outputs);
  }

  get inputs(): Properties {
    return declared(this.#known().inputs);
  }

  /** `pulumi preview`. Throws CheckFailed. */
  async plan(declared: Properties): Promise<Plan> {
    return (await this.#plan(declared)).plan;
  }

  /** `pulumi up`: what was done. */
  async up(declared: Properties): Promise<Plan> {
    const { plan, inputs } = await this.#plan(declared);
    if (plan === "same") this.#known().inputs = inputs;
    if (plan === "create") await this.#create(inputs);
    if (plan === "update") await this.#update(inputs);
    if (plan === "replace") await this.#replace(declared);
    return plan;
  }

  /** `pulumi refresh`: whether the object is still there. */
  async refresh(): Promise<boolean> {
    const recorded = this.#known();
    const found = await this.host().read(this.#of, recorded.id, recorded.outputs);
    if (found === undefined) this.recorded = undefined;
    else Object.assign(recorded, found, { unfinished: false });
    return found !== undefined;
  }

  /** `pulumi destroy`: a run of its own. */
  async destroy(): Promise<void> {
    await this.newRun();
    await this.remove();
  }

  /** What `pulumi up` does when the program declares it no longer, in the run that goes on. */
  async remove(): Promise<void> {
    const { id, outputs } = this.#known();
    await this.host().delete(this.#of, id, outputs);
    this.recorded = undefined;
  }

  /** In a run of its own too: what an earlier one created is not what this one manages. */
  async #replace(declared: Properties): Promise<void> {
    await this.newRun();
    const { deleteFirst } = await this.#plan(declared);
    const { id, outputs } = this.#known();
    const { inputs } = await this.#check({}, declared);
    if (deleteFirst) await this.remove();
    await this.#create(inputs);
    if (!deleteFirst) await this.host().delete(this.#of, id, outputs);
  }

  async #plan(declared: Properties): Promise<{ plan: Plan; inputs: Properties; deleteFirst: boolean }> {
    const { inputs } = await this.#check(this.recorded?.inputs ?? {}, declared);
    if (this.recorded === undefined) return { plan: "create", inputs, deleteFirst: false };
    const { id, outputs, unfinished } = this.recorded;
    const diff = await this.host().diff(this.#of, id, outputs, inputs);
    if (diff.replaces.length > 0) return { plan: "replace", inputs, deleteFirst: diff.deleteBeforeReplace };
    return { plan: diff.changes || unfinished ? "update" : "same", inputs, deleteFirst: false };
  }

  /** The program hands the text of the provider along with what it declares, and nobody else does. */
  async #check(olds: Properties, news: Properties) {
    const checked = await this.host().check(this.#of, olds, this.host().asProgram(this.type, news));
    if (checked.failures.length > 0) throw new CheckFailed(checked.failures);
    return checked;
  }

  async #create(inputs: Properties): Promise<void> {
    await this.#keepingFailures(inputs, async () => {
      const { id, outputs } = await this.host().create(this.#of, inputs);
      this.recorded = { id, inputs, outputs, unfinished: false };
    });
  }

  async #update(inputs: Properties): Promise<void> {
    const { id, outputs } = this.#known();
    await this.#keepingFailures(inputs, async () => {
      const updated = await this.host().update(this.#of, id, outputs, inputs);
      this.recorded = { id, inputs, outputs: updated.outputs, unfinished: false };
    });
  }

  async #keepingFailures(inputs: Properties, step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      const failure: InitFailure | undefined = error instanceof HostError ? error.initFailure : undefined;
      if (failure !== undefined) {
        this.recorded = { id: failure.id, inputs, outputs: failure.properties, unfinished: true };
      }
      throw error;
    }
  }

  #known(): Recorded {
    if (this.recorded === undefined) throw new Error(`${this.type} is not in the stack`);
    return this.recorded;
  }
}

/** What the provider notes for itself in state. */
export const notesIn = ({ __msp: notes = {} }: Properties): Properties => notes as Properties; // as it is written

/** What tests expect is what was declared. */
function declared(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => name !== "__provider"));
}
