/** `pulumi-msp plan` over a real stack: what it says is what the next `pulumi up` does, and it sends nothing. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Report } from "../../cli/plan/report";
import { lines } from "../cli/planDigest";
import { runs } from "./driftCommand";
import { EngineWorld, fails, type Stack, succeeds } from "./engine";
import { guarded } from "./policyPack";
import { isPrinted } from "./printed";

const prices = `
currency: EUR
eset:
  "2015": { price: 1.85, name: ESET PROTECT Entry }
  "2018": { price: 3.20, name: ESET PROTECT Complete }
  "310": 1.10
redstor:
  "4": 12
`;

/** Two customers; `more` are the resources that come and go. */
const program = (of: {
  readonly protect?: string;
  readonly mail?: string;
  readonly brewery?: string;
  readonly second?: string;
  readonly more: string;
}): string => `
  const bakery = new eset.Customer("bakery", { name: "Bakery" });
  new eset.License("bakery-protect", { customerId: bakery.id, productCode: "2015", ${of.protect ?? "quantity: 10"} });
  new eset.License("bakery-mail", { customerId: bakery.id, productCode: "310", quantity: 5, ${of.mail ?? 'type: "trial"'} });
  const backup = new redstor.Company("backup", { name: "Bakery" });
  new redstor.Subscription("machines", { companyId: backup.id, productId: 130, editionId: 5, ${of.second ?? 'mode: "trial"'} });
  const brewery = new eset.Customer("brewery", { name: "Brewery" });
  new eset.License("brewery-protect", { customerId: brewery.id, ${of.brewery ?? 'productCode: "2015"'}, quantity: 4 });
  ${of.more}`;

const before = program({
  more: `
    new eset.License("brewery-kept", { customerId: brewery.id, productCode: "107", quantity: 3, deletionPolicy: "retain" });
    new eset.License("brewery-gone", { customerId: brewery.id, productCode: "111", quantity: 2 });
    new redstor.Subscription("office", { companyId: backup.id, productId: 4, editionId: 5 });
    const closed = new eset.Customer("closed", { name: "Closed", deletionPolicy: "suspend" });
    new eset.License("closed-protect", { customerId: closed.id, productCode: "2015", quantity: 7 }, { deletedWith: closed });
    const jane = { firstName: "Jane", lastName: "Doe", countryCode: "SVK", permission: "Read" };
    new eset.User("jane", { ...jane, email: "jane@msp.example" });`,
});

const after = program({
  protect: "quantity: 25",
  mail: 'type: "full", suspended: true',
  brewery: 'productCode: "2018"',
  second: 'mode: "full"',
  more: `
    const msp = require("pulumi-msp");
    new msp.Tenant("florist", { name: "Florist", eset: {} });`,
});

