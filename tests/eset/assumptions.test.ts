import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assumptions, assumptionsWith } from "../../provider/eset/assumptions";
import { esetConfig } from "../../provider/eset/config";
import { customer } from "../../provider/eset/customer";
import { UserColumn } from "../../provider/eset/data";
import { readEsetError } from "../../provider/eset/errors";
import { license } from "../../provider/eset/license";
import { searchUsers } from "../../provider/eset/reads";
import { Eset } from "../../provider/eset/session";
import { Answer } from "../../provider/vendor/answer";
import { fits } from "../../provider/vendor/assumptions";
import { World } from "../host/world";

describe("what is assumed of ESET", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "assumptions-"))));
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const file = (content: unknown): string => {
    const path = join(folder, "assumptions.json");
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
    return path;
  };
  const corrected = (eset: unknown) => assumptionsWith(file({ eset }));

  it("holds without a file, and where the file says nothing of it", () => {
    const it = corrected({ "companyStatus.suspended": 4 });
    assert.equal(it.assumed("companyStatus.suspended"), 4);
    assert.equal(it.assumed("companyStatus.active"), 1);
    assert.equal(assumptionsWith().assumed("companyStatus.suspended"), 3);
  });

  it("is what the contract does not take from the guide: names of properties, and paths", () => {
    const provenance = (name: string) => assumptions.get(name)?.provenance;
    assert.equal(provenance("Company/Detail.vatId"), "inferred");
    assert.equal(provenance("Company/Detail.customIdentifier"), "client");
    assert.equal(provenance("Company/Create/customer.companyId"), "client");
    // below a schema that others share, in a list, and in a list of lists
    assert.equal(provenance("Company/Children.totalCount"), "client");
    assert.equal(provenance("User/GetDirectAccessibleChildren.totalCount"), "client");
    assert.equal(provenance("UsageReport/Daily/products.seatDays"), "inferred");
    assert.equal(provenance("Version"), "inferred");
    // the guide shows these
    for (const name of [
      "License/Detail.publicLicenseKey",
      "Company/Detail",
      "License/Order",
      "Token/Get.accessToken",
    ]) {
      assert.equal(assumptions.has(name), false, name);
    }
  });

  it("says of each value where it is from, and why it is believed", () => {
    for (const [name, assumption] of assumptions) {
      const { why, provenance, value } = assumption;
      assert.match(why, /^[A-Z0-9`].{20,}\.$/s, name);
      assert.match(provenance, /^(documented|client|portal|inferred)$/, name);
      assert.ok(fits(assumption, value), `${name} is not what is allowed for it`);
    }
  });

  it("comes from the stack configuration, or from MSP_ASSUMPTIONS", () => {
    const account = { "msp:esetUsername": "msp@example.test", "msp:esetPassword": "secret" };
    const given = (stack: Record<string, string>, environment: NodeJS.ProcessEnv) =>
      esetConfig((key) => ({ ...account, ...stack })[key], environment).assumptions;
    assert.equal(given({}, {}), undefined);
    assert.equal(given({}, { MSP_ASSUMPTIONS: "env.json" }), "env.json");
    assert.equal(given({ "msp:assumptions": "stack.json" }, { MSP_ASSUMPTIONS: "env.json" }), "stack.json");
  });

  const refused: [what: string, content: unknown, message: RegExp][] = [
    ["a text that is not JSON", "{", /assumptions\.json cannot be used: it is not JSON/],
    ["a list", [], /It must look like \{ "eset": \{ "companyStatus\.suspended": 4 \} \}\.$/],
    ["another vendor", { acme: {} }, /there is no vendor "acme"\. It must look like/],
    ["a list of corrections", { eset: [] }, /It must look like/],
    [
      "an unknown name",
      { eset: { nonsense: 4 } },
      /nothing is assumed as "nonsense"\. Known: companyStatus\.active, .*doctor --json/,
    ],
    [
      "an unknown one of a group",
      { eset: { "companyStatus.deleted": 4 } },
      /nothing is assumed as "companyStatus\.deleted"\. Known of it: companyStatus\.active, companyStatus\.waitingForActivation, companyStatus\.suspended\.$/,
    ],
    [
      "a name in another casing",
      { eset: { "company/detail.vatid": "taxId" } },
      /Did you mean Company\/Detail\.vatId\?$/,
    ],
    [
      "a number as text",
      { eset: { "companyStatus.suspended": "4" } },
      /companyStatus\.suspended must be a whole number from 0 to 10000, not "4"\.$/,
    ],
    [
      "a page of nothing",
      { eset: { "page.largest": 0 } },
      /page\.largest must be a whole number from 1 to 1000, not 0\.$/,
    ],
    [
      "403 as gone, which is about permission",
      { eset: { "error.gone": ["404", "403"] } },
      /error\.gone must be a list of answers: "404", "410", or 400 or 403 with a code, e\.g\. \["404", "403 1\/5"\], not \["404","403"\]\.$/,
    ],
    [
      "no state at all",
      { eset: { "licenseState.suspended": [] } },
      /must be a list of states, e\.g\. \[3\], not \[\]\.$/,
    ],
    [
      "a path that leaves the endpoint",
      { eset: { Version: "https://elsewhere.test" } },
      /Version must be a path below the endpoint, e\.g\. "\/Enum\/Countries", not/,
    ],
    [
      "two statuses of one number",
      { eset: { "companyStatus.suspended": 1 } },
      /companyStatus\.active and companyStatus\.suspended are both 1, but must differ\.$/,
    ],
  ];
  for (const [what, content, message] of refused) {
    it(`cannot be corrected with ${what}`, () => {
      assert.throws(() => {
        assumptionsWith(file(content));
      }, message);
    });
  }

  it("cannot be corrected with a text that is no correction, of which nothing is quoted", () => {
    const planted = file(0);
    writeFileSync(planted, "PATH=/usr/bin\0TOKEN=secret");
    assert.throws(
      () => assumptionsWith(planted),
      ({ message }: Error) => message.endsWith("assumptions.json cannot be used: it is not JSON."),
    );
  });

  it("cannot be corrected with a pipe", function () {
    if (process.platform === "win32") this.skip();
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    assert.throws(
      () => assumptionsWith(pipe),
      /pipe cannot be used: the file cannot be read: it is a pipe or a device\./,
    );
  });

  it("cannot be corrected with a file that is not there; the error names it", () => {
    assert.throws(() => {
      assumptionsWith(join(folder, "none.json"));
    }, /The assumptions in .*none\.json cannot be used: the file cannot be read/);
  });

  it("gives answers their names: a property that the vendor calls otherwise is read under ours", () => {
    const it = corrected({ "Company/Detail.vatId": "taxId" });
    const raw = { TaxID: "SK1", name: "Bakery" };
    const detail = new Answer<{ vatId: string; name: string }>(raw, "Company/Detail", it);
    assert.equal(detail.text("vatId"), "SK1");
    assert.deepEqual(detail.plain(), { vatId: "SK1", name: "Bakery" });
    const other = new Answer<{ vatId: string }>({ vatId: "SK2" }, "Search/Companies", it);
    assert.equal(other.text("vatId"), "SK2");
  });

  it("says what gone means: 404, or a refusal with just this code", () => {
    const asked = { method: "POST", path: "/Company/Detail", call: "Company/Detail", effect: "read" } as const;
    const isGone = (assumptions = assumptionsWith()) => {
      const read = readEsetError(assumptions);
      return ([status, code, subCode]: readonly number[]) => read(status ?? 0, { code, subCode }, asked).isGone;
    };
    assert.deepEqual([[404], [404, 1, 1], [404, 99, 1], [403, 1, 5]].map(isGone()), [true, true, false, false]);
    const it = corrected({ "error.gone": ["404", "403 1/5"] });
    assert.deepEqual([[404], [403, 1, 5], [403, 1, 6], [403]].map(isGone(it)), [true, true, false, false]);
  });

  describe("and is corrected in a session", function () {
    const world = World.forEachTest();
    const session = (eset: unknown) =>
      new Eset(esetConfig((key) => world.config[key], { MSP_ASSUMPTIONS: file({ eset }) }));

    it("reads the paths of calls from it", async () => {
      const eset = session({ "Enum/UserStatuses": "/Enum/LicenseStates" });
      assert.equal((await eset.api.enum.userStatuses()).length, 5);
      assert.deepEqual(world.calls(), ["Enum/LicenseStates"]);
    });

    it("sees a suspended company by the number that it says", async () => {
      const { id } = world.emulator.eset.portal.createCustomer({ name: "Bakery", status: "suspended" });
      assert.equal(await session({}).companySuspended(id), true);
      const eset = session({ "companyStatus.suspended": 9 });
      assert.equal(await eset.companySuspended(id), false);
    });

    it("looks for an e-mail address in the column that it says", async () => {
      const search = { reader: [UserColumn.email, UserColumn.lastName] };
      await searchUsers.ask(session({ "userColumn.email": 7 }), { search });
      assert.deepEqual(world.emulator.journal.entries().at(-1)?.request, {
        search: { reader: [7, 3] },
        skip: 0,
        take: 100,
      });
    });

    it("reaches the provider process", async () => {
      await world.restartHost({ config: { "msp:assumptions": file({ eset: { "companyStatus.suspended": 9 } }) } });
      const customer = world.resource("eset:Customer");
      await customer.up({ name: "Bakery" });
      world.emulator.eset.portal.updateCompany(customer.id, { status: "suspended" });
      await customer.refresh();
      assert.equal(customer.inputs["suspended"], false);
    });
  });

  describe("by one session", function () {
    const world = World.forEachTest();
    const session = (assumptions: object) =>
      new Eset({ ...esetConfig((key) => world.config[key], {}), ...assumptions });
    /** The first assumes what the file says; the second, opened after it, does not. */
    const sessions = (eset: object): readonly [Eset, Eset] => [session({ assumptions: file({ eset }) }), session({})];
    const answers = (call: string, status: number, body: object) => {
      world.emulator.faults.add({ call, kind: "status", status, body, times: "always" });
    };

    it("is not undone by another that assumes nothing", async () => {
      const [first, second] = sessions({ "companyStatus.suspended": 9 });
      answers("Company/Detail", 200, { id: "c1", name: "Example Bakery", status: 9 });
      const suspended = (await customer.read(first, "c1", {}))?.suspended;
      assert.equal(suspended, true, "the second session took the first one's assumptions away");
      assert.equal((await customer.read(second, "c1", {}))?.suspended, false);
      assert.equal((await customer.read(first, "c1", {}))?.suspended, true);
    });

    it("is not done to another: the names of properties", async () => {
      const [first, second] = sessions({ "Company/Detail.vatId": "taxId" });
      answers("Company/Detail", 200, { id: "c1", name: "Example Bakery", status: 1, taxId: "SK1" });
      const vatIds = [];
      for (const eset of [first, second, first]) vatIds.push((await customer.read(eset, "c1", {}))?.vatId);
      assert.deepEqual(vatIds, ["SK1", "", "SK1"]);
    });

    it("is not done to another: the paths of calls", async () => {
      const [first, second] = sessions({ "Enum/UserStatuses": "/Enum/LicenseStates" });
      for (const eset of [first, second, first]) await eset.api.enum.userStatuses();
      assert.deepEqual(world.calls(), ["Enum/LicenseStates", "Enum/UserStatuses", "Enum/LicenseStates"]);
    });

    it("is not done to another: which answers mean gone", async () => {
      const [first, second] = sessions({ "error.gone": ["404", "400 1/5"] });
      answers("Company/Detail", 400, { code: 1, subCode: 5 });
      assert.equal(await first.company("c1"), undefined);
      await assert.rejects(second.company("c1"), /HTTP 400, code 1\/5/);
      assert.equal(await first.company("c1"), undefined);
    });

    it("is not done to another: which states of a licence are suspended", async () => {
      const [first, second] = sessions({ "licenseState.suspended": [3, 7] });
      const bought = { publicLicenseKey: "AAA-BBB-CCC", customerId: "c1", productCode: "2015", quantity: 10 };
      answers("License/Detail", 200, { ...bought, trial: false, state: 7 });
      const suspended = [];
      for (const eset of [first, second, first]) {
        suspended.push((await license.read(eset, bought.publicLicenseKey, { ...bought, suspended: true }))?.suspended);
      }
      assert.deepEqual(suspended, [true, false, true]);
    });

    it("is not done to another: the size of a page", async () => {
      const [first, second] = sessions({ "page.largest": 7 });
      for (const eset of [first, second, first]) await eset.namesBelow(await eset.ownCompanyId());
      const asked = world.emulator.journal.entries().filter(({ call }) => call === "Company/Children");
      assert.deepEqual(
        asked.map(({ request }) => (request as { take: number }).take),
        [7, 100, 7],
      );
    });
  });
});
