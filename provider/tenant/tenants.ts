/** All customers of a folder as one component, for programs without TypeScript: `msp:index:Tenants`. */
import * as pulumi from "@pulumi/pulumi";
import { tenantsOf, usersOf } from "./load";
import type { TenantIds } from "./tenant";

export interface TenantsArgs {
  /** The folder with a file for each customer, relative to that of Pulumi.yaml. */
  readonly folder: string;
  /** The folder with a file for each user of the MSP. Left out, no user is declared. */
  readonly users?: string;
  /**
   * Which files are taken, where files say a stack.
   * @default the stack that is run
   */
  readonly stack?: string;
}

/**
 * A tenant for each file of a folder, and a user for each file of another. Their names are those that `loadTenants` and `loadUsers` give, so
 * a fleet moves here from a TypeScript program without a change.
 */
export class Tenants extends pulumi.ComponentResource {
  /** By tenant: the vendors' ids of what it has. */
  readonly ids: pulumi.Output<Readonly<Record<string, TenantIds>>>;

  constructor(name: string, { folder, users, stack }: TenantsArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("msp:index:Tenants", name, {}, opts);
    const options = stack === undefined ? {} : { stack };
    // a program that loads the folder itself has no such component
    const within = { parent: this, aliases: [{ parent: pulumi.rootStackResource }] };
    const tenants = tenantsOf(folder, options, within);
    if (users !== undefined) usersOf(users, tenants, options, within);
    this.ids = pulumi.output(Object.fromEntries(Object.entries(tenants).map(([tenant, { ids }]) => [tenant, ids])));
    this.registerOutputs({ ids: this.ids });
  }
}
