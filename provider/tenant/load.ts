/** Tenants from files: `msp.loadTenants("tenants")`. */
import * as pulumi from "@pulumi/pulumi";
import { isConfigSecret } from "../host/configuration";
import { isRecord } from "../lifecycle/values";
import type { Configuration, Declaration, Path } from "./declaration";
import { inOneLine, readTenants } from "./files";
import { Tenant, type TenantArgs } from "./tenant";

export interface LoadOptions {
  /**
   * Which tenants of the folder belong to this stack, by their names or as a function of the name. All files are checked
   * whatever it says.
   * @default all
   */
  readonly only?: readonly string[] | ((name: string) => boolean);
}

/**
 * A tenant for each file of a folder (`*.yaml`, `*.yml`; folders in it are not read), under the name of the file without its extension. What
 * a file can say: `npx --no pulumi-msp schema`. If anything is wrong with any file, everything that is wrong is said at once, and no resource
 * is declared.
 *
 * @param folder relative to the folder that the program runs in, which is that of Pulumi.yaml
 *
 * @example
 * const tenants = msp.loadTenants("tenants");
 *
 * @example One stack of several, by the first letter.
 * msp.loadTenants("tenants", { only: (name) => name < "n" });
 */
export function loadTenants(folder: string, { only }: LoadOptions = {}): Record<string, Tenant> {
  const belongs = (name: string): boolean =>
    only === undefined || (typeof only === "function" ? only(name) : only.includes(name));
  const { tenants, failures } = read(folder, belongs);
  if (failures.length > 0) throw new pulumi.RunError(failures.map(inOneLine).join("\n"));
  const missing = typeof only === "object" ? only.filter((name) => !tenants.some((one) => one.name === name)) : [];
  if (missing.length > 0) throw new pulumi.RunError(`There is no file in ${folder} for ${missing.join(", ")}.`);
  return Object.fromEntries(
    tenants
      .filter(({ name }) => belongs(name))
      .map(({ name, declaration }) => [name, new Tenant(name, argsOf(declaration))]),
  );
}

function read(folder: string, belongs: (name: string) => boolean): ReturnType<typeof readTenants> {
  try {
    // the configuration of this stack is not for the tenants of others
    return readTenants(folder, (name) => (belongs(name) ? configuration : undefined));
  } catch (error) {
    throw new pulumi.RunError(error instanceof Error ? error.message : String(error));
  }
}

const configuration: Configuration = (key) => {
  const [name = "", namespace] = key.split(":").reverse();
  const config = new pulumi.Config(namespace);
  const value = config.get(name);
  return value === undefined ? undefined : { value, secret: isConfigSecret(`${config.name}:${name}`) !== false };
};

/** What is secret in the configuration is secret in the program. */
function argsOf({ value, references }: Declaration): TenantArgs {
  const secrets = references.filter(({ secret }) => secret);
  const marked = (part: unknown, path: Path): unknown => {
    if (secrets.some((one) => one.path.length === path.length && one.path.every((step, i) => path[i] === step))) {
      return pulumi.secret(part);
    }
    if (Array.isArray(part)) return part.map((item, i) => marked(item, [...path, String(i)]));
    if (!isRecord(part)) return part;
    return Object.fromEntries(Object.entries(part).map(([name, inner]) => [name, marked(inner, [...path, name])]));
  };
  return marked(value, []) as TenantArgs; // it has passed the check against the schema that these types are made of
}
