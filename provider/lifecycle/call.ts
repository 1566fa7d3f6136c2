/** What goes with one call of a host, wherever its work leads: who is told what, and when it is to stop waiting. */
import { AsyncLocalStorage } from "node:async_hooks";

export interface Call {
  /** Tells the person in front of the run something. The text may come from a vendor: the host makes it safe. */
  say(text: string): void;
  /** Tells how a long wait goes. It is shown until the next such line, where there is somewhere to show it. */
  progress(text: string): void;
  /** Ends waiting. A request that was sent is not ended: its answer is worth more than the time. */
  readonly stop: AbortSignal;
}

const calls = new AsyncLocalStorage<Call>();

/** Does the work of a call. A host that gives none is the dynamic one: it has nothing but stderr, and nobody cancels it. */
export const during = <T>(call: Call, work: () => T): T => calls.run(call, work);

/** The call that this is part of; undefined where the host gives none. */
export const currentCall = (): Call | undefined => calls.getStore();

/** Why nothing more is sent and waited for; undefined while the call goes on. */
export function stopped(): Error | undefined {
  const { stop } = currentCall() ?? {};
  return stop?.aborted === true ? (stop.reason as Error) : undefined; // hosts give an error
}
