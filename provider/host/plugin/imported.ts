/** `pulumi import TYPE NAME ID`, and the option `import`: an object as a program would declare it. */
import { Refused } from "../../lifecycle/errors";
import type { Existing } from "../../lifecycle/lifecycle";
import type { Vendor } from "../../vendor/vendor";
import { find } from "../../vendors";

/** It counts as taken over, so its declaration says what removing it does: nothing. undefined if the vendor says that there is none. */
export async function imported(
  vendor: Vendor,
  session: unknown,
  type: string,
  id: string,
): Promise<Existing | undefined> {
  const found = await vendor.estate(session as never).read({ type, id, name: id }); // each vendor takes its own session
  if (found === undefined) return undefined;
  const { undeclarable, inputs, outputs } = found;
  if (undeclarable !== undefined) throw new Refused(`${type} ${id} cannot be imported. ${undeclarable}`);
  const hasPolicy = "deletionPolicy" in find(type).resource.inputs.properties;
  const kept = hasPolicy ? { deletionPolicy: "retain" } : {};
  return { inputs: { ...inputs, ...kept }, state: { ...outputs, ...kept } };
}
