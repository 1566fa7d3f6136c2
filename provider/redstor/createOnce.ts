/**
 * Creates what the vendor might create twice: it documents neither unique names nor keys that make a request safe to repeat.
 * When an answer is lost, a look at what is there decides, and only what is surely not there is created again.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { VendorError } from "../http/vendorError";

export interface Creation<T> {
  /** Sends the request. undefined if the vendor answers without the object. */
  readonly create: () => Promise<T | undefined>;
  /** What such a request has made; undefined if nothing. Nothing of the kind was there before. */
  readonly find: () => Promise<T | undefined>;
}

const mostCreates = 3;

/** A request whose answer is lost may still be under way: so there is a second look, a little later. */
const looksAfterMilliseconds = [0, 1000];

export async function createOnce<T>({ create, find }: Creation<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    let lost: VendorError | undefined;
    try {
      const made = await create();
      if (made !== undefined) return made;
    } catch (error) {
      if (!(error instanceof VendorError) || error.outcome !== "unknown") throw error;
      lost = error;
    }
    for (const pause of looksAfterMilliseconds) {
      await sleep(pause);
      const found = await find();
      if (found !== undefined) return found;
    }
    if (lost === undefined) {
      throw new Error("Redstor says that it was created, but does not list it. Run again in a while.");
    }
    if (attempt === mostCreates) throw lost;
  }
}
