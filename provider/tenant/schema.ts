/** What a tenant's file can say: the inputs of the resources that it becomes, put together. One source for all checks. */
import { customer } from "../eset/customer";
import { license } from "../eset/license";
import { user } from "../eset/user";
import { type ObjectSchema, type Properties, type Schema, Type } from "../lifecycle/schema";
import { company } from "../redstor/company";
import { subscription } from "../redstor/subscription";

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

/** The rest of the properties: those that the file does not say, because a tenant does. */
function without<P extends Properties, K extends keyof P & string>(properties: P, name: K): Omit<P, K> {
  const { [name]: _, ...rest } = properties;
  return rest;
}

const ofCustomer = customer.inputs.properties;
const ofLicense = license.inputs.properties;
const ofUser = user.inputs.properties;
const ofCompany = company.inputs.properties;
const ofSubscription = subscription.inputs.properties;

const protect = Type.Optional(Type.Boolean({ expected: "true or false" }));
plain.add(protect);

const licenseSchema = Type.Object(
  {
    ...without(ofLicense, "customerId"),
    productCode: inTheFile({ ...ofLicense.productCode }),
    protect,
  },
  { title: "a licence" },
);

const userSchema = Type.Object(
  {
    ...ofUser,
    email: inTheFile({ ...ofUser.email }),
    permission: Type.Default(ofUser.permission, "NoAccess"),
    access: Type.Default(Type.Enum(["Write", "Read"]), "Read"),
    protect,
  },
  { title: "a user" },
);

const esetSchema = Type.Object(
  {
    ...ofCustomer,
    name: Type.Optional(ofCustomer.name),
    protect,
    licenses: inTheFile(Type.Optional(Type.Array(licenseSchema, { expected: "a list of licences" }))),
    users: inTheFile(Type.Optional(Type.Array(userSchema, { expected: "a list of users" }))),
  },
  { title: "the ESET part of a tenant", expected: "what the customer has at ESET" },
);

const subscriptionSchema = Type.Object(
  {
    ...without(ofSubscription, "companyId"),
    productId: inTheFile({ ...ofSubscription.productId }),
    protect,
  },
  { title: "a subscription" },
);

plain.add(ofCompany.deletionPolicy); // which says in what order things are removed

const redstorSchema = Type.Object(
  {
    ...ofCompany,
    name: Type.Optional(ofCompany.name),
    protect,
    subscriptions: inTheFile(Type.Optional(Type.Array(subscriptionSchema, { expected: "a list of subscriptions" }))),
  },
  { title: "the Redstor part of a tenant", expected: "what the customer has at Redstor" },
);

export const tenantSchema: ObjectSchema = Type.Object(
  {
    name: ofCustomer.name,
    protect,
    eset: inTheFile(Type.Optional(esetSchema)),
    redstor: inTheFile(Type.Optional(redstorSchema)),
  },
  { title: "a tenant" },
);
for (const schema of [licenseSchema, userSchema, subscriptionSchema, tenantSchema]) inTheFile(schema);
