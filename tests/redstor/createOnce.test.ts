import assert from "node:assert/strict";
import { createOnce } from "../../provider/redstor/createOnce";
import { VendorError } from "../../provider/http/vendorError";

describe("a create at Redstor whose answer is lost", () => {
  const lost = () =>
    new VendorError({ vendor: "Redstor", call: "POST /companies", outcome: "unknown", text: "the connection failed" });

  it("is not sent again when the object shows only at the second look", async () => {
    let [sent, looks] = [0, 0];
    const made = await createOnce({
      create: () => {
        sent++;
        return Promise.reject(lost());
      },
      find: () => Promise.resolve(++looks === 2 ? "the company" : undefined),
    });
    assert.deepEqual([made, sent, looks], ["the company", 1, 2]);
  });

  it("is sent again when neither look finds anything, and given up after the third", async () => {
    let [sent, looks] = [0, 0];
    const creation = createOnce({
      create: () => {
        sent++;
        return Promise.reject(lost());
      },
      find: () => {
        looks++;
        return Promise.resolve(undefined);
      },
    });
    await assert.rejects(creation, /the connection failed/);
    assert.deepEqual([sent, looks], [3, 6]);
  });

  it("is neither looked for nor sent again when Redstor has refused it", async () => {
    let sent = 0;
    const refused = new VendorError({ vendor: "Redstor", call: "POST /companies", outcome: "refused", text: "no" });
    const creation = createOnce({
      create: () => {
        sent++;
        return Promise.reject(refused);
      },
      find: () => assert.fail("looked for"),
    });
    await assert.rejects(creation, refused);
    assert.equal(sent, 1);
  });
});
