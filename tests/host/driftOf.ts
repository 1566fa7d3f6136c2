/** What a drift report says of one resource. */
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { compare } from "../../cli/drift/compare";
import { previewed } from "../../cli/drift/events";
import { find } from "../../provider/vendors";
import type { StackResource } from "./stack";

/** Of a resource whose program was not edited, on the events that the engine sends. */
export async function driftOf(resource: StackResource) {
  const { type, id, inputs, outputs } = resource;
  const urn = `urn:pulumi:test::tenants::pulumi-nodejs:dynamic/${type}::it`;
  const state = (of: { readonly inputs: object; readonly outputs: object }) => ({
    ...{ type: `pulumi-nodejs:dynamic/${type}`, urn, id, custom: true, parent: "", provider: "" },
    ...of,
  });
  const old = state({ inputs, outputs });
  await resource.refresh();
  const live = state({ inputs: resource.inputs, outputs: resource.outputs });
  const metadata = { urn, type: old.type, provider: "" };
  const program = { ...live, inputs };
  const summaryEvent = { maybeCorrupt: false, durationSeconds: 1, resourceChanges: {}, policyPacks: {} };
  const events: EngineEvent[] = [
    {
      ...{ sequence: 1, timestamp: 0 },
      resOutputsEvent: { metadata: { ...metadata, op: "refresh", old, new: live }, planning: true },
    },
    {
      ...{ sequence: 2, timestamp: 0 },
      resOutputsEvent: { metadata: { ...metadata, op: "same", old: live, new: program }, planning: true },
    },
    { sequence: 3, timestamp: 0, summaryEvent },
  ];
  return previewed(events).flatMap((one) => compare(one, find(type).resource).drift);
}
