/**
 * Creates an object once, and decides who an object is that exists already. A request whose answer was lost is never sent a second
 * time: what it made is looked for, with growing pauses, until it can hardly be under way any more.
 */
import type { AnyResource, Candidate } from "./define";
import { AlreadyExists, messageOf, Refused } from "./errors";
import { refusedInPlace } from "./diff";
import type { GiveBack } from "./limits";
import { outcomeOf } from "./outcome";
import { project } from "./project";
import { say } from "./say";
import { until } from "./wait";
import type { Properties } from "./values";

type Found = Candidate<Record<string, unknown>, Record<string, unknown>>;

export interface Claims {
  /** Whether an object that exists already is to be taken over. */
  readonly adopt: boolean;
  /** Whether another resource of the program manages the object. It is asked before anything else. */
  readonly owns: (found: Found) => boolean;
  /** How long a request may be under way at the vendor. */
  readonly answersWithinMilliseconds: number;
  /** Counts what the create orders, before it is sent. Throws if that is too much for one run. */
  readonly order: () => GiveBack;
}

export interface Claimed {
  readonly id: string;
  /** The object as it is now. */
  readonly reached: Record<string, unknown>;
  /** Whether it existed before, and was taken over because that was asked for. */
  readonly adopted: boolean;
}

export async function claim(
  resource: AnyResource,
  session: never,
  inputs: Record<string, unknown>,
  claims: Claims,
): Promise<Claimed> {
  const { create } = resource;
  const since = new Date();
  if (create.looksFirst === true) {
    const existing = await existingOne(resource, session, inputs, claims);
    if (existing !== undefined) return existing;
  }
  const order = await ordered(resource, session, inputs, claims);
  if ("existing" in order) return order.existing;
  let failure: unknown;
  try {
    const made = await create.send(session, inputs);
    if (made !== undefined) return { ...made, adopted: false };
  } catch (error) {
    if (outcomeOf(error) !== "unknown") {
      order.giveBack();
      if (!create.exists(error)) throw error;
      const existing = await existingOne(resource, session, inputs, claims);
      if (existing === undefined) throw error;
      return existing;
    }
    failure = error;
  }
  return await afterLostAnswer(resource, session, inputs, claims, { since, failure });
}

/** Counts the order. To take over what exists orders nothing: so where an order would be too much, there is a look for it. */
async function ordered(
  resource: AnyResource,
  session: never,
  inputs: Record<string, unknown>,
  claims: Claims,
): Promise<{ readonly giveBack: GiveBack } | { readonly existing: Claimed }> {
  try {
    return { giveBack: claims.order() };
  } catch (tooMuch) {
    const existing = claims.adopt ? await existingOne(resource, session, inputs, claims) : undefined;
    if (existing === undefined) throw tooMuch;
    return { existing };
  }
}

/**
 * The existing object that this resource may have; undefined if there is none. Throws if there is one that it may not have. What an
 * earlier removal left is billed again from now on: it counts like an order.
 */
async function existingOne(
  resource: AnyResource,
  session: never,
  inputs: Record<string, unknown>,
  claims: Claims,
): Promise<Claimed | undefined> {
  const found = existing(resource, inputs, claims, await resource.create.find(session, inputs));
  if (found?.adopted === false) claims.order();
  return found;
}

/** Looks for what a create made whose answer was lost. `failure` is undefined if the answer came and did not name the object. */
async function afterLostAnswer(
  resource: AnyResource,
  session: never,
  inputs: Record<string, unknown>,
  claims: Claims,
  { since, failure }: { since: Date; failure: unknown },
): Promise<Claimed> {
  const { create } = resource;
  const what = resource.what(inputs);
  const within = claims.answersWithinMilliseconds;
  const lost = failure === undefined ? "was made, as the vendor says" : "may have been made: the answer was lost";
  say(`${what} ${lost}. It is looked for, for up to ${Math.ceil(within / 1000)} s.`);
  let found: readonly Found[] = [];
  let lookFailure: unknown;
  const mine = await until(within, async () => {
    try {
      found = await create.find(session, inputs);
      lookFailure = undefined;
      return await madeNow(resource, session, inputs, since, found, claims);
    } catch (error) {
      lookFailure = error;
      return undefined;
    }
  });
  const claimed = mine ?? (lookFailure === undefined ? existing(resource, inputs, claims, found) : undefined);
  if (claimed === undefined) throw notFound(what, failure, lookFailure);
  return claimed;
}

