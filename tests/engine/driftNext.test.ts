/** What a drift report says to do is done to the letter: typed into a shell, pasted into files, and it does that and nothing else. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { NextStep } from "../../cli/drift/finding";
import { exceptions, lines, nextOf, reported, withCommand } from "./driftCommand";
import { EngineWorld, type Stack, succeeds } from "./engine";

describe("who follows a drift report to the letter", () => {
  const world = EngineWorld.forEachTest();

  /** Types the commands of a step, and says what was changed at the vendors. */
  async function typed(stack: Stack, { commands = [] }: NextStep): Promise<string[]> {
    const variables = withCommand(stack);
    world.emulator.journal.clear();
    assert.ok(commands.length > 0);
    for (const command of commands) succeeds(await stack.copied(command, variables));
    return world.emulator.journal
      .entries()
      .filter(({ applied }) => applied)
      .map(({ call }) => call)
      .sort();
  }
  const seatsOf = (stack: Stack, name: string) => {
    const { id } = stack.held[name] ?? assert.fail(name);
    return world.licenses.find(({ publicLicenseKey }) => publicLicenseKey === id)?.quantity;
  };

  it("puts back, keeps, makes again, lets go, takes over and accepts one object each, of a program", async () => {
    const program = ({ other = "quantity: 5", mail = true, more = "" } = {}) => `
      const bakery = new eset.Customer("bakery", { name: "Bakery" });
      new eset.License("seats", { customerId: bakery.id, productCode: "2015", quantity: 10 });
      new eset.License("other", { customerId: bakery.id, productCode: "2018", ${other} });
      ${mail ? 'new eset.License("mail", { customerId: bakery.id, productCode: "107", quantity: 3 });' : ""}
      const closed = new eset.Customer("closed", { name: "Closed" });
      new eset.License("closed-seats", { customerId: closed.id, productCode: "2015", quantity: 2 });
      const paused = new eset.Customer("paused", { name: "Paused" });
      new eset.License("paused-seats", { customerId: paused.id, productCode: "2015", quantity: 2, suspended: true });
      ${more}`;
    const stack = await world.stack(program());
    succeeds(await stack.up());
    const ignore = exceptions(stack);
    const { portal } = world.emulator.eset;
    const id = (name: string) => stack.held[name]?.id ?? "";
    portal.updateLicense(id("seats"), { quantity: 33 });
    portal.updateLicense(id("other"), { quantity: 7 });
    portal.removeLicense(id("mail"));
    portal.deleteCompany(id("closed"));
    portal.updateCompany(id("paused"), { status: "suspended" });
    const byHand = portal.orderLicense({ customerId: id("bakery"), productCode: "310", quantity: 4 });
    const first = await reported(world, stack, 7, ...ignore);
    assert.equal(lines(first).length, 7, lines(first).join("\n"));

    assert.deepEqual(await typed(stack, nextOf(first, "seats", "repair")), ["License/UpdateQuantity"]);
    assert.deepEqual([seatsOf(stack, "seats"), seatsOf(stack, "other")], [10, 7]);

    const keep = nextOf(first, "other", "keep");
    assert.deepEqual(keep.write, { in: "the program, eset.License other", text: "quantity: 7" });
    const other = keep.write.text;
    stack.program(program({ other }));
    assert.deepEqual(await typed(stack, keep), [], "it is so already");
    assert.equal(seatsOf(stack, "other"), 7);

    // the company with what it had, and nothing else
    const again = nextOf(first, "closed", "repair");
    assert.deepEqual(again, nextOf(first, "closed-seats", "repair"));
    assert.deepEqual(await typed(stack, again), ["Company/Create/customer", "License/Order"]);
    assert.match(again.note ?? "", /billed/);

    // resuming the company wakes its licence, which is to stay suspended
    const resumed = await typed(stack, nextOf(first, "paused", "repair"));
    assert.deepEqual(resumed, ["Company/Unsuspend", "License/Suspend"]);

    const gone = nextOf(first, "mail", "remove");
    stack.program(program({ other, mail: false }));
    assert.deepEqual(await typed(stack, gone), []);
    assert.equal(stack.held["mail"], undefined);

    const adopt = nextOf(first, byHand.publicLicenseKey, "adopt");
    assert.equal(adopt.write?.in, "the program");
    stack.program(program({ other, mail: false, more: adopt.write.text }));
    assert.deepEqual(await typed(stack, adopt), [], "nothing is ordered");
    assert.equal(stack.held["a-name-of-its-own"]?.id, byHand.publicLicenseKey);

    // all of it together: nothing differs any more but what is accepted, by the line that was printed for it
    portal.updateLicense(id("seats"), { quantity: 12 });
    const entry = nextOf(first, "seats", "accept").write?.text ?? "";
    stack.write("accepted.yaml", `${readFileSync(join(stack.project, "drift.yaml"), "utf8")}  ${entry}\n`);
    const last = await reported(world, stack, 0, "--ignore", "accepted.yaml");
    assert.deepEqual(
      lines(last, "accepted").filter((line) => line.startsWith("Bakery: ")),
      ["Bakery: changed seats quantity 10 !== 12"],
    );
  });

  it("does so with a tenant's file, and takes whole customers over with pulumi-msp inventory", async () => {
    const file = (seats: string, name = "", license = "", backups = "redstor: {}\n") =>
      `name: Bakery\neset:\n${name}  licenses:\n    endpoint: { productCode: "2015", ${seats} }\n${license}${backups}`;
    const stack = await world.stack("");
    stack.write("index.js", 'require("pulumi-msp").loadTenants("tenants");\n');
    stack.write("tenants/bakery.yaml", file("quantity: 10"));
    stack.write("tenants/dairy.yaml", "name: Dairy\neset: {}\n");
    succeeds(await stack.up());
    const ignore = exceptions(stack);
    const { eset, redstor } = world.emulator;
    const id = (name: string) => stack.held[name]?.id ?? "";
    eset.portal.updateLicense(id("bakery/eset/endpoint"), { quantity: 25 });
    eset.portal.updateCompany(id("bakery/eset"), { name: "Bakers" });
    const mail = eset.portal.orderLicense({
      customerId: id("bakery/eset"),
      productCode: "310",
      quantity: 4,
      suspended: true,
    });
    const ofBakery = { companyId: id("bakery/redstor"), productId: 130, trial: true };
    const backups = redstor.portal.createSubscription(ofBakery).subscriptionId;
    const brewery = eset.portal.createCustomer({ name: "Brewery" });
    eset.portal.orderLicense({ customerId: brewery.id, productCode: "2015", quantity: 1 });
    const { companyId } = redstor.portal.createCompany({ companyName: "Brewery" });
    const subscription = redstor.portal.createSubscription({ companyId, productId: 4 });
    const dairy = redstor.portal.createCompany({ companyName: "Dairy", isEnabled: false });
    const report = await reported(world, stack, 7, ...ignore);

    // a company of a customer who is declared with another vendor's
    const other = nextOf(report, dairy.companyId, "adopt");
    assert.deepEqual(await typed(stack, other), []);
    assert.match(
      other.note ?? "",
      /declared in tenants\/dairy\.yaml: add what .* in the folder taken, with adopt: true/,
    );
    const [its, taken] = ["tenants", "taken"].map(
      (folder) => parse(readFileSync(join(stack.project, folder, "dairy.yaml"), "utf8")) as Record<string, object>,
    );
    const section = { ...taken?.["redstor"], adopt: true };
    stack.write("tenants/dairy.yaml", JSON.stringify({ ...its, redstor: section }));

    const seats = nextOf(report, "bakery/eset/endpoint", "keep").write;
    const name = nextOf(report, "bakery/eset", "keep").write;
    assert.deepEqual(seats, { in: "tenants/bakery.yaml, eset.licenses.endpoint", text: "quantity: 25" });
    assert.deepEqual(name, { in: "tenants/bakery.yaml, eset", text: 'name: "Bakers"' });
    const entry = nextOf(report, mail.publicLicenseKey, "adopt");
    assert.equal(entry.write?.in, "tenants/bakery.yaml, eset.licenses");
    const more = nextOf(report, `${ofBakery.companyId}/${backups}`, "adopt").write;
    assert.equal(more?.in, "tenants/bakery.yaml, redstor.subscriptions");
    const license = `    ${entry.write.text}\n`;
    const subscriptions = `redstor:\n  subscriptions:\n    ${more.text}\n`;
    stack.write("tenants/bakery.yaml", file(seats.text, `  ${name.text}\n`, license, subscriptions));
    assert.deepEqual(await typed(stack, nextOf(report, "bakery/eset", "keep")), []);
    assert.deepEqual(await typed(stack, entry), [], "an up takes over what the files say by now, and orders nothing");
    assert.equal(stack.held["dairy/redstor"]?.id, dairy.companyId);
    assert.equal(stack.held["bakery/redstor/product-130-edition-5"]?.id, `${ofBakery.companyId}/${backups}`);

    const ofBrewery = [brewery.id, companyId, `${companyId}/${subscription.subscriptionId}`];
    const takeOver = ofBrewery.map((one) => nextOf(report, one, "adopt"));
    assert.deepEqual([...new Set(takeOver.map((step) => JSON.stringify(step)))].length, 1, "one way for all of it");
    const [step] = takeOver;
    assert.ok(step !== undefined);
    assert.equal(step.commands?.[0], 'pulumi-msp inventory --customer "Brewery"');
    assert.deepEqual(await typed(stack, step), []);
    assert.deepEqual(lines(await reported(world, stack, 0, ...ignore)), []);
  });
});
