/**
 * One write and one mishap: a run that it happens to, a refresh or none, then a run without. In the end the vendor must hold exactly what the
 * program says, the state must know it, and the second run must have planned nothing that destroys.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";
import type { Fault, JournalEntry } from "../../emulator";
import { find } from "../../provider/vendors";
import type { HostOptions, StartHost } from "../host/dynamicHost";
import type { StackResource } from "../host/stack";
import { World } from "../host/world";
import type { Case } from "./cases";
import { deadlineSeconds, type Mishap, neverMilliseconds } from "./mishaps";
import type { Row } from "./rows";
import { contents, type Scene, type Write } from "./write";

/** Nothing listens there: port 1 takes a superuser. */
const nowhere = "http://127.0.0.1:1";

/** `row` is what the vendors do on the open points of their contracts, where the write does not say it. What has to be assumed, the provider is told. */
export async function survive(one: Case, startHost: StartHost, row: Row = { eset: {}, redstor: {} }): Promise<void> {
  const { write } = one;
  const { eset, redstor } = write.emulator ?? {};
  const world = await World.open({
    startHost,
    ...(write.account === undefined ? {} : { account: write.account }),
    operationMilliseconds: 20,
    ...write.emulator,
    redstor: { ...redstor, signInClock: "computer" },
  });
  try {
    // what the write itself says of an open point holds
    await world.answerAs({
      eset: { ...row.eset, ...eset?.readings },
      redstor: { ...row.redstor, ...redstor?.readings },
    });
    await go(world, one);
  } finally {
    await world.close();
  }
}

async function go(world: World, { write, mishap, refreshed }: Case): Promise<void> {
  const scene = write.scene(world);
  const resource = world.resource(write.type);
  if (scene.before !== undefined) await resource.up(scene.before);
  const known = resource.recorded?.id;
  const before = contents(world);

  world.emulator.journal.clear();
  const { faults, journal } = world.emulator;
  for (const fault of mishap.faults) faults.add({ ...fault, ...target(write) });
  const stop = journal.subscribe(({ fault }) => {
    if (mishap.downFromThenOn === true && fault !== undefined) faults.add({ kind: "drop", call: "*", times: "always" });
  });
  await world.restartHost(firstRun(mishap));
  const failure = await failureOf(apply(resource, scene));
  stop();
  await mishapOver(world, mishap);
  if (mishap.unreachable === true) {
    assert.ok(failure !== undefined, "nobody was there, and the run did not notice");
    assert.deepEqual(contents(world), before);
  }

  knows(resource, scene, failure);
  const asWanted = () => isDeepStrictEqual(contents(world), [...scene.held].sort());
  // the next run comes when lists have caught up
  const { eset, redstor } = world.emulator;
  const lags = [eset, redstor].some(({ readings }) => readings["lists.lag"] === "seconds");
  const caughtUp = () => {
    if (lags) world.emulator.clock.advance(10_000);
  };
  caughtUp();
  const seesThatAllIsDone = refreshed && (await refresh(world, resource, scene)) && asWanted();
  // what arrived late, and is shown later still, was looked for in vain: the error names the remedy
  const adopts = mishap.adopt === true || (mishap.late === true && lags);
  await world.restartHost(adopts ? { environment: { MSP_ADOPT: "1" } } : {});
  // what is declared for the first time is not looked at by a refresh; what is declared no longer is managed until an update
  const { before: from = resource.recorded === undefined ? {} : resource.inputs, after: to = {} } = scene;
  const isManagedAnew = [...Object.keys(from), ...Object.keys(to)].some(
    (property) => property in from !== property in to && !hasDefault(write.type, property),
  );
  const failed = seesThatAllIsDone && !isManagedAnew ? undefined : failure;
  await secondRun(resource, scene, failed);

  // an answer whose status was lost with it (200 for 202) says that it is done when it is only queued
  const isQueued = world.emulator.redstor.readings["subscription.removal"] === "queued";
  if (write.startsOperation === true || isQueued) world.emulator.clock.advance(60_000);
  assert.deepEqual(contents(world), [...scene.held].sort(), "what the vendor holds in the end");
  sentOnce(world, write, mishap);
  if (scene.after === undefined) return;
  if (known !== undefined) assert.equal(resource.id, known, "the id was lost");
  caughtUp();
  await world.restartHost({});
  assert.equal(await resource.refresh(), true, "the state has lost the object");
  assert.equal(await resource.plan(scene.after), "same", "a second preview is not empty");
}

