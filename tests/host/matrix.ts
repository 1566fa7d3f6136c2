/**
 * What every resource must do, driven over the real processes of both hosts: minimal, maximal, from one to the other, adopt, every
 * declared property changed by somebody else, delete. A resource brings only its values.
 */
import assert from "node:assert/strict";
import { find } from "../../provider/vendors";
import type { Properties } from "./dynamicHost";
import type { HostError } from "./dynamicHost";
import { type Row, rows } from "../chaos/rows";
import { full, sample, seed } from "../chaos/seed";
import { TwinHost } from "./twinHost";
import { hosts, type World } from "./world";

export interface Matrix {
  readonly type: string;
  /** Whether the provider reads it from a list that it asks for once per run. */
  readonly readFromList?: boolean;
  /** Whether what can be declared can also be changed to and fro. @default true */
  readonly changesInPlace?: boolean;
  /** The readings under which alone the expectations hold; other tests have the others. */
  readonly needs?: Partial<Row>;
  /** Whatever must exist before. Returns what depends on it. */
  arrange(world: World): Cases;
}

export interface Cases {
  /** The fewest properties that a program can declare, and the object that the vendor then holds. */
  readonly minimal: Case;
  /** Every property that a program can declare (policies left out), and the object that the vendor then holds. */
  readonly maximal: Case;
  /** What the vendor holds after going from maximal to minimal: what is declared no longer is erased where that is possible. */
  readonly afterMaximal: Properties;
  /** The object as the vendor holds it, in the form of the expectations above. */
  readonly observe: (id: string) => Properties | undefined;
  /** For each property of `maximal` that somebody can change in the portal: how, and the value that a refresh then finds. */
  readonly portal: Readonly<Record<string, { change: (id: string) => void; found: unknown }>>;
  /** Declared properties that nobody can change in the portal, or whose change nobody can take back. */
  readonly fixed: readonly string[];
  /** An object of the same natural key that exists already, unlike `maximal`. Returns its id. */
  readonly existing: () => string;
}

interface Case {
  readonly declared: Properties;
  readonly held: Properties;
  /** What the vendor holds after the resource was removed; undefined if nothing. */
  readonly afterDelete: Properties | undefined;
}

export function behavesLikeAResource(matrix: Matrix, world: World): void {
  for (const [name, startHost] of Object.entries(hosts)) {
    describe(`on the ${name} host`, () => {
      world.runOn(startHost);
      lives(matrix, world);
      keepsThroughTrouble(matrix, world);
      countsWhatItOrders(matrix, world);
    });
  }
  for (const { n, row } of sample(
    rows.map((row, n) => ({ n, row })),
    1,
  )) {
    // the twin is quicker than a process by so much that it takes most rows; with the next seed, others
    const native = full && (n + seed) % 4 === 0;
    describe(`at vendors that answer otherwise (row ${n}, ${native ? "native host" : "twin"})`, () => {
      world.runOn(native ? hosts.native : (options) => TwinHost.start(options));
      beforeEach(() =>
        world.answerAs({
          eset: { ...row.eset, ...matrix.needs?.eset },
          redstor: { ...row.redstor, ...matrix.needs?.redstor },
        }),
      );
      lives(matrix, world);
    });
  }
}

/** The ids of an object as the emulated vendors hold them, which may answer GUIDs in capitals. */
const asHeld = (id: string): string =>
  id.replace(/[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}/g, (guid) => guid.toLowerCase());

