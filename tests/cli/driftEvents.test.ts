import assert from "node:assert/strict";
import type { EngineEvent, OpType } from "@pulumi/pulumi/automation";
import { Incomplete, previewed } from "../../cli/drift/events";
import { isGuard } from "../../provider/host/tokens";

const urnOf = (type: string, name: string) => `urn:pulumi:test::tenants::${type}::${name}`;
const customerType = "pulumi-nodejs:dynamic/eset:Customer";
const secretMark = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "[secret]" };
let sequence = 0;

interface State {
  readonly id?: string;
  readonly parent?: string;
  readonly inputs?: Record<string, unknown>;
  readonly outputs?: Record<string, unknown>;
}

describe("the engine's events of a preview", () => {
  const step = (
    what: "resourcePreEvent" | "resOutputsEvent" | "resOpFailedEvent",
    op: OpType,
    urn: string,
    old: State | undefined,
    next: State | undefined,
  ): EngineEvent => {
    const type = (urn.split("::")[2] ?? "").split("$").at(-1) ?? "";
    const state = (one: State | undefined) =>
      one === undefined
        ? {}
        : { type, urn, custom: true, id: "", parent: "", provider: "", inputs: {}, outputs: {}, ...one };
    const metadata = { op, urn, type, provider: "", old: state(old), new: state(next) };
    if (old === undefined) Reflect.deleteProperty(metadata, "old");
    if (next === undefined) Reflect.deleteProperty(metadata, "new");
    return { sequence: sequence++, timestamp: 0, [what]: { metadata, status: 0, steps: 0 } };
  };
  const refreshed = (urn: string, old: State, live: State | undefined) =>
    step("resOutputsEvent", "refresh", urn, old, live);
  const planned = (op: OpType, urn: string, old: State | undefined, next: State | undefined) =>
    step("resOutputsEvent", op, urn, old, next);
  const summary = (): EngineEvent => ({
    sequence: sequence++,
    timestamp: 0,
    summaryEvent: { maybeCorrupt: false, durationSeconds: 1, resourceChanges: {}, policyPacks: {} },
  });
  const said = (severity: "error" | "warning", message: string): EngineEvent => ({
    sequence: sequence++,
    timestamp: 0,
    diagnosticEvent: { message, color: "never", severity },
  });

  const bakery = urnOf(customerType, "bakery");
  const held: State = { id: "c1", inputs: { name: "Bakery", __provider: "text" } };

  it("say what the last update left, what the vendor holds, and what the program says", () => {
    const events = [
      step("resourcePreEvent", "refresh", bakery, held, { inputs: { name: "Program" } }),
      refreshed(bakery, held, {
        id: "c1",
        inputs: { name: "Live" },
        outputs: { name: "Live", expired: true, __msp: { adopted: true } },
      }),
      planned("update", bakery, { id: "c1", inputs: { name: "Live" } }, { id: "c1", inputs: { name: "Program" } }),
      summary(),
    ];
    assert.deepEqual(previewed(events), [
      {
        urn: bakery,
        resource: "bakery",
        type: "eset:Customer",
        id: "c1",
        plan: "update",
        deployed: { name: "Bakery" },
        live: { name: "Live" },
        liveState: { name: "Live", expired: true },
        program: { name: "Program" },
        knownAs: ["c1", "c1"],
      },
    ]);
  });

  it("say what is gone, what is new, and what the program declares no more", () => {
    const [gone, added, dropped] = ["gone", "added", "dropped"].map((name) => urnOf(customerType, name));
    assert.ok(gone !== undefined && added !== undefined && dropped !== undefined);
    const events = [
      refreshed(gone, held, undefined),
      planned("create", gone, undefined, held),
      planned("create", added, undefined, held),
      planned("delete", dropped, held, undefined),
      summary(),
    ];
    const kept = previewed(events).map(({ resource, plan, deployed, live, program }) => [
      resource,
      plan,
      ...[deployed, live, program].map((values) => values !== undefined),
    ]);
    assert.deepEqual(kept, [
      ["gone", "create", true, false, true],
      ["added", "create", false, false, true],
      ["dropped", "delete", true, false, false],
    ]);
  });

  it("are read as one replacement where the engine plans one in three steps", () => {
    const next = { inputs: { name: "Other" } };
    const events = [
      refreshed(bakery, held, held),
      planned("create-replacement", bakery, held, next),
      planned("replace", bakery, held, next),
      planned("delete-replaced", bakery, held, undefined),
      summary(),
    ];
    const [one, ...others] = previewed(events);
    assert.deepEqual([one?.plan, one?.program, others], ["replace", { name: "Other" }, []]);
  });

  it("hide secrets and what is not known yet, at any depth", () => {
    const inputs = {
      name: secretMark,
      address: { city: secretMark },
      tags: [secretMark, "04da6b54-80e4-46f7-96ec-b56ff0331ba9"],
    };
    const [one] = previewed([
      refreshed(bakery, held, { id: "c1", inputs }),
      planned("same", bakery, held, held),
      summary(),
    ]);
    assert.deepEqual(one?.live, {
      name: "[secret]",
      address: { city: "[secret]" },
      tags: ["[secret]", "[known after the run]"],
    });
  });

  it("say which tenant a resource belongs to, however deep it lies", () => {
    const tenant = urnOf("msp:index:Tenant", "bakery-inc");
    const group = urnOf("msp:index:Tenant$my:Group", "group");
    const events = [
      planned("same", group, { parent: tenant }, { parent: tenant }),
      refreshed(bakery, { ...held, parent: group }, { ...held, parent: group }),
      planned("same", bakery, { ...held, parent: group }, { ...held, parent: group }),
      summary(),
    ];
    assert.deepEqual(
      previewed(events).map(({ tenant: name }) => name),
      ["bakery-inc"],
    );
  });

  it("know a licence by its first key and by the one that it has now", () => {
    const urn = urnOf("pulumi-nodejs:dynamic/eset:License", "seats");
    const old = { id: "AAA-111", outputs: { publicLicenseKey: "BBB-222" } };
    const live = { id: "AAA-111", outputs: { publicLicenseKey: "CCC-333" } };
    const [one] = previewed([refreshed(urn, old, live), planned("same", urn, live, live), summary()]);
    assert.deepEqual(new Set(one?.knownAs), new Set(["AAA-111", "BBB-222", "CCC-333"]));
    assert.equal(one?.knownAs.at(-1), "CCC-333");
  });

  it("are not about resources of other packages", () => {
    const bucket = urnOf("aws:s3/bucket:Bucket", "logs");
    assert.deepEqual(previewed([refreshed(bucket, held, held), planned("same", bucket, held, held), summary()]), []);
  });

  it("tell a tenant's guard from the resources of other packages: reports do not speak of it", () => {
    const guards = ["msp:index:Guard", "pulumi-nodejs:dynamic/msp:Guard"];
    assert.deepEqual(
      guards.filter((type) => !isGuard(type)),
      [],
    );
    assert.deepEqual(["msp:index:Tenant", "aws:index:Guard", "pulumi-nodejs:dynamic/eset:License"].filter(isGuard), []);
  });

  const incomplete: Record<string, [EngineEvent[], RegExp]> = {
    "the run had an error": [
      [said("error", "Preview failed: 401\n"), said("error", "preview failed\n"), summary()],
      /^401$/,
    ],
    "the run did not end": [[refreshed(bakery, held, held), planned("same", bakery, held, held)], /ended before/],
    "a resource was not looked at": [[planned("same", bakery, held, held), summary()], /did not look at bakery/],
    "a resource got no step": [[refreshed(bakery, held, held), summary()], /did not say what it would do with bakery/],
    "a step failed": [[step("resOpFailedEvent", "refresh", bakery, held, held), summary()], /bakery could not/],
  };
  for (const [title, [events, message]] of Object.entries(incomplete)) {
    it(`allow no conclusion when ${title}`, () => {
      assert.throws(
        () => previewed(events),
        (error) => error instanceof Incomplete && message.test(error.message),
      );
    });
  }
});
