/** What the provider notes of an object for itself. It is in state under one name, beside the vendor's properties, and no input. */
import type { AnyResource } from "./define";
import { Refused } from "./errors";
import { isRecord, type Properties, withoutAbsent } from "./values";

export interface Notes {
  /** The company whose account made or took over the object. */
  readonly account?: string | undefined;
  /** Whether the object existed before and was taken over. */
  readonly adopted?: boolean;
}

/** Names that begin like this are no property of a vendor, and the engine shows no change of them. */
const place = "__msp";

/** State in its two parts. Throws if it is of the form that versions before the first release wrote. */
export function split(
  resource: Pick<AnyResource, "type" | "inputs" | "assigned">,
  id: string,
  state: Properties,
): { readonly notes: Notes; readonly properties: Properties } {
  const { [place]: noted, ...properties } = state;
  if (noted === undefined) refuseEarlierForm(resource, id, properties);
  const { account, adopted } = isRecord(noted) ? noted : {};
  return {
    notes: { account: typeof account === "string" ? account : undefined, adopted: adopted === true },
    properties,
  };
}

/** State of its two parts. */
export function withNotes(properties: Properties, { account, adopted }: Notes): Record<string, unknown> {
  const notes = withoutAbsent({ account, adopted: adopted === true ? adopted : undefined });
  return withoutAbsent({ ...properties, [place]: Object.keys(notes).length > 0 ? notes : undefined });
}

/** The notes stood among the vendor's properties once. A resource may have a property of such a name. */
function refuseEarlierForm(
  { type, inputs, assigned }: Pick<AnyResource, "type" | "inputs" | "assigned">,
  id: string,
  properties: Properties,
): void {
  const isNote = (name: string) => name in properties && !(name in inputs.properties) && !(name in assigned);
  if (!["account", "adopted"].some(isNote)) return;
  throw new Refused(
    `${type} ${id}: this state was made by a version before the first release, and this version does not read it. Nothing was changed. ` +
      `Take the resource out of the state, which leaves the object as it is: pulumi state delete --force '<urn>'. ` +
      `What depends on it goes first; "pulumi stack --show-urns" tells the URNs. Then take it over again: MSP_ADOPT=1 pulumi up. ` +
      "It then counts as adopted: removing the resource keeps the object, unless deletionPolicy says otherwise.",
  );
}
