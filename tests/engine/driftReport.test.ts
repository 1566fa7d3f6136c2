/** `pulumi-msp drift` over a real stack: it lists what somebody changed by hand, that and nothing else, and changes nothing. */
import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Report } from "../../cli/drift/finding";
import { drift, exceptions, lines, reported } from "./driftCommand";
import { EngineWorld, type Stack, succeeds } from "./engine";

describe("pulumi-msp drift", () => {
  const world = EngineWorld.forEachTest();
  const pendingLines = ({ customers }: Report): string[] =>
    customers
      .flatMap(({ pending }) =>
        pending.map(({ kind, resource, property }) => `${kind} ${resource ?? ""} ${property ?? ""}`.trim()),
      )
      .sort();
  /** Everything that a look could change, apart from the engine's own logs and plugins. */
  const held = (stack: Stack) => ({ state: readFileSync(stack.stateFile, "utf8"), files: stack.files });

  it("lists each change that somebody made by hand, and nothing else, and changes nothing", async () => {
    const program = ({ seats = 10, edited = "" } = {}) => `
      const bakery = new eset.Customer("bakery", {
        name: "Bakery", email: "it@bakery.example", address: { city: "Brno", zipCode: "602 00" }, tags: ["gold", "branch"],
      });
      new eset.License("bakery-seats", { customerId: bakery.id, productCode: "2015", quantity: ${seats} });
      new eset.License("bakery-mail", { customerId: bakery.id, productCode: "107", quantity: 3 });
      new eset.License("bakery-free", { customerId: bakery.id, productCode: "310", quantity: 3 }, { ignoreChanges: ["quantity"] });
      const brewery = new eset.Customer("brewery", { name: "Brewery" });
      new eset.License("brewery-seats", { customerId: brewery.id, productCode: "2015", quantity: 5 });
      const closed = new eset.Customer("closed", { name: "Closed" });
      new eset.License("closed-seats", { customerId: closed.id, productCode: "2015", quantity: 2 });
      new eset.Customer("quiet", { name: "Quiet" });
      const reseller = new redstor.Company("reseller", { name: "Reseller", type: "Partner" });
      const backup = new redstor.Company("backup", { name: "Bakery" });
      new redstor.Subscription("backup-m365", { companyId: backup.id, productId: 4, editionId: 5, mode: "trial" });
      const archive = new redstor.Company("archive", { name: "Archive" });
      new redstor.Subscription("archive-m365", { companyId: archive.id, productId: 4, editionId: 5 });
      const moved = new redstor.Company("moved", { name: "Moved", parentId: reseller.id });
      const renamed = new redstor.Company("renamed", { name: "Renamed" });
      ${edited}`;
    const stack = await world.stack(program());
    succeeds(await stack.up());
    const ignore = exceptions(stack);
    const clean = await reported(world, stack, 0, ...ignore);
    assert.deepEqual([clean.drift, lines(clean), clean.summary.objects], [false, [], 16]);

    const { eset, redstor } = world.emulator;
    const id = (name: string) => stack.held[name]?.id ?? "";
    const account = redstor.accounts[0]?.companyId ?? "";
    eset.portal.updateCompany(id("bakery"), {
      name: "Bakers",
      address: { city: "Praha" },
      tags: ["branch", "silver"],
      email: "IT@bakery.example", // another case is no change
    });
    eset.portal.updateLicense(id("bakery-seats"), { quantity: 33 });
    eset.portal.removeLicense(id("bakery-mail"));
    eset.portal.updateLicense(id("bakery-free"), { quantity: 4 });
    eset.portal.updateLicense(id("brewery-seats"), { suspended: true });
    eset.portal.deleteCompany(id("closed"));
    const { id: byHand } = eset.portal.createCustomer({ name: "By hand" });
    eset.portal.orderLicense({ customerId: byHand, productCode: "2015", quantity: 1 });
    eset.portal.orderLicense({ customerId: id("brewery"), productCode: "107", quantity: 1 });
    redstor.portal.updateCompany(id("backup"), { isEnabled: false });
    redstor.portal.updateCompany(id("moved"), { parentCompanyId: account });
    redstor.portal.updateCompany(id("renamed"), { companyName: "Renamed by hand" });
    const [backupCompany = "", trial = ""] = id("backup-m365").split("/");
    redstor.portal.convertTrial(backupCompany, trial);
    const [archiveCompany = "", removed = ""] = id("archive-m365").split("/");
    redstor.portal.removeSubscription(archiveCompany, removed);
    redstor.portal.createCompany({ companyName: "Redstor by hand" });
    // edited and not deployed: quantity differs in all three places, the rest is only pending
    stack.program(program({ seats: 11, edited: 'new eset.Customer("next", { name: "Next" });' }));

    const changes = [
      "Archive: vanished archive-m365",
      "Bakery: changed backup enabled true !== false",
      'Bakery: changed backup-m365 mode "trial" !== "full"',
      'Bakery: changed bakery address.city "Brno" !== "Praha"',
      'Bakery: changed bakery name "Bakery" !== "Bakers"',
      'Bakery: changed bakery tags ["gold","branch"] !== ["branch","silver"]',
      "Bakery: changed bakery-seats quantity 11 !== 33 (10)",
      "Bakery: vanished bakery-mail",
      "Brewery: changed brewery-seats suspended false !== true",
      "Brewery: unmanaged ESET Endpoint Security (107)",
      "By hand: unmanaged By hand",
      "By hand: unmanaged ESET PROTECT Entry (2015)",
      "Closed: vanished closed",
      "Closed: vanished closed-seats",
      `Moved: changed moved parentId ${JSON.stringify(id("reseller"))} !== ${JSON.stringify(account)}`,
      "Redstor by hand: unmanaged Redstor by hand",
      'Renamed: changed renamed name "Renamed" !== "Renamed by hand"',
    ];
    const before = held(stack);
    const objects = structuredClone(world.objects);
    world.emulator.journal.clear();
    const report = await reported(world, stack, 7, ...ignore);
    assert.deepEqual(lines(report), changes);
    assert.deepEqual(pendingLines(report), ["create next"]);
    assert.deepEqual(report.summary, { objects: 17, changed: 9, vanished: 4, unmanaged: 4, accepted: 3, pending: 1 });
    assert.deepEqual(held(stack), before, "neither the state nor the project was written to");
    assert.deepEqual(world.objects, objects);
    assert.deepEqual(
      world.emulator.journal
        .entries()
        .filter(({ applied }) => applied)
        .map(({ call }) => call),
      [],
      "the vendors were only asked",
    );
    const found = report.customers.flatMap((customer) => customer.drift);
    const changeOf = (resource: string) => found.find((one) => one.resource === resource)?.change?.what;
    assert.deepEqual(
      ["bakery-seats", "brewery-seats"].map(changeOf),
      ["seats changed", "suspended"],
      "ESET tells who did it, of licences",
    );
    const hintOf = (resource: string) => found.find((one) => one.resource === resource)?.hint ?? "";
    for (const resource of ["renamed", "backup-m365"]) {
      assert.match(hintOf(resource), /^The next update refuses to change it back: /, "it must not end the look");
    }

    // accepted, and accepted until yesterday; to a file, which others must not read
    const accept = exceptions(
      stack,
      "{ customer: Bakery, property: name, reason: agreed, until: 2999-12-31 }",
      "{ resource: brewery-seats, property: suspended, reason: holidays, until: 2020-12-31 }",
      `{ resource: ${byHand}, kind: unmanaged, reason: a test customer, until: 2999-12-31 }`,
      "{ resource: never, property: name, reason: a typing mistake, until: 2999-12-31 }",
    );
    const accepted = await drift(world, stack, [
      "--format",
      "json",
      "--output",
      "drift.json",
      "--no-unmanaged",
      ...accept,
    ]);
    assert.deepEqual([accepted.code, accepted.output], [7, ""]);
    const file = join(stack.project, "drift.json");
    assert.equal(statSync(file).mode & 0o777, process.platform === "win32" ? 0o666 : 0o600);
    const second = JSON.parse(readFileSync(file, "utf8")) as Report;
    assert.deepEqual(
      lines(second),
      changes.filter((line) => !/: unmanaged | bakery name /.test(line)),
    );
    assert.deepEqual(lines(second, "accepted"), ['Bakery: changed bakery name "Bakery" !== "Bakers"']);
    assert.equal(second.summary.unmanaged, undefined);
    assert.deepEqual(
      second.exceptions.expired.map(({ at }) => at),
      ["drift.yaml:4:5"],
    );
    assert.deepEqual(
      second.exceptions.unused.map(({ at }) => at),
      ["drift.yaml:2:5", "drift.yaml:5:5", "drift.yaml:6:5"],
    );
  });

  it("is silent after the repair, and cannot tell when it may not read", async () => {
    const stack = await world.stack(`
      const { getStack, secret } = require("@pulumi/pulumi");
      if (getStack() === "other") return void new eset.Customer("elsewhere", { name: "Elsewhere" });
      const bakery = new eset.Customer("bakery", { name: "Bakery", comment: secret("only for us") });
      new eset.License("seats", { customerId: bakery.id, productCode: "2015", quantity: 10 });
      const closed = new eset.Customer("closed", { name: "Closed" });`);
    succeeds(await stack.up());
    const { portal } = world.emulator.eset;
    portal.updateCompany(stack.held["bakery"]?.id ?? "", { comment: "for all" });
    portal.updateLicense(stack.held["seats"]?.id ?? "", { quantity: 33 });
    portal.deleteCompany(stack.held["closed"]?.id ?? "");
    // a customer of another stack of the project is managed too; and which stack is selected stays as it is
    succeeds(await stack.run(["stack", "init", "other"]));
    succeeds(await stack.up());
    const ignore = [...exceptions(stack), "--stack", "test"];

    const secretly = await drift(world, stack, ignore);
    assert.equal(secretly.code, 7);
    assert.match(secretly.output, /comment {2}program \[secret\] {2}vendor \[secret\]/);
    assert.doesNotMatch(secretly.output + secretly.errors, /only for us|for all|Elsewhere/);
    assert.equal((await stack.run(["stack", "--show-name"])).text.trim(), "other");

    const refused = await drift(world, stack, ignore, { ESET_MSP_PASSWORD: "wrong" });
    assert.deepEqual([refused.code, refused.output], [1, ""]);
    assert.match(refused.errors, /It cannot be told whether there is drift\.\nESET Token\/Get: .*password/);

    // only the list of what nobody manages fails
    world.emulator.faults.add({ call: "Company/Descendants", kind: "status", status: 403, times: "always" });
    const partly = await drift(world, stack, ignore);
    assert.deepEqual([partly.code, partly.output], [1, ""]);
    assert.match(partly.errors, /ESET Company\/Descendants/);
    world.emulator.faults.clear();

    succeeds(await stack.up({ flags: ["--refresh", "--run-program", "--stack", "test"] }));
    const { code, output } = await drift(world, stack, ignore);
    assert.equal(code, 0, output);
    assert.match(output, /^No drift\ntenants\/test: /);
  });
});
