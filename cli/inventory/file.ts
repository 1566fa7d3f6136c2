/** The file of a tenant: YAML that people read and commit, and that says exactly what was read. */
import { isDeepStrictEqual } from "node:util";
import { Document, isCollection, isMap, isScalar, visit } from "yaml";
import { declarationOf } from "../../provider/tenant/declaration";
import { parse } from "../../provider/tenant/document";
import { parts } from "../../provider/tenant/parts";
import { tenantSchema } from "../../provider/tenant/schema";
import { visible } from "../rows";
import type { Tenant } from "./tenants";

/** Texts that YAML 1.1, which many tools still read, takes for something else: truth values, numbers, times. */
const lookAlike = /^(y|n|yes|no|on|off|true|false|null|~)$|^[-+]?[\d_,.:]+$|^\d{4}-\d\d?-\d\d?/i;

const collections = new Set(parts.flatMap((part) => part.collections.map(({ name }) => name)));

/** @param schema the JSON Schema's place, relative to the file, for editors */
export function fileOf({ declaration, remarks }: Pick<Tenant, "declaration" | "remarks">, schema: string): string {
  const document = new Document(declaration);
  visit(document, {
    Scalar: (key, node) => {
      if (key !== "key" && typeof node.value === "string" && lookAlike.test(node.value)) node.type = "QUOTE_DOUBLE";
    },
    Pair: (_, { key, value }) => {
      if (!isScalar(key) || !collections.has(String(key.value)) || !isMap(value)) return;
      for (const { value: entry } of value.items) {
        // an entry is a line, unless there is more in it than one holds
        if (isMap(entry)) entry.flow = !entry.items.some(({ value: inner }) => isCollection(inner));
      }
    },
  });
  for (const { path, text } of remarks) {
    const entry = document.getIn(path);
    // above an entry of several lines, beside one of a line
    if (isMap(entry)) entry[entry.flow === true ? "comment" : "commentBefore"] = ` ${visible(text)}`;
  }
  return `# yaml-language-server: $schema=${schema}\n${document.toString({ lineWidth: 0 })}`;
}

/** Whether the program that reads this file sees what it was written from. */
export function saysTheSame(text: string, { declaration }: Pick<Tenant, "declaration">): boolean {
  const { root, mistakes } = parse(text);
  if (root === undefined || mistakes.length > 0) return false;
  const read = declarationOf(root, tenantSchema, undefined);
  return read.mistakes.length === 0 && isDeepStrictEqual(read.value, declaration);
}
