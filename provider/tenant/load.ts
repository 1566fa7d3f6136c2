/** Tenants from files: `msp.loadTenants("tenants")`. */
import * as pulumi from "@pulumi/pulumi";
import { classOf } from "../host/program";
import { crossed } from "../host/aliases";
import { isConfigSecret } from "../host/configuration";
import { isRecord, type Properties } from "../lifecycle/values";
import type { Configuration, Declaration, Path } from "./declaration";
import { tenantFiles } from "./files";
import { type DeclaredFile, inOneLine, type Kind, readFolder } from "./folder";
import { defaultsOf, userName, userPart } from "./parts";
import { optionsOf, Tenant, type TenantArgs } from "./tenant";
import { userFiles } from "./users";

export interface LoadOptions {
  /**
   * Which files are taken, where files say a stack: those that say this one. All files are checked whatever it says.
   * @default the stack that is run
   */
  readonly stack?: string;
  /** The name of the component `msp:index:Tenants` that had them before, so that they are moved from there and not made anew. */
  readonly formerlyIn?: string;
}

/** What each of them was before. */
function movedFrom({ formerlyIn }: LoadOptions): pulumi.ResourceOptions {
  if (formerlyIn === undefined) return {};
  return { aliases: [{ parent: pulumi.createUrn(formerlyIn, "msp:index:Tenants") }] };
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
 */
export function loadTenants(folder: string, options: LoadOptions = {}): Record<string, Tenant> {
  return tenantsOf(folder, options, movedFrom(options));
}

/** The tenants of a folder, with options for each. */
export function tenantsOf(
  folder: string,
  { stack = pulumi.getStack() }: LoadOptions,
  options: pulumi.ComponentResourceOptions = {},
): Record<string, Tenant> {
  return Object.fromEntries(
    read(folder, tenantFiles, stack).map(({ name, declaration }) => [
      name,
      new Tenant(name, argsOf(declaration) as unknown as TenantArgs, options), // it has passed the check against the schema of these types
    ]),
  );
}

/** The vendor's program.ts says which resource it is. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- an interface, so that the vendor can add to it
export interface LoadedUser {}

/**
 * A user of the MSP's own company for each file of a folder, as `users/jane`. `access` in a file names tenants, by their files: each
 * becomes the right to that customer.
 *
 * @param folder relative to the folder that the program runs in, which is that of Pulumi.yaml
 * @param tenants what loadTenants answered
 *
 * @example
 * const tenants = msp.loadTenants("tenants");
 * msp.loadUsers("users", tenants);
 */
export function loadUsers(
  folder: string,
  tenants: Readonly<Record<string, Tenant>>,
  options: LoadOptions = {},
): Record<string, LoadedUser> {
  return usersOf(folder, tenants, options, movedFrom(options));
}

/** The users of a folder, with options for each. */
export function usersOf(
  folder: string,
  tenants: Readonly<Record<string, Tenant>>,
  { stack = pulumi.getStack() }: LoadOptions,
  common: pulumi.CustomResourceOptions = {},
): Record<string, LoadedUser> {
  const { user, company } = userPart;
  const companyOf = (tenant: string): pulumi.CustomResource | undefined =>
    (tenants[tenant] as unknown as Readonly<Record<string, pulumi.CustomResource | undefined>>)[company.member];
  const kind = userFiles((tenant, itsStack) => {
    if (!isOf(stack, itsStack)) return true; // that stack's program looks
    return Object.hasOwn(tenants, tenant) ? companyOf(tenant) !== undefined : undefined;
  });
  const Class = classOf(user.resource);
  return Object.fromEntries(
    read(folder, kind, stack).map(({ name, declaration }) => {
      const { access = {}, formerly, protect, stack: _, ...said } = argsOf(declaration);
      const inputs = { ...defaultsOf(user), ...said };
      const granted = Object.entries(access as Readonly<Record<string, unknown>>).map(
        ([tenant, grant]) => pulumi.all([companyOf(tenant)?.id ?? "", grant]), // the check has found the company
      );
      const of = Object.fromEntries(user.made.of.map((property) => [property, inputs[property]]));
      const made = pulumi
        .all([pulumi.all(granted), pulumi.output(of)])
        .apply(([grants, known]) =>
          user.made.from(Object.fromEntries(grants as [string, string][]), known as Properties),
        );
      const { aliases, ...own } = optionsOf({ formerly, protect }, userName);
      const options = { ...common, ...own, aliases: crossed(common.aliases, aliases) };
      const loaded = new Class(userName(name), { ...inputs, [user.made.input]: made }, options);
      return [name, loaded as pulumi.CustomResource as LoadedUser]; // which the vendor's types are made of
    }),
  );
}

/** Whether a file is of a stack, by what it says. */
const isOf = (stack: string, said: unknown): boolean => said === undefined || said === stack;

function read(folder: string, kind: Kind, stack: string): DeclaredFile[] {
  const { files, failures } = inFolder(folder, kind, (said) => (isOf(stack, said) ? configuration : undefined));
  if (failures.length > 0) throw new pulumi.RunError(failures.map(inOneLine).join("\n"));
  const ours = files.filter((file) => isOf(stack, file.stack));
  if (ours.length > 0) return ours;
  const known = [...new Set(files.map((file) => file.stack))].join(", ");
  throw new pulumi.RunError(`No file in ${folder} is for the stack ${stack}. The files are for ${known}.`);
}

function inFolder(
  folder: string,
  kind: Kind,
  configurationOf: (stack: string | undefined) => Configuration | undefined,
) {
  try {
    // the configuration of this stack is not for the files of others
    return readFolder(folder, kind, configurationOf);
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
function argsOf({ value, references }: Declaration): Readonly<Record<string, unknown>> {
  const secrets = references.filter(({ secret }) => secret);
  const marked = (part: unknown, path: Path): unknown => {
    if (secrets.some((one) => one.path.length === path.length && one.path.every((step, i) => path[i] === step))) {
      return pulumi.secret(part);
    }
    if (Array.isArray(part)) return part.map((item, i) => marked(item, [...path, String(i)]));
    if (!isRecord(part)) return part;
    return Object.fromEntries(Object.entries(part).map(([name, inner]) => [name, marked(inner, [...path, name])]));
  };
  return marked(value, []) as Readonly<Record<string, unknown>>; // no property of the file itself may be a reference
}
