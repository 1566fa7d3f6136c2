/** Things that go wrong on purpose: which call, when, and how. Knows no vendor. */
import { Type } from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import { shape, UsageError } from "./shape";

const when = Type.Optional(
  Type.Union([Type.Literal("before"), Type.Literal("after")], {
    description:
      "before: nothing was changed at the vendor. after: the change was made, then the fault hits the answer.",
  }),
);

/** Which calls a fault meets. */
const target = {
  call: Type.String({ minLength: 1, description: 'Such as "License/Order"; "*" is every call.' }),
  vendor: Type.Optional(Type.String({ description: "Only calls of this vendor." })),
  method: Type.Optional(Type.String({ description: "Only calls with this HTTP method." })),
  nth: Type.Optional(
    Type.Integer({
      minimum: 1,
      description: "The first call to hit, among those that match since the fault was added. 1 by default.",
    }),
  ),
  times: Type.Optional(
    Type.Union([Type.Integer({ minimum: 1 }), Type.Literal("always")], {
      description: 'How many calls to hit. 1 by default, or "always" with chance.',
    }),
  ),
  chance: Type.Optional(
    Type.Number({ minimum: 0, maximum: 1, description: "Hit each matching call with this probability." }),
  ),
  seed: Type.Optional(Type.Integer({ description: "Makes the chances repeatable. 1 by default." })),
};

const milliseconds = Type.Integer({ minimum: 0, maximum: 2_147_483_647 });
const status = Type.Integer({ minimum: 200, maximum: 599 });

const kinds = {
  status: Type.Object(
    {
      ...target,
      kind: Type.Literal("status"),
      status,
      body: Type.Optional(Type.Unknown()),
      headers: Type.Optional(
        Type.Record(Type.String({ pattern: "^[A-Za-z0-9-]+$" }), Type.String({ pattern: "^[ -~]*$" })),
      ),
      when,
    },
    { additionalProperties: false },
  ),
  delay: Type.Object({ ...target, kind: Type.Literal("delay"), milliseconds, when }, { additionalProperties: false }),
  drop: Type.Object({ ...target, kind: Type.Literal("drop"), when }, { additionalProperties: false }),
  truncate: Type.Object({ ...target, kind: Type.Literal("truncate") }, { additionalProperties: false }),
  html: Type.Object(
    { ...target, kind: Type.Literal("html"), status: Type.Optional(status), when },
    { additionalProperties: false },
  ),
  empty: Type.Object({ ...target, kind: Type.Literal("empty"), when }, { additionalProperties: false }),
  maintenance: Type.Object({ ...target, kind: Type.Literal("maintenance") }, { additionalProperties: false }),
  unauthorized: Type.Object({ ...target, kind: Type.Literal("unauthorized") }, { additionalProperties: false }),
  slowOperation: Type.Object(
    { ...target, kind: Type.Literal("slowOperation"), milliseconds: Type.Union([milliseconds, Type.Literal("never")]) },
    { additionalProperties: false },
  ),
};

type Kinds = { [K in keyof typeof kinds]: Static<(typeof kinds)[K]> };

/**
 * One rule.
 * - `status`: any status, with a body and headers (Retry-After) if given. Before applying, unless `when: "after"`.
 * - `delay`: so many milliseconds, before applying unless `when: "after"`.
 * - `drop`: the connection is reset, before applying unless `when: "after"`.
 * - `truncate`: the change is made; its answer is JSON that stops in the middle.
 * - `html`: an HTML page (a proxy's), status 200 unless given. Before applying, unless `when: "after"`.
 * - `empty`: status 200 with nothing in it. Before applying, unless `when: "after"`.
 * - `maintenance`: the vendor is down for maintenance. - `unauthorized`: the token is not accepted.
 * - `slowOperation`: operations that the call starts take so long, or never end.
 */
export type Fault = Kinds[keyof Kinds];

