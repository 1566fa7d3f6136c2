import assert from "node:assert/strict";
import type { Fault } from "../../../emulator";
import { send } from "../client";
import type { Reply } from "../client";
import { accountOf, askForToken, form, ids, objectOf, refused, useRedstor } from "./client";

describe("a fault at Redstor", () => {
  const at = useRedstor();
  const call = "companies/{companyId}/customers";
  const create = (): Promise<Reply> =>
    at.client.post(`companies/${ids.partner}/customers`, { companyName: "Bakery", type: "Customer" });
  const last = () => at.emulator.journal.entries().at(-1) ?? assert.fail("nothing in the journal");

  const faults: [what: string, fault: Fault, applied: boolean, check: (reply: Reply) => void][] = [
    [
      "answers with any status",
      { call, kind: "status", status: 500, body: { title: "x" }, when: "after" },
      true,
      (reply) => {
        assert.deepEqual([reply.status, reply.body], [500, { title: "x" }]);
      },
    ],
    [
      "cuts the answer",
      { call, kind: "truncate" },
      true,
      ({ status, text }) => {
        assert.equal(status, 201);
        assert.throws(() => JSON.parse(text) as unknown);
      },
    ],
    [
      "answers with nothing",
      { call, kind: "empty", when: "after" },
      true,
      ({ status, text }) => {
        assert.deepEqual([status, text], [200, ""]);
      },
    ],
    [
      "answers with a page of HTML",
      { call, kind: "html", status: 502 },
      false,
      ({ status, headers }) => {
        assert.deepEqual([status, headers.get("content-type")], [502, "text/html; charset=utf-8"]);
      },
    ],
    [
      "is down for maintenance",
      { call, kind: "maintenance" },
      false,
      (reply) => {
        refused(reply, 503, /maintenance/);
      },
    ],
    [
      "does not accept the token",
      { call, kind: "unauthorized" },
      false,
      (reply) => {
        refused(reply, 401, /token/);
        assert.equal(reply.headers.get("www-authenticate"), "Bearer");
      },
    ],
    [
      "takes its time",
      { call, kind: "delay", milliseconds: 5 },
      true,
      ({ status }) => {
        assert.equal(status, 201);
      },
    ],
  ];
  for (const [what, fault, applied, check] of faults) {
    it(what, async () => {
      at.emulator.faults.add(fault);
      check(await create());
      assert.deepEqual([last().call, last().fault, last().applied], [call, fault.kind, applied]);
      assert.equal(at.emulator.redstor.companies().length, applied ? 3 : 2);
    });
  }

  for (const [when, applied] of [
    ["before", false],
    ["after", true],
  ] as const) {
    it(`drops the connection ${when} the change`, async () => {
      at.emulator.faults.add({ call, vendor: "redstor", method: "POST", kind: "drop", when });
      await assert.rejects(create());
      assert.deepEqual([last().status, last().applied], [0, applied]);
      assert.equal(at.emulator.redstor.companies().length, applied ? 3 : 2);
    });
  }

  it("can hit the identity server, and in its words", async () => {
    const { emulator } = at;
    const answers: [fault: Fault, status: number, error: string][] = [
      [{ call: "connect/token", kind: "maintenance" }, 503, "temporarily_unavailable"],
      [{ call: "connect/token", kind: "unauthorized" }, 401, "invalid_client"],
    ];
    for (const [fault, status, error] of answers) {
      emulator.faults.add(fault);
      assert.equal(
        objectOf(await askForToken(emulator, await form(emulator, accountOf(emulator))), status)["error"],
        error,
      );
      assert.deepEqual([last().vendor, last().call, last().fault], ["redstor", "connect/token", fault.kind]);
    }
    emulator.faults.add({ call: ".well-known/openid-configuration", kind: "drop" });
    await assert.rejects(send(`${emulator.redstor.issuer}/.well-known/openid-configuration`, "GET"));
  });
});

describe("the journal and the limit of Redstor", () => {
  const at = useRedstor();

  it("note every request, and no secret", async () => {
    const { emulator, client } = at;
    await client.get("companies/search?search=Bakery&apiVersion=1");
    await client.company();
    const entries = emulator.journal.entries();
    assert.deepEqual(
      entries.map(({ vendor, method, call, status, applied }) => [vendor, method, call, status, applied]),
      [
        ["redstor", "POST", "connect/token", 200, false],
        ["redstor", "GET", "companies/search", 200, false],
        ["redstor", "POST", "companies/{companyId}/customers", 201, true],
      ],
    );
    assert.deepEqual(entries[0]?.request, {
      grant_type: "client_credentials",
      scope: "api.read api.write",
      client_assertion_type: "***",
      client_assertion: "***",
    });
    assert.deepEqual(entries[1]?.query, { search: "Bakery", apiVersion: "1" });
    assert.deepEqual(entries[2]?.request, { companyName: "Bakery", type: "Customer" });
    assert.ok(!JSON.stringify(entries).includes(client.accessToken));
  });

  it("are each server's own: one that is busy does not keep others from answering", async () => {
    const { emulator, client } = at;
    emulator.setRequestsPerSecond(2);
    const statuses = await Promise.all([1, 2, 3].map(async () => (await client.get("companies")).status));
    assert.deepEqual(statuses.sort(), [200, 200, 429]);
    assert.equal((await askForToken(emulator, await form(emulator, accountOf(emulator)))).status, 200);
    const reply = await client.get("companies");
    refused(reply, 429, /Too many/);
    assert.equal(reply.headers.get("retry-after"), "1");
    emulator.setRequestsPerSecond(2, { retryAfter: false });
    for (let times = 0; times < 2; times++) await client.get("companies");
    assert.equal((await client.get("companies")).headers.get("retry-after"), null);
  });
});
