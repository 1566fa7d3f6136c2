/**
 * The file for `pulumi import --file` that takes tenants into a stack as they are. Each resource carries its inputs and outputs,
 * so the engine asks nobody for them; under the names and parents that the program with the tenants' files registers, so its next
 * preview finds each of them where it is.
 */
import { providerText } from "../../provider/host/providerText";
import { vendorOf } from "../../provider/vendors";
import { isCompany, type Tenant } from "./tenants";

interface Spec {
  readonly type: string;
  /** Only for references inside the file. */
  readonly name: string;
  readonly logicalName: string;
  readonly parent?: string;
  readonly component?: true;
  readonly id?: string;
  readonly inputs?: object;
  readonly outputs?: object;
}

export function importFileOf(tenants: readonly Tenant[]): { readonly resources: readonly Spec[] } {
  return {
    resources: tenants.flatMap(({ slug, resources }): Spec[] => {
      const parent = `tenant ${slug}`; // no resource has a space in its name
      return [
        { type: "msp:index:Tenant", name: parent, logicalName: slug, component: true },
        ...resources.filter(isCompany).map((company): Spec => {
          const logicalName = `${slug}/${vendorOf(company)}`;
          return {
            type: "msp:index:Protection",
            name: `protection of ${logicalName}`,
            logicalName,
            parent,
            component: true,
          };
        }),
        ...resources.map(({ type, name, id, inputs, outputs }): Spec => {
          const __provider = providerText(type);
          return {
            type: `pulumi-nodejs:dynamic/${type}`,
            name: `${type} ${name}`,
            logicalName: name,
            parent,
            id,
            inputs: { ...inputs, __provider },
            outputs: { ...outputs, __provider },
          };
        }),
      ];
    }),
  };
}
