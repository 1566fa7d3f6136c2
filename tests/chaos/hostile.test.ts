/** Texts and answers that mean no good: they come back exactly or are refused, and nothing they hold is obeyed. */
import assert from "node:assert/strict";
import { networkInterfaces } from "node:os";
import { startEmulator } from "../../emulator";
import { visible } from "../../provider/lifecycle/visible";
import type { Properties } from "../host/dynamicHost";
import { CheckFailed, type StackResource } from "../host/stack";
import { World } from "../host/world";
import { startTwin } from "./twin";

const escape = "\u001b";

const texts: readonly string[] = [
  "👩‍👩‍👧‍👦 Bäckerei 日本語",
  "\u202Egnirts a\u202C \u0627\u0644\u0639\u0631\u0628\u064A\u0629",
  "zero\u200Bwidth\uFEFF",
  "e\u0301 is not \u00E9",
  "null\u0000byte, bell\u0007, tab\there",
  `${escape}[2J${escape}]0;title\u0007red${escape}[31m`,
  "line\none\r\ntwo\u2028three",
  "__proto__",
  "constructor",
  "${process.env.HOME} `id` $(id) {{7*7}} <%= 1 %> #{1}",
  "<script>alert(1)</script> & \"quotes\" 'too'",
  "[click](javascript:alert(1)) **bold** | table |",
  "'; DROP TABLE companies; --",
  "../../etc/passwd\\..\\..",
  "04da6b54-80e4-46f7-96ec-b56ff0331ba8",
  "=cmd|'/c calc'!A1",
  "%00%2e%2e%2f?a=b&c=d#e",
  "x".repeat(10_000),
];

const inWords = (text: string): string =>
  JSON.stringify(text.length > 60 ? `${text.slice(0, 20)}… (${text.length})` : text);

describe("hostile texts", function () {
  const world = World.forEachTest({ startHost: startTwin });

  const fields: readonly { what: string; type: string; declared: (text: string) => Properties; held: () => unknown }[] =
    [
      {
        what: "name of an eset.Customer",
        type: "eset:Customer",
        declared: (text) => ({ name: text }),
        held: () => customer()?.name,
      },
      {
        what: "comment and tag of an eset.Customer",
        type: "eset:Customer",
        declared: (text) => ({ name: "Shop", comment: text, tags: [text] }),
        held: () => (customer()?.tags[0] === customer()?.comment ? customer()?.comment : customer()),
      },
      {
        what: "name of an eset.User",
        type: "eset:User",
        declared: (text) => ({
          ...{ email: "jane@staff.example", firstName: text, lastName: text, countryCode: "SVK", permission: "Read" },
        }),
        held: () => world.emulator.eset.accounts.find(({ email }) => email === "jane@staff.example")?.lastName,
      },
      {
        what: "name of a redstor.Company",
        type: "redstor:Company",
        declared: (text) => ({ name: text }),
        held: () =>
          world.emulator.redstor.companies().find(({ parentCompanyId }) => parentCompanyId !== null)?.companyName,
      },
    ];
  const customer = () => world.emulator.eset.companies().find(({ type }) => type === 1007);

  for (const { what, type, declared, held } of fields) {
    it(`in the ${what} come back exactly, or are refused with a message`, async () => {
      let exact = 0;
      for (const text of texts) {
        world.emulator.reset();
        await world.restartHost({});
        const resource = world.resource(type);
        const refusal = await refusalOf(resource, declared(text));
        if (refusal !== undefined) {
          assert.equal(held(), undefined, `${inWords(text)} was refused, but it is there`);
          assert.match(refusal, /\S/);
          assert.doesNotMatch(refusal, unprintable, `the refusal of ${inWords(text)} is obeyed by a terminal`);
          continue;
        }
        exact++;
        assert.equal(held(), text, inWords(text));
        assert.equal(await resource.refresh(), true, inWords(text));
        assert.equal(await resource.plan(declared(text)), "same", inWords(text));
      }
      assert.ok(exact > texts.length / 2, `only ${exact} of ${texts.length} were taken`);
    });
  }

  it("in an error are shown without what a terminal would obey", async () => {
    const name = `Shop ${escape}[2J${escape}]0;owned\u0007\u202E`;
    world.emulator.eset.portal.createCustomer({ name });
    const refusal = await refusalOf(world.resource("eset:Customer"), { name });
    assert.match(refusal ?? "", /already exists/);
    assert.doesNotMatch(refusal ?? "", unprintable);

    const text = `${escape}[31mno${escape}]8;;https://evil.example\u0007`;
    world.emulator.faults.add({ kind: "status", call: "*", status: 400, body: { message: text }, times: "always" });
    const other = await refusalOf(world.resource("eset:Customer"), { name: "Other" });
    assert.doesNotMatch(other ?? escape, unprintable);
  });
});

