/** The components that the native provider makes, by type. */
import type * as pulumi from "@pulumi/pulumi";
import { type ObjectSchema, Type } from "../../lifecycle/schema";
import { tenantSchema } from "../../tenant/schema";
import { Tenant, type TenantArgs } from "../../tenant/tenant";
import { Tenants, type TenantsArgs } from "../../tenant/tenants";

export interface Component {
  readonly schema: ObjectSchema;
  /** The type of the arguments, as programs import it. */
  readonly args: string;
  /** The inputs that the component itself needs: no outputs of other resources. */
  readonly plain: readonly string[];
  make(
    name: string,
    inputs: Readonly<Record<string, unknown>>,
    opts: pulumi.ComponentResourceOptions,
  ): pulumi.ComponentResource & { readonly ids: pulumi.Output<unknown> };
}

const filled = (expected: string) => Type.String({ minLength: 1, expected });

export const components: Readonly<Record<string, Component>> = {
  "msp:index:Tenant": {
    schema: tenantSchema,
    args: "TenantArgs",
    plain: ["formerly", "stack", "protect"],
    make: (name, inputs, opts) => new Tenant(name, inputs as unknown as TenantArgs, opts), // it has passed the check
  },
  "msp:index:Tenants": {
    schema: Type.Object(
      {
        folder: filled("the folder with the files of tenants"),
        users: Type.Optional(filled("the folder with the files of users")),
        stack: Type.Optional(filled("the name of a stack")),
      },
      { title: "tenants" },
    ),
    args: "TenantsArgs",
    plain: ["folder", "users", "stack"],
    make: (name, inputs, opts) => new Tenants(name, inputs as unknown as TenantsArgs, opts), // as above
  },
};
