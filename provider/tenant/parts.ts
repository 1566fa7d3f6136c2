/** At which vendors a tenant can be, what it has there, and what its resources are called. */
import type { AnyResource } from "../lifecycle/define";
import { type Canonical, type Properties, unknownValue } from "../lifecycle/values";
import type { TenantPart, TenantUser, Unique } from "../vendor/tenantPart";
import { vendor, vendorNames } from "../vendors";

export interface Part extends TenantPart {
  /** The vendor's name, and that of the section. */
  readonly vendor: string;
  readonly title: string;
}

export const parts: readonly Part[] = vendorNames.flatMap((name) => {
  const its = vendor(name);
  const part = its.tenant?.();
  return part === undefined ? [] : [{ vendor: name, title: its.title, ...part }];
});

/** The vendor whose users look after customers. */
export const userPart: Part & { readonly user: TenantUser } = onlyOne(
  parts.flatMap(({ user, ...part }) => (user === undefined ? [] : [{ ...part, user }])),
);

function onlyOne<T>([one, ...more]: readonly T[]): T {
  if (one === undefined || more.length > 0) throw new Error("One vendor's users have files, and no other's.");
  return one;
}

/** The company's name in the program. */
export const companyName = ({ vendor }: Part, tenant: string): string => `${tenant}/${vendor}`;

/** An entry's name in the program, by its key. */
export const entryName = (part: Part, tenant: string, key: string): string => `${companyName(part, tenant)}/${key}`;

/** A user's name in the program, by that of the file. */
export const userName = (file: string): string => `users/${file}`;

/** What a user has that its file does not say otherwise, where the resource itself has no default. */
export const defaultsOf = ({ properties }: TenantUser): Properties =>
  Object.fromEntries(
    Object.entries(properties).flatMap(([name, { default: value }]) => (value === undefined ? [] : [[name, value]])),
  );

/** The value as the resource compares it. What is no text, or not known yet, is compared as it is. */
function canonical(resource: AnyResource, property: string, value: unknown): unknown {
  const form: Canonical | undefined = resource.canonical?.[property];
  return form === undefined || typeof value !== "string" || value === unknownValue ? value : form(value as never); // of this property
}

/** What two companies, or two entries, have in common that share a value which only one may have. */
export function uniqueKey(
  resource: AnyResource,
  { what, property, within = [], alike }: Pick<Unique, "what" | "property" | "within" | "alike">,
  inputs: Properties,
): readonly unknown[] {
  const { properties } = resource.inputs;
  const valueOf = (name: string) => canonical(resource, name, inputs[name] ?? properties[name]?.["default"] ?? "");
  const value = inputs[property];
  const isText = typeof value === "string" && value !== unknownValue;
  return [what, ...within.map(valueOf), isText && alike !== undefined ? alike(value) : valueOf(property)];
}