/** Who leaves out a property that has a default declares the default. */
function hasDefault(type: string, property: string): boolean {
  const schema = find(type).resource.inputs.properties[property];
  return schema !== undefined && "default" in schema;
}

async function apply(resource: StackResource, { after }: Scene): Promise<void> {
  if (after === undefined) await resource.destroy();
  else await resource.up(after);
}

async function failureOf(run: Promise<unknown>): Promise<string | undefined> {
  try {
    await run;
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const target = ({ call, method }: Write) => ({ call, ...(method === undefined ? {} : { method }) });

const hurry = join(__dirname, "hurry.js");

function firstRun({ unreachable, late, long }: Mishap): HostOptions {
  const endpoint = {
    "msp:esetEndpoint": `${nowhere}/eset/api`,
    "msp:redstorEndpoint": nowhere,
    "msp:redstorIssuer": nowhere,
  };
  const deadline = {
    "msp:esetTimeoutSeconds": `${deadlineSeconds}`,
    "msp:redstorTimeoutSeconds": `${deadlineSeconds}`,
  };
  return {
    config: { ...(unreachable === true ? endpoint : {}), ...(late === true ? deadline : {}) },
    environment: long === true ? { MSP_CHAOS_HURRY: "1", NODE_OPTIONS: `--require=${hurry}` } : {},
  };
}

/** Waits for the answer that the provider did not wait for, and for the operation that it could not. */
async function mishapOver(world: World, { faults, late }: Mishap): Promise<void> {
  const { emulator } = world;
  const met = (kind: Fault["kind"]) => emulator.journal.entries().some(({ fault = "" }) => fault.includes(kind));
  for (let tries = 0; late === true && !met("delay") && tries < 200; tries++) await sleep(20);
  emulator.faults.clear();
  for (const { kind } of faults) assert.ok(met(kind), `the write did not meet the mishap (${kind})`);
  if (faults.some(({ kind }) => kind === "slowOperation")) emulator.clock.advance(neverMilliseconds + 1);
}

/** A failure makes nothing leave the state. */
function knows({ recorded }: StackResource, { before, after }: Scene, failure: string | undefined): void {
  if (before === undefined || (after === undefined && failure === undefined)) return;
  assert.notEqual(recorded, undefined, `forgotten after: ${failure ?? "success"}`);
}

/** `pulumi refresh`, a run of its own. Whether the object is in the state. */
async function refresh(world: World, resource: StackResource, { after }: Scene): Promise<boolean> {
  if (resource.recorded === undefined) return false;
  await world.restartHost({});
  const found = await resource.refresh();
  if (after !== undefined) assert.ok(found, "the refresh has lost the object");
  return found;
}

async function secondRun(resource: StackResource, { after }: Scene, failure: string | undefined): Promise<void> {
  if (after === undefined) {
    if (resource.recorded !== undefined) await resource.destroy();
    return;
  }
  const expected = failure === undefined ? "same" : resource.recorded === undefined ? "create" : "update";
  assert.equal(await resource.plan(after), expected, `the plan after: ${failure ?? "success"}`);
  await resource.up(after);
}

/** Creates and orders are done once, and never sent again without a look at what is there. */
function sentOnce(world: World, { call, method, once }: Write, { surelyNotDone, late }: Mishap): void {
  const isIt = (entry: JournalEntry) => entry.call === call && (method === undefined || entry.method === method);
  const entries = world.emulator.journal.entries();
  if (once !== true || call === "License/ExtendTrial") return;
  assert.ok(entries.filter((entry) => isIt(entry) && entry.applied).length <= 1, "it was done twice");
  if (surelyNotDone === true || late === true) return;
  for (const [n, entry] of entries.entries()) {
    const next = entries[n + 1];
    assert.ok(!isIt(entry) || next === undefined || !isIt(next), "it was sent again without a look at what is there");
  }
}
