/** A contract's document for people: each part on which it is open says so in its description. */
import { isChoice } from "../contracts/open";
import type { OpenPoint, OpenPoints } from "../contracts/open";
import { placesIn } from "../contracts/places";
import { isObject, resolve } from "./contract";
import type { Contract, Json } from "./contract";

/** The same document with the questions and their readings in words. It stays a valid one: a description is Markdown. */
export function openInWords({ document, operations }: Pick<Contract, "document" | "operations">): Json {
  const told = structuredClone(document);
  const open = (document["x-open"] ?? {}) as OpenPoints; // ours, and checked by the tests
  const places = placesIn(document);
  for (const { at, points } of places) addTo(told, at, points.map((name) => inWords(name, open[name])).join("\n\n"));
  for (const { call, method } of operations) {
    const at = ["paths", `/${call}`, method.toLowerCase()];
    const parts = partsOf(document, nodeAt(document, at));
    const more = places.filter((place) => parts.has(place.at.slice(0, 3).join("/"))).flatMap(({ points }) => points);
    if (more.length > 0) addTo(told, at, `**Open in what it takes or answers:** ${listed(more)}.`);
  }
  return told;
}

/** What is open, and how the emulator is told what to do. */
function inWords(name: string, point: OpenPoint | undefined): string {
  if (point === undefined) return "";
  const readings = isChoice(point)
    ? Object.entries(point.readings).map(([reading, words]) => `- \`${reading}\`: ${words}`)
    : [`- \`${JSON.stringify(point.value)}\` is assumed; it can be ${point.expected}`];
  return [`**Open:** ${point.asks} The emulator's switch \`${name}\` has these readings:`, "", ...readings].join("\n");
}

const listed = (names: readonly string[]): string => [...new Set(names)].map((name) => `\`${name}\``).join(", ");

/** What is only a reference keeps the description of what it refers to. */
function addTo(document: Json, at: readonly string[], text: string): void {
  const node = nodeAt(document, at);
  const { description = resolve(document, node)["description"] } = node;
  node["description"] = [description, text].filter(Boolean).join("\n\n");
}

function nodeAt(document: Json, at: readonly string[]): Json {
  const node = at.reduce<unknown>((outer, key) => (isObject(outer) ? outer[key] : undefined), document);
  if (!isObject(node)) throw new Error(`The contract has nothing at ${at.join(" ")}`);
  return node;
}

/** The shared parts of a document that an operation is made of, such as components/schemas/Company. */
function partsOf(document: Json, operation: Json): Set<string> {
  const parts = new Set<string>();
  const follow = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    const { $ref } = node as Json;
    if (typeof $ref === "string") {
      const part = $ref.replace(/^#\//, "");
      if (parts.has(part)) return;
      parts.add(part);
      follow(resolve(document, node as Json));
    }
    for (const inner of Object.values(node)) follow(inner);
  };
  follow(operation);
  return parts;
}
