/**
 * Marks of tests that show a known fault. A marked test runs and must fail in the way that the mark says: then it counts as skipped. When it
 * passes, or fails in another way, the run is red, so that no mark outlives its fault and none hides another one.
 */
import assert from "node:assert/strict";

/** A test that is to fail until `what` is there. `how` is what its failure says now. */
export function awaiting(what: string, how: RegExp, title: string, test: () => Promise<void>): void {
  it(`${title} [awaits ${what}]`, async function () {
    const failure = await test().then(
      () => undefined,
      (error: unknown) => error,
    );
    assert.notEqual(failure, undefined, `It passes: take the mark away, it awaits ${what} no longer.`);
    assert.match(failure instanceof Error ? failure.message : String(failure), how);
    this.skip();
  });
}
