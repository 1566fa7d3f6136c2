/** Properties of a resource as hosts are given them, and as they answer. */
import { isRecord, type Properties } from "../lifecycle/values";

/** What is ours of the properties: `__provider` belongs to the dynamic host, and stays in the state of a stack that came from there. */
export function ours(properties: Properties | undefined): Properties {
  return Object.fromEntries(Object.entries(properties ?? {}).filter(([name]) => name !== "__provider"));
}

/** As the protocol can carry it: undefined would crash the conversion. */
export function wire(value: Properties): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, property]) => property !== undefined)
      .map(([name, property]) => [name, isRecord(property) ? wire(property) : property]),
  );
}