/** What moves cursors, changes colours or turns the order of letters round. */
// eslint-disable-next-line no-control-regex -- they are what this is about
const unprintable = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

async function refusalOf(resource: StackResource, declared: Properties): Promise<string | undefined> {
  try {
    await resource.up(declared);
    return undefined;
  } catch (error) {
    if (error instanceof CheckFailed || error instanceof Error) return error.message;
    throw error;
  }
}

it("characters that take no room are shown", () => {
  assert.equal(visible("Example\u200bBakery\ufeff\u{e0041}"), "Example\\u{200b}Bakery\\u{feff}\\u{e0041}");
  assert.equal(visible("👩‍🍳 नमस्ते"), "👩‍🍳 नमस्ते", "those that join letters are part of them");
});

describe("hostile answers", function () {
  const world = World.forEachTest({ startHost: startTwin });

  const nested = (depth: number): unknown => JSON.parse("[".repeat(depth) + "]".repeat(depth));
  const bodies: readonly unknown[] = [
    ...[null, true, 5, "text", [], {}, [null], [[]], nested(2000)],
    { name: {}, status: 1 },
    { name: "Shop", status: "active", email: 1, tags: "gold" },
    { name: "Shop", status: 1, tags: [null] },
    { name: "Shop", status: 1.5 },
    { name: "Shop", status: 1e300, address: [] },
    JSON.parse('{ "__proto__": { "name": "Shop", "status": 1 }, "constructor": 1 }') as unknown,
    { companyId: 1, companyName: null, isEnabled: "yes", type: {} },
    { subscriptions: {}, items: { length: 1e9 }, totalCount: -1 },
  ];

  for (const [type, declared] of [
    ["eset:Customer", { name: "Shop" }],
    ["redstor:Company", { name: "Shop" }],
  ] as const) {
    it(`of wrong types or endless depth never change the state of ${type}, nor end the process`, async () => {
      const resource = world.resource(type);
      await resource.up(declared);
      const before = structuredClone(resource.recorded);
      for (const body of bodies) {
        const words = JSON.stringify(body).slice(0, 80);
        await world.restartHost({ environment: { MSP_CHAOS_HURRY: "1" } });
        for (const call of ["Company/Detail", "companies/{companyId}"]) {
          world.emulator.faults.add({ kind: "status", call, status: 200, body, times: "always" });
        }
        await assert.rejects(resource.refresh(), /answer/, words);
        world.emulator.faults.clear();
        assert.deepEqual(resource.recorded, before, words);
      }
      await world.restartHost({});
      assert.equal(await resource.refresh(), true);
    });
  }
});

describe("the emulator", () => {
  it("listens on this machine only, its admin API and its console too, unless told otherwise", async () => {
    const emulator = await startEmulator();
    try {
      const { hostname, port } = new URL(emulator.url);
      assert.equal(hostname, "127.0.0.1");
      const outside = Object.values(networkInterfaces())
        .flatMap((addresses) => addresses ?? [])
        .filter(({ internal, family }) => !internal && family === "IPv4");
      for (const path of ["/", "/_emulator/journal"]) {
        assert.equal((await fetch(`${emulator.url}${path}`)).status, 200);
        for (const { address } of outside) await assert.rejects(fetch(`http://${address}:${port}${path}`), path);
      }
    } finally {
      await emulator.close();
    }
  });
});