describe("pulumi-msp plan", () => {
  const world = EngineWorld.forEachTest();
  const planned = async (stack: Stack, code: number, ...args: string[]): Promise<Report> => {
    const run = await runs(world, stack, ["plan", "--format", "json", ...args]);
    assert.equal(run.code, code, run.output + run.errors);
    return JSON.parse(run.output) as Report; // its own format
  };
  /** What changed something at the vendors since the last look. */
  const applied = (): string[] => {
    const entries = world.emulator.journal.entries().filter((entry) => entry.applied);
    world.emulator.journal.clear();
    return entries
      .map(({ vendor, method, call }) => (vendor === "eset" ? call : `${method} ${call}`))
      .filter((call) => !call.startsWith("Token/") && !call.includes("connect/token"))
      .sort();
  };

  it("shows an onboarding and a change of everything, sends nothing, and up then does just that", async () => {
    const stack = await world.stack(before);
    const onboarding = await planned(stack, 0);
    assert.deepEqual(lines(onboarding), [
      "Bakery: ordered bakery-mail a trial of 5 seats of 310",
      "Bakery: ordered bakery-protect 10 seats of 2015",
      "Bakery: ordered machines a trial of product 130, edition 5",
      "Bakery: ordered office product 4, edition 5",
      'Bakery: created backup A Redstor company "Bakery" of type Customer under this parent',
      'Bakery: created bakery An ESET customer "Bakery"',
      "Brewery: ordered brewery-gone 2 seats of 111",
      "Brewery: ordered brewery-kept 3 seats of 107",
      "Brewery: ordered brewery-protect 4 seats of 2015",
      'Brewery: created brewery An ESET customer "Brewery"',
      "Closed: ordered closed-protect 7 seats of 2015",
      'Closed: created closed An ESET customer "Closed"',
      "The ESET account itself: created jane An ESET user jane@msp.example",
    ]);
    assert.deepEqual(world.calls(), [], "a preview asks the vendors nothing");
    succeeds(await stack.up());
    assert.deepEqual(applied().filter((call) => /Order|subscriptions/.test(call)).length, 8);
    assert.deepEqual(await planned(stack, 0, "--expect-no-changes").then(({ changes }) => changes), false);

    stack.program(after);
    stack.write("prices.yaml", prices);
    const state = readFileSync(stack.stateFile, "utf8");
    world.calls();
    const change = await planned(stack, 7, "--expect-no-changes", "--prices", "prices.yaml");
    const lost = lines(change);
    assert.deepEqual(lost, [
      "Bakery: seats bakery-protect 10 → 25 seats of 2015 (ESET PROTECT Entry)",
      "Bakery: converted bakery-mail from a trial to one that is billed: 5 seats of 310",
      "Bakery: suspended bakery-mail 5 seats of 310, billed no longer",
      "Bakery: converted machines from a trial to one that is billed: product 130, edition 5",
      "Bakery: removed office product 4, edition 5 [loses its backups]",
      "Brewery: product brewery-protect 2015 (ESET PROTECT Entry) → 2018 (ESET PROTECT Complete)",
      "Brewery: kept brewery-kept 3 seats of 107, still billed: its deletionPolicy says so",
      "Brewery: suspended brewery-gone 2 seats of 111: ESET cannot delete a full licence. It is not billed from the next day on",
      "Closed: suspended closed with all its licences, as its deletionPolicy says",
      "Closed: suspended closed-protect 7 seats of 2015 (ESET PROTECT Entry): it goes with its company, which is suspended",
      'Florist: created florist/eset An ESET customer "Florist"',
      "The ESET account itself: disabled jane all access is withdrawn, because ESET cannot delete a user",
    ]);
    assert.deepEqual(change.monthly, [{ currency: "EUR", difference: 8.2 }]); // 27.75 - 12 + 5.40 - 12.95
    assert.deepEqual(change.unpriced, ["111", "product 130, edition 5"]);
    assert.deepEqual([change.summary.newSeats, change.summary.removals, change.summary.losses], [15, 3, 1]);
    assert.deepEqual([world.calls(), readFileSync(stack.stateFile, "utf8")], [[], state]);

    const shown = await runs(world, stack, ["plan", "--prices", "prices.yaml", "--quiet"]);
    assert.deepEqual([shown.code, shown.errors], [0, ""]);
    isPrinted("docs/plan.md", "says, on a terminal", shown.output);
    const markdown = await runs(world, stack, ["plan", "--format", "markdown", "--refresh"]);
    assert.equal(markdown.code, 0, markdown.errors);
    assert.match(markdown.output, /^### Plan: ⚠️ 4 customers change: \+15 seats of `2015`/);
    assert.match(markdown.output, /^- `Bakery`: redstor\.Subscription `office` with `its backups`$/m);

    succeeds(await stack.up());
    assert.deepEqual(
      applied(),
      [
        "Company/Create/customer",
        "Company/Suspend",
        "DELETE companies/{companyId}/subscriptions/{subscriptionId}",
        "License/ChangeProduct",
        "License/ConvertToFull",
        "License/Suspend",
        "License/Suspend",
        "License/UpdateQuantity",
        "PATCH companies/{companyId}/subscriptions/{subscriptionId}/trial/convert",
        "User/Update",
      ],
      "what was said, and nothing else",
    );
    const kept = world.licenses.find(({ productCode }) => productCode === "107");
    assert.equal(kept?.quantity, 3);
  });

  it("has what is refused first, be it that the preview fails, and reads the JSON of another preview", async () => {
    const stack = await world.stack(before);
    succeeds(await stack.up());
    stack.program(program({ protect: 'quantity: 11, type: "trial"', mail: "quantity: 6", more: "" }));
    const refused = await planned(stack, 1);
    assert.deepEqual(
      refused.refused.map(({ resource, message }) => [resource, message]),
      [["bakery-protect", 'type: A full licence cannot become a trial. Set type: "full".']],
    );
    assert.ok(
      lines(refused).includes("Bakery: converted bakery-mail from a trial to one that is billed: 6 seats of 310"),
    );

    // the engine's own preview ends there
    const preview = await stack.run(["preview", "--json", "--show-sames"]);
    stack.write("preview.json", preview.text.slice(0, preview.text.lastIndexOf("}") + 1));
    const own = await planned(stack, 1, "--from", "preview.json");
    const [stopped] = own.refused;
    assert.match(stopped?.message ?? "", /A full licence cannot become a trial/);
    assert.deepEqual([stopped?.resource, own.complete], ["bakery-protect", false]);

    stack.program(program({ protect: "quantity: 0", more: "" }));
    const wrong = await planned(stack, 1);
    assert.match(wrong.refused[0]?.message ?? "", /quantity.*must be a whole number of seats, 1 or more/s);

    stack.program('throw new (require("@pulumi/pulumi").RunError)("nothing works");');
    const broken = await planned(stack, 1);
    assert.match(broken.refused[0]?.message ?? "", /nothing works/);
    const elsewhere = await runs(world, stack, ["plan", "--stack", "absent"]);
    assert.deepEqual([elsewhere.code, elsewhere.output], [1, ""]);
    assert.match(elsewhere.errors, /It cannot be told what would change\.\n.*no stack named 'absent' found/s);
  });

  it("says what protects a customer from its removal, and what a policy forbids", async () => {
    const declared = (opts: string) => `
      const bakery = new eset.Customer("bakery", { name: "Bakery" }, ${opts});
      new eset.License("seats", { customerId: bakery.id, productCode: "2015", quantity: 1000 }, { protect: true });`;
    const stack = await world.stack(declared("{ protect: true }"));
    const forbidden = await planned(stack, 1, ...guarded(stack, {}));
    assert.match(forbidden.refused.map(({ message }) => message).join("\n"), /seats/);
    succeeds(await stack.up());
    stack.program("");
    const kept = await planned(stack, 1);
    assert.match(kept.refused.map(({ message }) => message).join("\n"), /protect/);
    fails(await stack.up(), /protect/);
  });
});
