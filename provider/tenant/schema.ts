/** What the files of tenants and of users can say: the inputs of the resources that they become, put together. One source for all checks. */
import { type ObjectSchema, type Properties, type Schema, Type } from "../lifecycle/schema";
import type { TenantCollection } from "../vendor/tenantPart";
import { type Part, parts, userPart } from "./parts";

/** Where the stack's configuration cannot be referred to: which resources there are, and what they are and were called. */
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

/** Lists whose only item may stand alone, as `formerly: bakery`. */
export const mayBeOne = (schema: Schema): boolean => schema["orOne"] === true;

const name = Type.Name({
  expected: "the company's name, without spaces at its start or end",
});

const protect = Type.Optional(Type.Boolean({ expected: "true or false" }));
plain.add(protect);

const stack = inTheFile(
  Type.Optional(Type.String({ pattern: "^[A-Za-z0-9._-]{1,100}$", expected: "the name of a stack, e.g. north" })),
);

/** The letters of a file's name, without its extension. */
export const fileName = /^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u;

const formerName = (pattern: string): Schema =>
  inTheFile(
    Type.Optional(
      inTheFile(
        Type.OneOrMany(inTheFile(Type.String({ pattern, digits: true, expected: "an earlier name" })), {
          expected: "its earlier name, or a list of them",
        }),
      ),
    ),
  );

const formerFile = formerName(fileName.source);

/** Of what stands in a collection. The key is the resource's name, as long as it lives. */
const key = "^[a-z0-9][a-z0-9._-]{0,62}$";
const keyName = Type.String({
  pattern: key,
  expected: "small letters and digits, with . _ - between them, 63 at most, e.g. endpoint",
});

/** A company's own name may have rules of its vendor. */
export const companyNameSchema = ({ company }: Part): Schema => company.resource.inputs.properties["name"] ?? name;

/** The file does not say whose an entry is: the tenant does. */
function entrySchema({ resource, one }: TenantCollection): ObjectSchema {
  const own = Object.entries(resource.inputs.properties).filter(([property]) => property !== resource.owner);
  return inTheFile(Type.Object({ ...Object.fromEntries(own), formerly: formerName(key), protect }, { title: one }));
}

function partSchema(part: Part): ObjectSchema {
  const { title, company, collections } = part;
  const { properties } = company.resource.inputs;
  for (const { removedFirst: [property] = [] } of collections) {
    const schema = property === undefined ? undefined : properties[property];
    if (schema !== undefined) plain.add(schema); // it says in what order things are removed
  }
  const entries = collections.map((collection) => {
    const expected = `${collection.several} by names that you choose, e.g. ${collection.example}`;
    const schema = Type.Record(entrySchema(collection), { names: keyName, expected });
    return [collection.name, inTheFile(Type.Optional(schema))] as const;
  });
  return Type.Object(
    { ...properties, name: Type.Optional(companyNameSchema(part)), protect, ...Object.fromEntries(entries) },
    {
      title: `the ${title} part of a tenant`,
      expected: `what the customer has at ${title}`,
      moved: part.user === undefined ? {} : { users: "Each user has a file, in the folder users/." },
    },
  );
}

const sections = parts.map((part) => [part.vendor, inTheFile(Type.Optional(partSchema(part)))] as const);

export const tenantSchema: ObjectSchema = inTheFile(
  Type.Object({ name, formerly: formerFile, stack, protect, ...Object.fromEntries(sections) }, { title: "a tenant" }),
);

const { resource, properties, grants } = userPart.user;
const access = Type.Record(Type.Enum(grants), {
  expected: `the names of tenants' files with ${grants.map((grant) => `"${grant}"`).join(" or ")} each`,
});
const ofResource: Properties = resource.inputs.properties;

export const userSchema: ObjectSchema = inTheFile(
  Type.Object(
    { ...ofResource, ...properties, access: Type.Optional(access), formerly: formerFile, stack, protect },
    { title: "a user" },
  ),
);
