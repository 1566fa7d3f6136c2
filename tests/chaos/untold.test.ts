/**
 * Vendors with another value than the provider assumes, and nobody has told it. A run may end with an error then. It makes nothing
 * twice, destroys nothing that the program still declares, and forgets nothing.
 */
import assert from "node:assert/strict";
import { open as eset } from "../../contracts/generated/eset.open";
import { open as redstor } from "../../contracts/generated/redstor.open";
import { isChoice, type OpenPoints, readingsOf } from "../../contracts/open";
import type { JournalEntry } from "../../emulator";
import { World } from "../host/world";
import { sample, seed } from "./seed";
import { startTwin } from "./twin";
import { contents, type Scene, type Write } from "./write";
import { writes } from "./writes";

interface Case {
  readonly write: Write;
  readonly vendor: "eset" | "redstor";
  readonly point: string;
  readonly value: unknown;
}

const valuesOf = (vendor: Case["vendor"], open: OpenPoints): Omit<Case, "write">[] =>
  Object.entries(open)
    .filter(([, point]) => !isChoice(point))
    .flatMap(([point, listed]) =>
      readingsOf(listed)
        .slice(1)
        .map((value) => ({ vendor, point, value })),
    );

const cases: readonly Case[] = [...valuesOf("eset", eset), ...valuesOf("redstor", redstor)].flatMap((value) =>
  writes.filter(({ type }) => type.startsWith(`${value.vendor}:`)).map((write) => ({ ...value, write })),
);

const makes = /^(Company\/Create\/|License\/Order$|User\/Create$)|\/(customers|subscriptions|subscriptions\/trial)$/;

async function holds({ write, vendor, point, value }: Case): Promise<void> {
  const { emulator } = write;
  const world = await World.open({
    startHost: startTwin,
    ...(write.account === undefined ? {} : { account: write.account }),
    operationMilliseconds: 20,
    ...emulator,
    eset: {
      ...emulator?.eset,
      readings: { ...emulator?.eset?.readings, ...(vendor === "eset" && { [point]: value }) },
    },
    redstor: {
      ...emulator?.redstor,
      readings: { ...emulator?.redstor?.readings, ...(vendor === "redstor" && { [point]: value }) },
      signInClock: "computer",
    },
  });
  try {
    const scene = write.scene(world);
    const resource = world.resource(write.type);
    /** It may fail; what it did is looked at below. */
    const run = async (command: () => Promise<unknown>) => {
      await world.restartHost({ environment: { MSP_CHAOS_HURRY: "1" } });
      await command().catch(() => undefined);
    };
    const apply = async (declared: Scene["after"]) => {
      if (declared !== undefined) await resource.up(declared);
      else if (resource.recorded !== undefined) await resource.destroy();
    };
    const refresh = async () => resource.recorded !== undefined && (await resource.refresh());
    if (scene.before !== undefined) await run(() => apply(scene.before));
    const [before, wasKnown] = [contents(world).length, resource.recorded !== undefined];
    await run(refresh);
    await run(() => apply(scene.after));
    await run(refresh);
    await run(() => apply(scene.after));
    if (scene.after !== undefined) {
      assert.ok(contents(world).length >= before, "something that is declared is gone at the vendor");
      assert.ok(!wasKnown || resource.recorded !== undefined, "the state has lost the object");
    }
    const made = world.emulator.journal.entries().filter((entry) => isMaking(entry) && entry.applied);
    const bodies = made.map(({ path, request }) => `${path} ${JSON.stringify(request)}`);
    assert.deepEqual([...new Set(bodies)], bodies, "something was made twice");
  } finally {
    await world.close();
  }
}

const isMaking = ({ method, call }: JournalEntry): boolean => method === "POST" && makes.test(call);

describe(`vendors with other values than the provider assumes (seed ${seed})`, function () {
  this.timeout(5 * 60_000);
  for (const one of sample(cases, 60)) {
    it(`${one.write.name}; ${one.point} is ${JSON.stringify(one.value)}`, () => holds(one));
  }
});