/** What a list of faults says about one call. */
export interface Injection {
  /** Delays before and after applying, in milliseconds. */
  readonly delayBefore: number;
  readonly delayAfter: number;
  /** Takes the place of the answer. */
  readonly fault?: Exclude<Fault, Kinds["delay"] | Kinds["slowOperation"]>;
  /** How long operations take that this call starts. */
  readonly operationMilliseconds?: number | "never";
  /** Kinds of all faults that hit, for the journal. */
  readonly hit: readonly Fault["kind"][];
}

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  list(): Fault[];
}

interface Rule {
  readonly fault: Fault;
  met: number;
  hits: number;
  readonly random: () => number;
}

const checks = Object.fromEntries(
  Object.entries(kinds).map(([kind, schema]) => [kind, shape(schema, `fault (${kind})`)]),
) as unknown as Record<Fault["kind"], (value: unknown) => Fault>; // fromEntries forgets the keys

const isKind = (kind: unknown): kind is Fault["kind"] => typeof kind === "string" && Object.hasOwn(kinds, kind);

/** Returns the value as a fault, or throws saying what is wrong. */
export function parseFault(value: unknown): Fault {
  const kind: unknown = typeof value === "object" && value !== null && "kind" in value ? value.kind : undefined;
  if (!isKind(kind)) throw new UsageError(`fault.kind must be one of ${Object.keys(kinds).join(", ")}`);
  return checks[kind](value);
}

export class FaultList implements Faults {
  #rules: Rule[] = [];

  add(fault: Fault): void {
    const copy = structuredClone(parseFault(fault));
    this.#rules.push({ fault: copy, met: 0, hits: 0, random: randomNumbers(copy.seed ?? 1) });
  }

  clear(): void {
    this.#rules = [];
  }

  list(): Fault[] {
    return this.#rules.map(({ fault }) => structuredClone(fault));
  }

  /** The same, with how often each has hit, and whether it is used up. */
  states(): { readonly fault: Fault; readonly hits: number; readonly isSpent: boolean }[] {
    return this.#rules.map(({ fault, hits }) => {
      const times = timesOf(fault);
      return { fault: structuredClone(fault), hits, isSpent: times !== "always" && hits >= times };
    });
  }

  /**
   * Tells what goes wrong with a call, and counts it. `names` are what the call goes by (template and actual path).
   * Delays add up; of the other faults the first decides and the rest keep their turn.
   */
  meet(vendor: string, method: string, names: readonly string[]): Injection {
    let delayBefore = 0;
    let delayAfter = 0;
    let decided: Injection["fault"];
    let operationMilliseconds: number | "never" | undefined;
    const hit: Fault["kind"][] = [];
    for (const rule of this.#rules) {
      const { fault } = rule;
      if (!matches(fault, vendor, method, names)) continue;
      rule.met += 1;
      if (!isDue(rule)) continue;
      if (fault.kind === "delay") {
        if (fault.when === "after") delayAfter += fault.milliseconds;
        else delayBefore += fault.milliseconds;
      } else if (fault.kind === "slowOperation") {
        operationMilliseconds ??= fault.milliseconds;
      } else if (decided === undefined) {
        decided = fault;
      } else continue;
      rule.hits += 1;
      hit.push(fault.kind);
    }
    return {
      delayBefore,
      delayAfter,
      hit,
      ...(decided !== undefined && { fault: decided }),
      ...(operationMilliseconds !== undefined && { operationMilliseconds }),
    };
  }
}

function matches(fault: Fault, vendor: string, method: string, names: readonly string[]): boolean {
  return (
    (fault.call === "*" || names.includes(fault.call)) &&
    (fault.vendor === undefined || fault.vendor === vendor) &&
    (fault.method === undefined || fault.method.toUpperCase() === method)
  );
}

const timesOf = ({ times, chance }: Fault): number | "always" => times ?? (chance === undefined ? 1 : "always");

function isDue({ fault, met, hits, random }: Rule): boolean {
  const times = timesOf(fault);
  if (met < (fault.nth ?? 1)) return false;
  // The number is drawn even when all hits are used up, so that the sequence depends on the calls alone.
  const lucky = fault.chance !== undefined && random() >= fault.chance;
  return !lucky && (times === "always" || hits < times);
}

/** mulberry32: small, and the same on every machine. */
function randomNumbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
