/**
 * Brings an object that exists to where it should be, step by step. What was reached is what is recorded, and a step
 * whose outcome is not known is never repeated blindly: a look at the object says what is left to do.
 */
import { isDeepStrictEqual } from "node:util";
import { messageOf, Unfinished } from "./errors";
import { mayBeSo, outcomeOf } from "./outcome";
import { say } from "./say";

export interface Course<State extends Readonly<Record<string, unknown>>, Step> {
  readonly id: string;
  readonly from: State;
  /** Whether the object came into being, or into our care, in this very run: then every failure is a partial one. */
  readonly isNew: boolean;
  /** What is left to do from there. Pure. */
  steps(from: State): readonly Step[];
  /** Does one step; returns what it changed of the state. */
  perform(step: Step, reached: State): Promise<Partial<State>>;
  /** The state as it really is; undefined if the object is gone. */
  look(reached: State): Promise<State | undefined>;
  /** By what the vendor knows the object in this state. A step that was refused under another key is tried under this one. */
  keyOf(state: State): string;
}

const mostLooks = 3;

/** Returns the state reached, which is where `steps` finds nothing left to do. */
export async function converge<State extends Readonly<Record<string, unknown>>, Step>(
  course: Course<State, Step>,
): Promise<State> {
  let reached = course.from;
  let moved = course.isNew;
  for (let looks = 0; ; looks++) {
    const { failed, state } = await advance(course, reached);
    moved ||= state !== reached;
    reached = state;
    if (failed === undefined) return reached;

    const live =
      looks < mostLooks && mayBeSo(failed.error) ? await lookAfter(course, failed.error, reached) : undefined;
    const stuck =
      live === undefined ||
      (failed.final &&
        course.keyOf(live) === course.keyOf(reached) &&
        isDeepStrictEqual(course.steps(live)[0], failed.step));
    if (stuck) {
      if (!moved) throw failed.error;
      throw new Unfinished(course.id, live ?? reached, failed.error);
    }
    moved ||= !isDeepStrictEqual(live, reached);
    reached = live;
  }
}

interface Failed<Step> {
  readonly step: Step;
  readonly error: unknown;
  /** The vendor said no: trying the same step again would get the same answer. */
  readonly final: boolean;
}

async function advance<State extends Readonly<Record<string, unknown>>, Step>(
  course: Course<State, Step>,
  from: State,
): Promise<{ state: State; failed?: Failed<Step> }> {
  let state = from;
  for (const step of course.steps(from)) {
    try {
      state = { ...state, ...(await course.perform(step, state)) };
    } catch (error) {
      return { state, failed: { step, error, final: outcomeOf(error) !== "unknown" } };
    }
  }
  return { state };
}

async function lookAfter<State extends Readonly<Record<string, unknown>>, Step>(
  course: Course<State, Step>,
  error: unknown,
  reached: State,
): Promise<State | undefined> {
  try {
    return await course.look(reached);
  } catch (lookError) {
    say(`Looking at ${course.id} after "${messageOf(error)}" failed too: ${messageOf(lookError)}`);
    return undefined;
  }
}
