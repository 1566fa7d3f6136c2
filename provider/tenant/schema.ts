/** What a tenant's file can say: the inputs of the resources that it becomes, put together. One source for all checks. */
import { type ObjectSchema, type Properties, type Schema, Type } from "../lifecycle/schema";
import type { TenantList } from "../vendor/tenantPart";
import { type Part, parts } from "./parts";

/** Where the stack's configuration cannot be referred to: lists of resources, and what resources are named by. */
const written = new WeakSet<Schema>();
function inTheFile<S extends Schema>(schema: S): S {
  written.add(schema);
  return schema;
}
export const mustBeWritten = (schema: Schema): boolean => written.has(schema);

/** What the program itself needs to know: the configuration may hold it, but not as a secret. */
const plain = new WeakSet<Schema>();
export const mustBePlain = (schema: Schema): boolean => plain.has(schema);

/** Texts that may be written as numbers, as `productCode: 2015`. */
export const mayBeDigits = (schema: Schema): boolean => schema["digits"] === true;

const name = Type.Name({
  expected: "the company's name, without spaces at its start or end",
});

const protect = Type.Optional(Type.Boolean({ expected: "true or false" }));
plain.add(protect);

/** A company's own name may have rules of its vendor. */
export const companyNameSchema = ({ company }: Part): Schema => company.resource.inputs.properties["name"] ?? name;

/** The file does not say whose an entry is: the tenant does. */
function entrySchema({ resource, key, one, properties }: TenantList): ObjectSchema {
  const said = Object.entries(resource.inputs.properties).filter(([property]) => property !== resource.owner);
  const own: Properties = Object.fromEntries(
    said.map(([property, schema]) => [property, property === key ? inTheFile({ ...schema }) : schema]),
  );
  return inTheFile(Type.Object({ ...own, ...properties, protect }, { title: one }));
}

function partSchema(part: Part): ObjectSchema {
  const { title, company, lists } = part;
  const { properties } = company.resource.inputs;
  for (const { removedFirst: [property] = [] } of lists) {
    const schema = property === undefined ? undefined : properties[property];
    if (schema !== undefined) plain.add(schema); // it says in what order things are removed
  }
  const entries = lists.map((list) => {
    const schema = Type.Array(entrySchema(list), { expected: `a list of ${list.several}` });
    return [list.name, inTheFile(Type.Optional(schema))] as const;
  });
  return Type.Object(
    { ...properties, name: Type.Optional(companyNameSchema(part)), protect, ...Object.fromEntries(entries) },
    { title: `the ${title} part of a tenant`, expected: `what the customer has at ${title}` },
  );
}

const sections = parts.map((part) => [part.vendor, inTheFile(Type.Optional(partSchema(part)))] as const);

export const tenantSchema: ObjectSchema = inTheFile(
  Type.Object({ name, protect, ...Object.fromEntries(sections) }, { title: "a tenant" }),
);
