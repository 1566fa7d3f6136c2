/**
 * Values as the provider protocol carries them. What is secret comes wrapped, at any depth, and goes back wrapped; what is not known in
 * a preview comes as a text that stands for it, another one for each type.
 */
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { isRecord, type Properties, unknownValue } from "../../lifecycle/values";
import { marks, signature } from "../marks";
import { wire } from "../properties";

export type Path = readonly string[];

/** Properties that were received: plain, and where the secrets are in them. */
export interface Received {
  readonly properties: Properties;
  readonly secrets: readonly Path[];
}

const unknowns: ReadonlySet<unknown> = new Set([
  unknownValue,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // a boolean
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421", // a number
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // a list
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // an object
]);

export function received(struct: Struct | undefined): Received {
  const secrets: Path[] = [];
  const properties = unwrapped(struct?.toJavaScript() ?? {}, [], secrets) as Properties; // an object has no mark itself
  return { properties, secrets };
}

function unwrapped(value: unknown, path: Path, secrets: Path[]): unknown {
  if (unknowns.has(value)) return unknownValue;
  if (Array.isArray(value)) return value.map((item, i) => unwrapped(item, [...path, String(i)], secrets));
  if (!isRecord(value)) return value;
  switch (value[signature]) {
    case undefined:
      return Object.fromEntries(
        Object.entries(value).map(([name, inner]) => [name, unwrapped(inner, [...path, name], secrets)]),
      );
    case marks.secret:
      secrets.push(path);
      return unwrapped(value["value"], path, secrets);
    case marks.output:
      if (value["secret"] === true) secrets.push(path);
      return "value" in value ? unwrapped(value["value"], path, secrets) : unknownValue;
    case marks.resource: // given in place of its id
      return unwrapped(value["id"] ?? value["urn"], path, secrets);
    default:
      throw new Error(`${path.join(".")}: assets and archives are no values of this provider.`);
  }
}

/** Properties to be sent: what stands where a secret came in is secret again. */
export function sent(properties: Properties, ...secrets: readonly (readonly Path[])[]): Struct {
  const wrapped = secrets.flat().reduce<Properties>(withSecret, wire(properties));
  return Struct.fromJavaScript(wrapped as Parameters<typeof Struct.fromJavaScript>[0]); // plain data
}

/** Where a list was put in order, or a part is gone, all that it stood in is secret. */
function withSecret(value: Properties, [first = "", ...rest]: Path): Properties {
  if (!(first in value)) return value;
  const inner = value[first];
  const isThere = isRecord(inner) && !(signature in inner) && rest.length > 0 && (rest[0] ?? "") in inner;
  const marked = isThere ? withSecret(inner, rest) : secret(inner);
  return { ...value, [first]: marked };
}

const secret = (value: unknown): unknown =>
  isRecord(value) && value[signature] === marks.secret ? value : { [signature]: marks.secret, value: plain(value) };

/** Without the marks of its parts: one mark is enough. */
function plain(value: unknown): unknown {
  if (!isRecord(value)) return value;
  if (value[signature] === marks.secret) return value["value"];
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}
