/** What a contract does not take from the vendor's own documents, from `x-provenance` of its operations and properties. */

/**
 * @param {object} contract an OpenAPI document of contracts/
 * @returns {{ properties: Record<string, Record<string, string>>, paths: string[] }} the properties of each call's answer with their
 *   provenance, and the calls whose path is inferred. A call is named by its path
 */
export function undocumentedIn({ paths, components }) {
  const resolved = (node, of) => (node?.$ref === undefined ? node : components[of][node.$ref.split("/").at(-1)]);
  const properties = {};
  const walk = (call, node, above = []) => {
    const schema = resolved(node, "schemas");
    if (schema === undefined || above.includes(schema)) return;
    const within = [...above, schema];
    for (const inner of [...(schema.anyOf ?? []), ...(schema.items ? [schema.items] : [])]) walk(call, inner, within);
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      const provenance = property["x-provenance"];
      if (provenance !== "documented") (properties[call] ??= {})[name] = provenance;
      walk(call, property, within);
    }
  };
  const inferred = [];
  for (const [path, operations] of Object.entries(paths)) {
    const call = path.slice(1).replace(/\/\{.*$/, "");
    for (const operation of Object.values(operations)) {
      if (operation["x-provenance"] === "inferred") inferred.push(call);
      const answer = resolved(operation.responses?.["200"], "responses");
      walk(call, answer?.content?.["application/json"]?.schema);
    }
  }
  return { properties, paths: inferred };
}
