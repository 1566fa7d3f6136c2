import assert from "node:assert/strict";
import type { Fault } from "../../emulator";
import { startEmulator, UsageError } from "../../emulator";
import { done, EsetClient, record, refused, send, text, useEmulator } from "./client";
import type { Reply } from "./client";

describe("a fault", () => {
  const at = useEmulator();
  let customerId: string;
  beforeEach(async () => {
    customerId = await at.client.customer();
    at.emulator.journal.clear();
  });

  const order = (productCode = "2015"): Promise<Reply> =>
    at.client.post("License/Order", { customerId, productCode, quantity: 10, licenseType: 1 });
  const ordered = (): number => at.emulator.eset.licenses().length;
  const lastEntry = () => at.emulator.journal.entries().at(-1) ?? assert.fail("nothing in the journal");

  const answers: [name: string, fault: Fault, applied: boolean, check: (reply: Reply) => void][] = [
    [
      "answers with any status and body, nothing applied",
      { call: "License/Order", kind: "status", status: 500, body: { code: 1, subCode: 2 } },
      false,
      (reply) => {
        refused(reply, 500, 1, 2);
      },
    ],
    [
      "answers with any status after applying",
      { call: "License/Order", kind: "status", status: 502, when: "after" },
      true,
      ({ status, text }) => {
        assert.deepEqual([status, text], [502, ""]);
      },
    ],
    [
      "answers with headers such as Retry-After",
      { call: "License/Order", kind: "status", status: 429, headers: { "Retry-After": "7" } },
      false,
      ({ headers }) => {
        assert.equal(headers.get("retry-after"), "7");
      },
    ],
    [
      "cuts the JSON of the answer in the middle, after applying",
      { call: "License/Order", kind: "truncate" },
      true,
      ({ status, headers, text }) => {
        assert.deepEqual([status, headers.get("content-type")], [200, "application/json; charset=utf-8"]);
        assert.ok(text.startsWith('{"publicLic'));
        assert.throws(() => JSON.parse(text) as unknown);
      },
    ],
    [
      "answers with an HTML page, as proxies do",
      { call: "License/Order", kind: "html" },
      false,
      ({ status, headers, text }) => {
        assert.deepEqual([status, headers.get("content-type")], [200, "text/html; charset=utf-8"]);
        assert.match(text, /^<!DOCTYPE html>/);
      },
    ],
    [
      "answers with an HTML page and a status, after applying",
      { call: "License/Order", kind: "html", status: 504, when: "after" },
      true,
      ({ status }) => {
        assert.equal(status, 504);
      },
    ],
    ["answers with nothing", { call: "License/Order", kind: "empty" }, false, done],
    ["answers with nothing after applying", { call: "License/Order", kind: "empty", when: "after" }, true, done],
    [
      "is the vendor's maintenance, 503 with 99/2",
      { call: "License/Order", kind: "maintenance" },
      false,
      (reply) => {
        refused(reply, 503, 99, 2);
      },
    ],
    [
      "is a token that is not accepted, once",
      { call: "License/Order", kind: "unauthorized" },
      false,
      ({ status, headers }) => {
        assert.deepEqual([status, headers.get("www-authenticate")], [401, "Bearer"]);
      },
    ],
  ];
  for (const [name, fault, applied, check] of answers) {
    it(`${name} (${fault.kind})`, async () => {
      at.emulator.faults.add(fault);
      check(await order());
      assert.equal(ordered(), applied ? 1 : 0);
      const { fault: noted, applied: notedApplied } = lastEntry();
      assert.deepEqual({ noted, notedApplied }, { noted: fault.kind, notedApplied: applied });
      assert.equal((await order("107")).status, 200, "the next call is fine");
    });
  }

  for (const when of ["before", "after"] as const) {
    it(`drops the connection ${when} applying`, async () => {
      at.emulator.faults.add({ call: "License/Order", kind: "drop", when });
      await assert.rejects(order());
      assert.equal(ordered(), when === "after" ? 1 : 0);
      const { status, applied, fault } = lastEntry();
      assert.deepEqual({ status, applied, fault }, { status: 0, applied: when === "after", fault: "drop" });
    });

    it(`delays ${when} applying`, async () => {
      at.emulator.faults.add({ call: "License/Order", kind: "delay", milliseconds: 300, when });
      const started = performance.now();
      const pending = order();
      await new Promise((resolve) => setTimeout(resolve, 150));
      assert.equal(ordered(), when === "after" ? 1 : 0);
      assert.equal((await pending).status, 200);
      assert.ok(performance.now() - started >= 295);
      assert.ok(lastEntry().milliseconds >= 295);
    });
  }

  it("adds up with another delay, and with one answer", async () => {
    at.emulator.faults.add({ call: "*", kind: "delay", milliseconds: 60 });
    at.emulator.faults.add({ call: "License/Order", kind: "delay", milliseconds: 60, when: "after" });
    at.emulator.faults.add({ call: "License/Order", kind: "maintenance" });
    at.emulator.faults.add({ call: "License/Order", kind: "status", status: 418 });
    const started = performance.now();
    assert.equal((await order()).status, 503);
    assert.ok(performance.now() - started >= 115);
    assert.equal(lastEntry().fault, "delay+delay+maintenance");
    assert.equal((await order()).status, 418, "the other one kept its turn");
    assert.equal((await order()).status, 200);
  });

  it("cuts even an answer that is empty", async () => {
    const publicLicenseKey = await at.client.order(customerId);
    at.emulator.faults.add({ call: "License/Suspend", kind: "truncate" });
    assert.equal((await at.client.post("License/Suspend", { publicLicenseKey })).text, "{");
  });

  it("makes an operation slow, or endless", async () => {
    const { client, emulator } = at;
    emulator.faults.add({ call: "Company/Suspend", kind: "slowOperation", milliseconds: 600_000 });
    emulator.faults.add({ call: "Company/Unsuspend", kind: "slowOperation", milliseconds: "never" });
    text(await client.post("Company/Suspend", { companyId: customerId }), "operationId");
    emulator.clock.advance(599_000);
    assert.equal((await client.company(customerId))["status"], 1);
    emulator.clock.advance(1000);
    assert.equal((await client.company(customerId))["status"], 3);
    const operationId = text(await client.post("Company/Unsuspend", { companyId: customerId }), "operationId");
    emulator.clock.advance(1_000_000);
    assert.equal((await client.company(customerId))["status"], 3);
    assert.equal(record(await client.get(`Operation/${operationId}`))["state"], 1);
  });

  it("hits the nth matching call, counted since it was added, so many times", async () => {
    await order();
    at.emulator.faults.add({ call: "License/Detail", kind: "maintenance", nth: 2, times: 2 });
    const publicLicenseKey = at.emulator.eset.licenses()[0]?.publicLicenseKey;
    const statuses: number[] = [];
    for (let call = 0; call < 5; call++) {
      statuses.push((await at.client.post("License/Detail", { publicLicenseKey })).status);
      await at.client.get("User/Current"); // does not count
    }
    assert.deepEqual(statuses, [200, 503, 503, 200, 200]);
  });

  it("hits every call when it is for all of them and always, Token included", async () => {
    at.emulator.faults.add({ call: "*", kind: "maintenance", times: "always" });
    const credentials = { username: "api@msp.example", password: "emulator" };
    for (let call = 0; call < 3; call++) {
      assert.equal((await send(`${at.emulator.eset.endpoint}/Token/Get`, "POST", credentials)).status, 503);
      assert.equal((await at.client.get("Enum/LicenseStates")).status, 503);
    }
    at.emulator.faults.clear();
    assert.deepEqual(at.emulator.faults.list(), []);
    assert.equal((await at.client.get("Enum/LicenseStates")).status, 200);
  });

  it("names a call with an id by its template or by its path", async () => {
    at.emulator.faults.add({ call: "Operation/{guid}", kind: "maintenance" });
    assert.equal((await at.client.get("Operation/one")).status, 503);
    at.emulator.faults.add({ call: "Operation/two", kind: "maintenance" });
    assert.equal((await at.client.get("Operation/one")).status, 404);
    assert.equal((await at.client.get("Operation/two")).status, 503);
  });

  it("keeps to a vendor and a method", async () => {
    at.emulator.faults.add({ call: "*", vendor: "another", kind: "maintenance", times: "always" });
    at.emulator.faults.add({ call: "*", method: "POST", kind: "maintenance", times: "always" });
    assert.equal((await at.client.get("User/Current")).status, 200);
    assert.equal((await order()).status, 503);
  });

  it("by chance hits the same calls in every run", async () => {
    const run = async (seed: number): Promise<string> => {
      at.emulator.faults.clear();
      at.emulator.faults.add({ call: "User/Current", kind: "maintenance", chance: 0.3, seed });
      let hits = "";
      for (let call = 0; call < 100; call++) hits += (await at.client.get("User/Current")).status === 503 ? "x" : ".";
      return hits;
    };
    const first = await run(7);
    assert.equal(await run(7), first);
    assert.notEqual(await run(8), first);
    const hits = first.replaceAll(".", "").length;
    assert.ok(hits > 15 && hits < 45, `${hits} of 100`);
  });

  const nonsense: [what: string, fault: object, message: RegExp][] = [
    ["an unknown kind", { call: "*", kind: "explode" }, /fault\.kind must be one of status, delay, drop/],
    ["no call", { kind: "drop" }, /fault \(drop\) must have required property 'call'/],
    ["an unknown property", { call: "*", kind: "drop", colour: "red" }, /unknown property "colour"/],
    ["a status without number", { call: "*", kind: "status" }, /required property 'status'/],
    ["a delay without time", { call: "*", kind: "delay" }, /required property 'milliseconds'/],
    ["a chance beyond 1", { call: "*", kind: "drop", chance: 2 }, /chance must be <= 1/],
    ["the 0th call", { call: "*", kind: "drop", nth: 0 }, /nth must be >= 1/],
    ["a status that is none", { call: "*", kind: "status", status: 99 }, /status must be >= 200/],
  ];
  for (const [what, fault, message] of nonsense) {
    it(`with ${what} is refused, saying so`, () => {
      assert.throws(
        () => {
          at.emulator.faults.add(fault as Fault);
        },
        (error: unknown) => error instanceof UsageError && message.test(error.message),
      );
    });
  }
});