function lives(matrix: Matrix, world: World): void {
  const start = () => {
    const cases = matrix.arrange(world);
    const observe = (id: string) => cases.observe(asHeld(id));
    /** Lists may be behind by seconds. */
    const catchUp = () => {
      world.emulator.clock.advance(10_000);
    };
    const existing = () => {
      const id = cases.existing();
      catchUp();
      return id;
    };
    const portal = Object.fromEntries(
      Object.entries(cases.portal).map(([property, { change, found }]) => [
        property,
        {
          found,
          change: (id: string) => {
            change(asHeld(id));
            catchUp();
          },
        },
      ]),
    );
    return { ...cases, observe, existing, portal, resource: world.resource(matrix.type) };
  };

  for (const which of ["minimal", "maximal"] as const) {
    it(`creates it from the ${which} declaration, plans nothing afterwards, finds no drift, and removes it`, async () => {
      const { resource, observe, [which]: wanted } = start();
      assert.equal(await resource.plan(wanted.declared), "create");
      assert.equal(await resource.up(wanted.declared), "create");
      const { id } = resource;
      assert.deepEqual(observe(id), wanted.held);
      assert.equal(await resource.plan(wanted.declared), "same");

      const [inputs, outputs] = [resource.inputs, resource.outputs];
      assert.equal(await resource.refresh(), true);
      assert.deepEqual(
        [resource.inputs, resource.outputs],
        [inputs, outputs],
        "a refresh without drift changes nothing",
      );
      assert.equal(await resource.plan(wanted.declared), "same");

      await resource.destroy();
      assert.deepEqual(observe(id), wanted.afterDelete);
    });
  }

  if (matrix.changesInPlace !== false) {
    it("goes from minimal to maximal in place", async () => {
      const { resource, observe, minimal, maximal } = start();
      await resource.up(minimal.declared);
      const { id } = resource;
      assert.equal(await resource.up(maximal.declared), "update");
      assert.equal(resource.id, id);
      assert.deepEqual(observe(id), maximal.held);
      await resource.refresh();
      assert.equal(await resource.plan(maximal.declared), "same");
    });

    it("goes from maximal to minimal in place, and erases what is declared no longer", async () => {
      const { resource, observe, minimal, maximal, afterMaximal } = start();
      await resource.up(maximal.declared);
      const { id } = resource;
      assert.equal(await resource.up(minimal.declared), "update");
      assert.deepEqual(observe(id), afterMaximal);
      await resource.refresh();
      assert.equal(await resource.plan(minimal.declared), "same");
    });
  }

  it("stops at an object that exists already, names it and both remedies, and changes nothing", async () => {
    const { resource, observe, existing, maximal } = start();
    const id = existing();
    const before = observe(id);
    await assert.rejects(resource.up(maximal.declared), (error: HostError) => {
      assert.match(error.message, new RegExp(`already exists \\(id ${id}\\)`, "i"));
      assert.match(error.message, /adopt: true/);
      assert.match(error.message, /pulumi import/);
      assert.equal(error.initFailure, undefined, "nothing may get into the state");
      return true;
    });
    assert.deepEqual(observe(id), before);
    assert.equal(resource.recorded, undefined);
  });

  it("takes over an object that exists already with adopt, makes it as declared, and keeps it on removal", async () => {
    const { resource, observe, existing, maximal } = start();
    const id = existing();
    const declared = { ...maximal.declared, adopt: true };
    await resource.up(declared);
    assert.equal(asHeld(resource.id), id);
    assert.deepEqual(observe(id), maximal.held);
    assert.equal(resource.notes["adopted"], true);
    await resource.refresh();
    assert.equal(await resource.plan(declared), "same");
    assert.equal(resource.notes["adopted"], true, "a refresh forgets that it was adopted");

    await resource.destroy();
    assert.deepEqual(observe(id), maximal.held);
  });

  it("takes over with MSP_ADOPT=1 for one run, the way to recover after an interrupted one", async () => {
    const { existing, observe, maximal, resource } = start();
    const id = existing();
    await world.restartHost({ environment: { MSP_ADOPT: "1" } });
    await resource.up(maximal.declared);
    assert.deepEqual([asHeld(resource.id), observe(id)], [id, maximal.held]);
    await world.restartHost({});
    assert.equal(await resource.plan(maximal.declared), "same");
  });

  it("finds every declared property that somebody changed in the portal, and repairs it", async () => {
    const { resource, observe, maximal, portal, fixed } = start();
    await resource.up(maximal.declared);
    const { id } = resource;
    for (const [property, { change, found }] of Object.entries(portal)) {
      change(id);
      if (matrix.readFromList === true) await world.restartHost();
      assert.equal(await resource.refresh(), true, property);
      const now = resource.inputs[property];
      assert.deepEqual(typeof now === "string" ? asHeld(now) : now, found, `${property} as found`);
      assert.equal(await resource.plan(maximal.declared), "update", property);
      assert.equal(await resource.up(maximal.declared), "update", property);
      assert.equal(resource.id, id, `${property}: the object was replaced`);
      assert.deepEqual(observe(id), maximal.held, `${property} repaired`);
      await resource.refresh();
      assert.equal(await resource.plan(maximal.declared), "same", `${property} after repair`);
    }
    const covered = [...Object.keys(portal), ...fixed].sort();
    assert.deepEqual(covered, Object.keys(maximal.declared).sort(), "a declared property without a portal change");
  });

  it("does not see what somebody changed in the portal of properties that are not declared", async () => {
    const { resource, minimal, portal } = start();
    await resource.up(minimal.declared);
    const { id } = resource;
    const managed = new Set(Object.keys(resource.inputs));
    for (const [property, { change }] of Object.entries(portal)) if (!managed.has(property)) change(id);
    const [inputs, outputs] = [resource.inputs, resource.outputs];
    await resource.refresh();
    assert.deepEqual([resource.inputs, resource.outputs], [inputs, outputs]);
    assert.equal(await resource.plan(minimal.declared), "same");
  });
}

