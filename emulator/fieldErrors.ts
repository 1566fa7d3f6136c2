/** What is wrong with the fields of a request, as ASP.NET says it: {"quantity": ["The input was not valid."]}. */
import type { ErrorObject } from "ajv";

export type FieldErrors = Readonly<Record<string, readonly string[]>>;

export function fieldErrors(errors: readonly ErrorObject[]): FieldErrors {
  const fields = new Map<string, Set<string>>();
  for (const error of errors.slice(0, 100)) {
    const [field, text] = explain(error);
    fields.set(field, (fields.get(field) ?? new Set()).add(text));
  }
  return Object.fromEntries([...fields].map(([field, texts]) => [field, [...texts]]));
}

export const requiredFields = (names: readonly string[]): FieldErrors =>
  Object.fromEntries(names.map((name) => [name, [`The ${name} field is required.`]]));

function explain({ instancePath, keyword, params }: ErrorObject): [field: string, text: string] {
  const path = fieldOf(instancePath);
  const { missingProperty, additionalProperty } = params as { missingProperty?: string; additionalProperty?: string }; // by keyword
  switch (keyword) {
    case "required": {
      const field = join(path, missingProperty ?? "");
      return [field, `The ${field} field is required.`];
    }
    case "additionalProperties":
      return [join(path, additionalProperty ?? ""), "The field is not known."];
    case "minLength":
      return [path, `The ${path} field is required.`];
    case "pattern":
      if ((params as { pattern?: string }).pattern !== "\\S") return [path, "The input was not valid."];
      return [path, `The ${path} field is required.`];
    default:
      return [path, "The input was not valid."];
  }
}

const join = (path: string, name: string): string => (path === "" ? name : `${path}.${name}`);

/** "/tags/0/tag" becomes "tags[0].tag". */
function fieldOf(instancePath: string): string {
  return instancePath
    .slice(1)
    .split("/")
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce((path, key) => (/^\d+$/.test(key) && path !== "" ? `${path}[${key}]` : join(path, key)), "");
}
