/** The file of a tenant: YAML that people read and commit, and that says exactly what was read. */
import { isDeepStrictEqual } from "node:util";
import { Document, isCollection, isMap, isScalar, isSeq, visit } from "yaml";
import { declarationOf } from "../../provider/tenant/declaration";
import { parse } from "../../provider/tenant/document";
import { parts } from "../../provider/tenant/parts";
import type { Tenant } from "./tenants";

/** Texts that YAML 1.1, which many tools still read, takes for something else: truth values, numbers, times. */
const lookAlike = /^(y|n|yes|no|on|off|true|false|null|~)$|^[-+]?[\d_,.:]+$|^\d{4}-\d\d?-\d\d?/i;

const lists = new Set(parts.flatMap((part) => part.lists.map(({ name }) => name)));

/** @param schema the JSON Schema's place, relative to the file, for editors */
export function fileOf({ declaration }: Pick<Tenant, "declaration">, schema: string): string {
  const document = new Document(declaration);
  visit(document, {
    Scalar: (key, node) => {
      if (key !== "key" && typeof node.value === "string" && lookAlike.test(node.value)) node.type = "QUOTE_DOUBLE";
    },
    Pair: (_, { key, value }) => {
      const isList = isScalar(key) && lists.has(String(key.value));
      if (!isList || !isSeq(value)) return;
      for (const item of value.items) {
        // an entry is a line, unless there is more in it than one holds
        if (isMap(item)) item.flow = !item.items.some(({ value: inner }) => isCollection(inner));
      }
    },
  });
  return `# yaml-language-server: $schema=${schema}\n${document.toString({ lineWidth: 0 })}`;
}

/** Whether the program that reads this file sees what it was written from. */
export function saysTheSame(text: string, { declaration }: Pick<Tenant, "declaration">): boolean {
  const { root, mistakes } = parse(text);
  if (root === undefined || mistakes.length > 0) return false;
  const read = declarationOf(root, undefined);
  return read.mistakes.length === 0 && isDeepStrictEqual(read.value, declaration);
}