/** All that an MSP pays for at the emulated vendors. */
function ordered({ emulator: { eset, redstor } }: World): number {
  const seats = eset.licenses().reduce((sum, { quantity }) => sum + quantity, 0);
  return seats + redstor.subscriptions().length;
}

function countsWhatItOrders(matrix: Matrix, world: World): void {
  for (const which of ["minimal", "maximal"] as const) {
    it(`says in its definition how many seats the ${which} declaration orders, so that a limit of the run counts them`, async () => {
      const { declared } = matrix.arrange(world)[which];
      const before = ordered(world);
      await world.resource(matrix.type).up(declared);
      const seats = ordered(world) - before;
      assert.equal(find(matrix.type).resource.billed(declared)?.seats ?? 0, seats);
    });
  }

  it("orders nothing where no new seats are allowed, and names the key", async () => {
    const { declared } = matrix.arrange(world).maximal;
    const before = ordered(world);
    const resource = world.resource(matrix.type);
    await world.restartHost({ environment: { MSP_MOST_NEW_SEATS: "0" } });
    if (find(matrix.type).resource.billed(declared) === undefined) await resource.up(declared);
    else await assert.rejects(resource.up(declared), /msp:mostNewSeats allows 0/);
    assert.equal(ordered(world), before);
  });
}

function keepsThroughTrouble(matrix: Matrix, world: World): void {
  describe("never takes trouble for absence: a refresh keeps the object through", () => {
    const troubles = {
      "401": { kind: "unauthorized" },
      "403": { kind: "status", status: 403 },
      "500": { kind: "status", status: 500 },
      maintenance: { kind: "maintenance" },
      "an HTML page": { kind: "html" },
      "an HTML page of somebody's, with 404": { kind: "html", status: 404 },
      "an empty answer": { kind: "empty" },
    } as const;
    for (const [name, fault] of Object.entries(troubles)) {
      it(name, async () => {
        const { minimal } = matrix.arrange(world);
        const resource = world.resource(matrix.type);
        await resource.up(minimal.declared);
        const recorded = structuredClone(resource.recorded);
        world.emulator.faults.add({ call: "*", times: 100, ...fault });
        await assert.rejects(resource.refresh());
        assert.deepEqual(resource.recorded, recorded);
        world.emulator.faults.clear();
        // within one run, an account that was refused twice does not sign in again
        if (name === "401") await world.restartHost();
        assert.equal(await resource.refresh(), true);
      });
    }
  });
}