describe("closing the emulator", () => {
  it("ends requests that wait and connections that idle, at once", async () => {
    const emulator = await startEmulator();
    const client = await EsetClient.signIn(emulator);
    emulator.faults.add({ call: "User/Current", kind: "delay", milliseconds: 3_600_000 });
    const pending = assert.rejects(client.get("User/Current"));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await emulator.close(); // not in an hour
    await pending;
    await assert.rejects(client.get("User/Current"));
  });

  it("may be done twice", async () => {
    const emulator = await startEmulator();
    await emulator.close();
    await emulator.close();
  });
});

describe("the rate limit", () => {
  const at = useEmulator();
  const statuses = async (count: number): Promise<number[]> =>
    Promise.all(Array.from({ length: count }, async () => (await at.client.get("User/Current")).status));
  const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  it("is none unless it is set", async () => {
    assert.deepEqual(new Set(await statuses(50)), new Set([200]));
  });

  it("refuses what is beyond it in any second, and lets through again after it", async () => {
    at.emulator.setRequestsPerSecond(5);
    const first = await statuses(8);
    assert.deepEqual(first.sort(), [200, 200, 200, 200, 200, 429, 429, 429]);
    await pause(1010);
    assert.deepEqual(new Set(await statuses(5)), new Set([200]));
    assert.deepEqual(await statuses(1), [429]);
  });

  it("counts sign-in too, and changes nothing when it refuses", async () => {
    at.emulator.setRequestsPerSecond(1);
    const credentials = { username: "api@msp.example", password: "emulator" };
    assert.equal((await send(`${at.emulator.eset.endpoint}/Token/Get`, "POST", credentials)).status, 200);
    const reply = await at.client.post("Company/Create/customer", { name: "Bakery", address: {} });
    assert.equal(reply.status, 429);
    assert.equal(reply.headers.get("retry-after"), "1");
    const { status, applied } = at.emulator.journal.entries().at(-1) ?? assert.fail();
    assert.deepEqual({ status, applied }, { status: 429, applied: false });
    assert.equal(
      at.emulator.eset.companies().some(({ name }) => name === "Bakery"),
      false,
    );
  });

  it("says how long to wait unless told not to", async () => {
    at.emulator.setRequestsPerSecond(1, { retryAfter: false });
    await at.client.get("User/Current");
    const reply = await at.client.get("User/Current");
    assert.deepEqual([reply.status, reply.headers.get("retry-after")], [429, null]);
  });

  it("does not follow the emulator's clock", async () => {
    at.emulator.setRequestsPerSecond(1);
    await at.client.get("User/Current");
    at.emulator.clock.advance(5000);
    assert.equal((await at.client.get("User/Current")).status, 429);
  });

  it("can be lifted", async () => {
    at.emulator.setRequestsPerSecond(1);
    at.emulator.setRequestsPerSecond(undefined);
    assert.deepEqual(await statuses(3), [200, 200, 200]);
  });

  it("must be more than nothing", () => {
    assert.throws(() => {
      at.emulator.setRequestsPerSecond(0);
    }, RangeError);
  });
});
