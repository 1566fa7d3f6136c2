import assert from "node:assert/strict";
import { assumptionsWith } from "../../provider/eset/assumptions";
import { readEsetError as readerOf } from "../../provider/eset/errors";
import type { VendorRequest } from "../../provider/http/client";

const readEsetError = readerOf(assumptionsWith());
const order: VendorRequest = { method: "POST", path: "/License/Order", call: "License/Order", effect: "once" };
const signIn: VendorRequest = { ...order, path: "/Token/Get", call: "Token/Get", token: null };

describe("an error answer of ESET", () => {
  it("is told by its code: the meaning, the vendor's words, what to do", () => {
    const answer = readEsetError(400, { code: 8, subCode: 27, message: "ProductIsNotAvailable" }, order);
    assert.equal(answer.text, "the product is not available to this account: ProductIsNotAvailable");
    assert.match(answer.hint ?? "", /^Check the product code/);
    assert.deepEqual([answer.code, answer.subCode], [8, 27]);
  });

  it("is read without regard to case, and with codes given as text", () => {
    const answer = readEsetError(400, { Code: "8", SubCode: "20" }, order);
    assert.deepEqual([answer.code, answer.subCode], [8, 20]);
  });

  it("of a field names the field, bare or below errors", () => {
    const text = "the request was not valid: quantity: The input was not valid.";
    assert.equal(readEsetError(400, { quantity: ["The input was not valid."] }, order).text, text);
    const problem = { type: "about:blank", title: "Bad", errors: { quantity: ["The input was not valid."] } };
    assert.equal(readEsetError(400, problem, order).text, text);
  });

  it("without a body still says who refused what", () => {
    assert.equal(readEsetError(422, undefined, order).text, "the vendor refused the request");
    assert.equal(readEsetError(500, undefined, order).text, "the vendor's server failed");
    assert.match(readEsetError(404, undefined, order).hint ?? "", /run "pulumi refresh"/);
  });

  it("to a sign-in never repeats the vendor's words, which may quote the password", () => {
    const echo = { password: ["The value 'hunter2' is wrong"] };
    assert.doesNotMatch(JSON.stringify(readEsetError(400, echo, signIn)), /hunter2/);
    const business = { code: 2, subCode: 1, message: "'hunter2' does not match" };
    assert.doesNotMatch(JSON.stringify(readEsetError(401, business, signIn)), /hunter2/);
  });
});
