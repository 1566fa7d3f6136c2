/** What the protocol of a native provider has beyond that of the dynamic one, on the real process. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { root } from "../tools/tools";
import { properties, type Properties, struct } from "./dynamicHost";
import { NativeHost, secret } from "./nativeHost";
import { World } from "./world";

describe("the native provider's process", () => {
  const world = World.forEachTest({ startHost: (options) => NativeHost.start(options) });
  const host = () => world.host as NativeHost; // as the world starts it
  const urn = (type: string) => host().urnOf({ type, name: "one" });

  /** As the engine imports: there is nothing but the id. */
  async function imported(type: string, id: string): Promise<{ inputs: Properties; outputs: Properties } | undefined> {
    const request = new messages.ReadRequest();
    request.setUrn(urn(type));
    request.setId(id);
    request.setProperties(struct({}));
    request.setInputs(struct({}));
    const answer = await host().call<messages.ReadResponse>("read", request);
    return answer.getId() === ""
      ? undefined
      : { inputs: properties(answer.getInputs()), outputs: properties(answer.getProperties()) };
  }

  /** Whether what was imported, declared as it says, is what the plan finds. */
  async function isUnchanged(type: string, id: string, found: { inputs: Properties; outputs: Properties }) {
    const of = { type, name: "one" };
    const { inputs, failures } = await host().check(of, found.inputs, found.inputs);
    assert.deepEqual(failures, []);
    return !(await host().diff(of, id, found.outputs, inputs)).changes;
  }

  it("imports every type by its id, as what nothing is to be done with, and what is kept", async () => {
    const { eset, redstor } = world.emulator;
    const { id: customerId } = eset.portal.createCustomer({ name: "Bakery", tags: ["gold"] });
    const { publicLicenseKey } = eset.portal.orderLicense({ customerId, productCode: "2015", quantity: 10 });
    const { companyId } = redstor.portal.createCompany({ companyName: "Bakery" });
    const { subscriptionId } = redstor.portal.createSubscription({ companyId, productId: 4, editionId: 5 });
    const expected: [type: string, id: string, declared: Properties][] = [
      ["eset:Customer", customerId, { name: "Bakery", tags: ["gold"], suspended: false }],
      [
        "eset:License",
        publicLicenseKey,
        { customerId, productCode: "2015", quantity: 10, type: "full", suspended: false },
      ],
      ["redstor:Company", companyId, { name: "Bakery", type: "Customer", enabled: true }],
      [
        "redstor:Subscription",
        `${companyId}/${subscriptionId}`,
        { companyId, productId: 4, editionId: 5, mode: "full" },
      ],
    ];
    for (const [type, id, declared] of expected) {
      const found = await imported(type, id);
      assert.deepEqual(found?.inputs, { ...declared, deletionPolicy: "retain" }, type);
      assert.ok(await isUnchanged(type, id, found), type);
      world.calls();
      await host().delete({ type, name: "one" }, id, found.outputs);
      assert.deepEqual(world.calls(), [], `${type} is kept`);
    }
    // the account of the MSP Manager above sees managed MSPs, and its users
    const manager = eset.accounts.find(({ username }) => username === "manager@msp.example");
    const managed = eset.companies().find(({ name }) => name === "Example Managed MSP");
    assert.ok(manager !== undefined && managed !== undefined);
    await world.restartHost({
      config: { "msp:esetUsername": manager.username, "msp:esetPassword": manager.password },
    });
    await isTakenIn("eset:ManagedMsp", managed.id, "Example Managed MSP");
  });

  /** Imported with this name, kept, and unchanged as it is declared then. */
  async function isTakenIn(type: string, id: string, name: string): Promise<void> {
    const found = await imported(type, id);
    assert.ok(found !== undefined);
    assert.deepEqual([found.inputs["name"], found.inputs["deletionPolicy"]], [name, "retain"]);
    assert.ok(await isUnchanged(type, id, found));
    world.calls();
    await host().delete({ type, name: "one" }, id, found.outputs);
    assert.deepEqual(world.calls(), []);
  }

  it("imports a user", async () => {
    const jane = { email: "jane@staff.example", firstName: "Jane", lastName: "Doe", countryCode: "SVK" };
    const user = world.resource("eset:User");
    await user.up({ ...jane, permission: "Read" });
    await world.restartHost();
    const found = await imported("eset:User", user.id);
    assert.deepEqual(found?.inputs, { ...jane, permission: "Read", deletionPolicy: "retain" });
    assert.ok(await isUnchanged("eset:User", user.id, found));
    world.calls();
    await host().delete({ type: "eset:User", name: "one" }, user.id, found.outputs);
    assert.deepEqual(world.calls(), []);
  });

  it("imports an MSP of a distributor", async () => {
    const distributor = world.emulator.eset.accounts.find(({ username }) => username === "distributor@msp.example");
    assert.ok(distributor !== undefined);
    const { username, password } = distributor;
    await world.restartHost({ config: { "msp:esetUsername": username, "msp:esetPassword": password } });
    const msp = world.resource("eset:MspCompany");
    await msp.up({
      name: "North IT",
      email: "office@north.example",
      address: { countryCode: "SVK" },
      products: ["2015"],
    });
    await world.restartHost();
    await isTakenIn("eset:MspCompany", msp.id, "North IT");
  });

  it("tells two resources of one object by their names, though their states are equal", async () => {
    const { id: customerId } = world.emulator.eset.portal.createCustomer({ name: "Bakery" });
    const declared = { customerId, productCode: "2015", quantity: 10 };
    const [kept, gone] = [world.resource("eset:License"), world.resource("eset:License")];
    await kept.up(declared);
    gone.recorded = structuredClone(kept.recorded);
    await world.restartHost();
    await kept.up(declared);
    world.calls();
    await gone.remove();
    assert.deepEqual(world.calls(), []);
    await host().printed(/is kept: another resource of this program manages it/);
  });

  it("says that an object is not there when it imports what nobody has", async () => {
    assert.equal(await imported("eset:Customer", "00000000-0000-4000-8000-000000000000"), undefined);
  });

  it("gives back as a secret what came as one, at its place", async () => {
    const request = new messages.CreateRequest();
    request.setUrn(urn("eset:Customer"));
    request.setProperties(struct({ name: "Bakery", address: { city: secret("Springfield") }, suspended: false }));
    const created = await host().call<messages.CreateResponse>("create", request);
    const { address, name } = properties(created.getProperties());
    assert.deepEqual([name, address], ["Bakery", { city: secret("Springfield") }]);
    assert.equal(world.emulator.eset.companies().find((one) => one.name === "Bakery")?.address.city, "Springfield");
  });

  it("quotes no secret that is wrong, and names it in words only, because the engine would print it", async () => {
    const check = async (type: string, olds: Properties, news: Properties) => {
      const request = new messages.CheckRequest();
      request.setUrn(urn(type));
      request.setOlds(struct(olds));
      request.setNews(struct(news));
      const answer = await host().call<messages.CheckResponse>("check", request);
      return answer.getFailuresList().map((failure) => [failure.getProperty(), failure.getReason()]);
    };
    assert.deepEqual(await check("eset:Customer", {}, { name: "Bakery", email: secret("geheim1") }), [
      ["", "email must be an e-mail address, not a secret."],
    ]);
    const north = { name: "North IT", email: "office@north.example" };
    const refused = await check(
      "eset:MspCompany",
      { ...north, address: secret({ countryCode: "SVK" }) },
      { ...north, address: secret({ countryCode: "CZE" }) },
    );
    assert.deepEqual(refused, [
      [
        "",
        "address ESET cannot change the country of a company. Set it to what it was. " +
          "Or set allowRecreate: true to delete and create it anew.",
      ],
    ]);
  });

  it("names the properties that change, and those that replace", async () => {
    const detailed = async (type: string, olds: Properties, news: Properties) => {
      const request = new messages.DiffRequest();
      request.setUrn(urn(type));
      request.setId("an-id");
      request.setOlds(struct(olds));
      request.setNews(struct(news));
      const answer = await host().call<messages.DiffResponse>("diff", request);
      const { Kind } = messages.PropertyDiff;
      const nameOf = (kind: number) => Object.entries(Kind).find(([, value]) => Number(value) === kind)?.[0];
      return Object.fromEntries(
        answer
          .getDetaileddiffMap()
          .toArray()
          .map(([path]) => [path, nameOf(answer.getDetaileddiffMap().get(path)?.getKind() ?? -1)]),
      );
    };
    const bakery = {
      name: "Bakery",
      address: { city: "Springfield", zipCode: "1" },
      email: "it@bakery.example",
      suspended: false,
    };
    assert.deepEqual(
      await detailed("eset:Customer", bakery, {
        name: "Bakery",
        address: { city: "Shelbyville", zipCode: "1" },
        tags: ["gold"],
        suspended: false,
      }),
      { "address.city": "UPDATE", email: "DELETE", tags: "ADD" },
    );
    const trial = { customerId: "c1", productCode: "2015", quantity: 5, type: "trial", suspended: false };
    assert.deepEqual(await detailed("eset:License", trial, { ...trial, productCode: "2018", quantity: 6 }), {
      productCode: "UPDATE_REPLACE",
      quantity: "UPDATE",
    });
  });

  it("has in a preview what is known of a new object, and sends nothing", async () => {
    const request = new messages.CreateRequest();
    request.setUrn(urn("eset:License"));
    request.setPreview(true);
    request.setProperties(
      struct({ customerId: "c1", productCode: "2015", quantity: 5, type: "full", suspended: false }),
    );
    const planned = await host().call<messages.CreateResponse>("create", request);
    const { publicLicenseKey, quantity } = properties(planned.getProperties());
    assert.deepEqual([planned.getId(), quantity, publicLicenseKey], ["", 5, "04da6b54-80e4-46f7-96ec-b56ff0331ba9"]);
    assert.deepEqual(world.calls(), []);
  });

  it("refuses wrong arguments of a function, and one that it does not have", async () => {
    const asked = async (token: string, args: Properties) => {
      const request = new messages.InvokeRequest();
      request.setTok(token);
      request.setArgs(struct(args));
      return await host().call<messages.InvokeResponse>("invoke", request);
    };
    const answer = await asked("msp:eset:getCompany", { companyID: "c1" });
    assert.match(answer.getFailuresList()[0]?.getReason() ?? "", /Did you mean companyId\? .*Nothing was asked/);
    await assert.rejects(asked("msp:eset:getNothing", {}), /pulumi-msp has no function eset:getNothing/);
    assert.deepEqual(world.calls(), []);
  });

  it("holds the limits of its own configuration, before anything is sent", async () => {
    await world.restartHost({ config: { "msp:mostNewSeats": "5" } });
    const customer = world.resource("eset:Customer");
    await customer.up({ name: "Bakery" });
    world.calls();
    const seats = { customerId: customer.id, productCode: "2015", quantity: 6 };
    await assert.rejects(world.resource("eset:License").up(seats), /msp:mostNewSeats allows 5/);
    assert.deepEqual(world.calls(), []);
  });

  it("checks the arguments of a provider; what a preview does not know yet is no mistake", async () => {
    const failures = async (args: Properties) => {
      const request = new messages.CheckRequest();
      request.setUrn("urn:pulumi:test::tenants::pulumi:providers:msp::north");
      request.setNews(struct(args));
      const answer = await host().call<messages.CheckResponse>("checkConfig", request);
      return {
        inputs: properties(answer.getInputs()),
        said: answer.getFailuresList().map((failure) => `${failure.getProperty()} ${failure.getReason()}`),
      };
    };
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const later = await failures({ esetUsername: "api", esetPassword: unknown, mostNewSeats: unknown });
    assert.deepEqual(later.said, []);
    const given = await failures({ esetPassword: "geheim1", mostNewSeats: "many", esetPasword: "x", version: "0.1.0" });
    assert.deepEqual(given.inputs["esetPassword"], secret("geheim1"));
    const [misspelt = "", limit = ""] = given.said;
    assert.equal(misspelt, "esetPasword is no argument of this provider. Did you mean esetPassword?");
    assert.match(limit, /msp:mostNewSeats is "many", but must be a whole number/);
  });

  async function schema() {
    const answer = await host().call<messages.GetSchemaResponse>("getSchema", new messages.GetSchemaRequest());
    return JSON.parse(answer.getSchema()) as { name: string; version: string; resources: object; functions: object };
  }

  it("says the version of the npm package, and so does its schema", async () => {
    const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string }; // ours
    const info = await host().call<PluginInfo>("getPluginInfo", new Empty());
    const { name, version } = await schema();
    assert.equal(info.getVersion(), manifest.version);
    assert.deepEqual([name, version], ["msp", manifest.version]);
  });

  it("has a schema with every resource, function and component", async () => {
    const { resources, functions } = await schema();
    assert.equal(Object.keys(functions).length, 51);
    assert.deepEqual(
      Object.keys(resources)
        .map((type) => type.replace("msp:", ""))
        .sort(),
      [
        "eset:Customer",
        "eset:License",
        "eset:ManagedMsp",
        "eset:MspCompany",
        "eset:TermsAcceptance",
        "eset:User",
        "index:Tenant",
        "index:Tenants",
        "redstor:Company",
        "redstor:Subscription",
      ],
    );
  });
});