/** The object that the request made; undefined if there is none, or if several could be it. */
async function madeNow(
  resource: AnyResource,
  session: never,
  inputs: Record<string, unknown>,
  since: Date,
  found: readonly Found[],
  { owns }: Claims,
): Promise<Claimed | undefined> {
  const mine: Claimed[] = [];
  for (const one of found.filter((one) => !owns(one))) {
    const reached = managedOf(resource, inputs, one.live);
    const isMade = await resource.create.made(session, { ...one, managed: reached }, inputs, since);
    if (isMade) mine.push({ id: one.id, reached, adopted: false });
  }
  return mine.length === 1 ? mine[0] : undefined;
}

function notFound(what: string, failure: unknown, lookFailure: unknown): unknown {
  const again = "It is not sent again in this run. Run again; should it exist by then, MSP_ADOPT=1 takes it over.";
  const lost =
    failure === undefined
      ? `${what} was made, as the vendor says, and it is not found.`
      : `${messageOf(failure)} It was looked for afterwards, and is not found.`;
  const look = lookFailure === undefined ? "" : ` The last look failed: ${messageOf(lookFailure)}`;
  return new Error(`${lost}${look} ${again}`, { cause: failure });
}

/** Which of the objects that exist already this resource may have; undefined if there is none at all. */
function existing(
  resource: AnyResource,
  inputs: Record<string, unknown>,
  { adopt, owns }: Claims,
  found: readonly Found[],
): Claimed | undefined {
  const { create } = resource;
  const running = found.filter(({ live }) => create.isOver?.(live) !== true);
  const present = adopt && running.length === 0 ? found : running;
  if (present.length === 0) return undefined;
  const what = resource.what(inputs);
  const free = present.filter((one) => !owns(one));
  const leftovers = free.filter(({ live }) => create.leftover?.(live) === true);
  const others = free.filter((one) => !leftovers.includes(one));
  const [wanted, ...more] = adopt && others.length > 0 ? others : leftovers;
  if (wanted === undefined) throw new AlreadyExists(what, ids(free.length > 0 ? free : present), free.length === 0);
  if (more.length > 0 && others.includes(wanted)) {
    throw new Refused(
      `${what} exists ${more.length + 1} times: ${ids([wanted, ...more])}. Nothing was changed. Import the one that is meant (pulumi import --file, see the README).`,
    );
  }
  const unfit = create.unfit?.(wanted.live, inputs);
  if (unfit !== undefined) throw new Refused(`${what} exists (${wanted.id}): ${unfit}`);
  const reached = managedOf(resource, inputs, wanted.live);
  const [refused] = refusedInPlace(resource, reached, inputs);
  if (refused !== undefined) {
    const noRecreation =
      inputs["allowRecreate"] === true ? " What is taken over is not created anew, whatever allowRecreate says." : "";
    throw new Refused(
      `${what} exists (${wanted.id}). ${refused.property}: ${refused.reason} ${refused.remedy(reached)}${noRecreation}`,
    );
  }
  return { id: wanted.id, reached, adopted: adopt };
}

const ids = (some: readonly Found[]): string => some.map(({ id }) => id).join(", ");

/** State from a live object: of what is declared, and what the vendor assigned. What the vendor does not tell is not known. */
export function managedOf(resource: AnyResource, declared: Properties, live: Properties): Record<string, unknown> {
  const told = Object.fromEntries(Object.entries(declared).filter(([property]) => property in live));
  return { ...project(resource, told, live), ...assignedIn(resource, live) };
}

export const assignedIn = (resource: AnyResource, state: Properties): Record<string, unknown> =>
  Object.fromEntries(
    Object.keys(resource.assigned)
      .filter((property) => state[property] !== undefined)
      .map((property) => [property, state[property]]),
  );
