/** At which vendors a tenant can be, what it has there, and what its resources are called. */
import type { AnyResource } from "../lifecycle/define";
import { type Canonical, type Properties, unknownValue } from "../lifecycle/values";
import type { TenantList, TenantPart, Unique } from "../vendor/tenantPart";
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

/** The company's name in the program. */
export const companyName = ({ company }: Part, tenant: string): string => `${tenant}${company.suffix}`;

/** An entry's name in the program, by its key. */
export const entryName = (part: Part, { separator }: TenantList, tenant: string, key: string): string =>
  `${companyName(part, tenant)}${separator}${key}`;

/** What an entry has that does not say it otherwise, where the resource itself has no default. */
export const defaultsOf = ({ properties = {} }: TenantList): Properties =>
  Object.fromEntries(
    Object.entries(properties).flatMap(([name, { default: value }]) => (value === undefined ? [] : [[name, value]])),
  );

/** The key of an entry as a text: `2015`, or an e-mail address in small letters. */
export const keyOf = ({ resource, key }: TenantList, entry: Properties): string =>
  String(canonical(resource, key, entry[key]));

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
