/** Functions in programs, on the engine: what they ask for, and when. */
import assert from "node:assert/strict";
import { EngineWorld, fails, succeeds } from "./engine";

describe("a function on the engine", () => {
  const world = EngineWorld.forEachTest();

  it("waits for the resource that it refers to, and asks for nothing before that exists", async () => {
    const stack = await world.stack(`
      const bakery = new eset.Customer("bakery", { name: "Bakery", address: { city: "Springfield" } });
      exports.city = eset.getCompanyOutput({ companyId: bakery.id }).address.city;
      exports.products = eset.getProductsOutput().apply((products) => products.length > 0);`);
    succeeds(await stack.preview());
    assert.deepEqual(world.calls(), ["Enum/AvailableProducts"]);
    succeeds(await stack.up());
    assert.deepEqual(world.calls().sort(), [
      "Company/Create/customer",
      "Company/Detail",
      "Enum/AvailableProducts",
      "User/Current",
    ]);
    const outputs = succeeds(await stack.run(["stack", "output", "--json"])).text;
    assert.match(outputs, /"city": "Springfield"/);
    assert.match(outputs, /"products": true/);
  });

  it("stops the program with the vendor's words when it is refused", async () => {
    const stack = await world.stack(`
      module.exports = async () => ({ bill: await eset.getBillingReport({ year: 2024, month: 5 }) });`);
    fails(await stack.preview(), "ESET BillingReport/MyCompany: ", "HTTP 403");
  });
});
