import assert from "node:assert/strict";
import { delayBeforeRetry } from "../../provider/http/retry";
import { VendorError } from "../../provider/http/vendorError";
import type { Outcome } from "../../provider/lifecycle/outcome";

const policy = { attempts: 4, firstDelayMilliseconds: 100, longestDelayMilliseconds: 300 };

const delay = (
  error: { outcome: Outcome; status?: number; retryAfterMilliseconds?: number },
  { repeatable = true, attempt = 1, random = 1 } = {},
) =>
  delayBeforeRetry(
    new VendorError({ vendor: "ESET", call: "License/Order", text: "x", ...error }),
    { repeatable, attempt },
    policy,
    () => random,
  );

describe("a failed request is sent again", () => {
  it("when it was surely not done, whatever it is", () => {
    assert.equal(delay({ outcome: "notDone", status: 429 }, { repeatable: false }), 100);
    assert.equal(delay({ outcome: "notDone", status: 503 }, { repeatable: false }), 100);
  });

  it("when it may have been done only if twice is the same as once", () => {
    assert.equal(delay({ outcome: "unknown", status: 500 }, { repeatable: true }), 100);
    assert.equal(delay({ outcome: "unknown", status: 500 }, { repeatable: false }), undefined);
    assert.equal(delay({ outcome: "unknown" }, { repeatable: false }), undefined);
  });

  it("never when the vendor refused it, or the credentials", () => {
    assert.equal(delay({ outcome: "refused", status: 400 }), undefined);
    assert.equal(delay({ outcome: "notDone", status: 401 }), undefined);
  });

  it("after twice as long each time, up to the longest delay, then no more", () => {
    const waits = [1, 2, 3, 4].map((attempt) => delay({ outcome: "unknown" }, { attempt }));
    assert.deepEqual(waits, [100, 200, 300, undefined]);
  });

  it("after a random part of that, so that many clients do not come back at once", () => {
    assert.equal(delay({ outcome: "unknown" }, { random: 0 }), 0);
    assert.equal(delay({ outcome: "unknown" }, { random: 0.5, attempt: 2 }), 100);
  });

  it("not before the vendor's Retry-After", () => {
    assert.equal(delay({ outcome: "notDone", status: 429, retryAfterMilliseconds: 5000 }), 5000);
  });

  it("never for an error that is not the vendor's", () => {
    assert.equal(delayBeforeRetry(new TypeError("bug"), { repeatable: true, attempt: 1 }, policy), undefined);
  });
});
