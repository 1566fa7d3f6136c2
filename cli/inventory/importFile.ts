/**
 * The file for `pulumi import --file` that takes tenants into a stack as they are. Each resource carries its inputs and outputs,
 * so the engine asks nobody for them; under the names and parents that the program with the tenants' files registers, so its next
 * preview finds each of them where it is.
 */
import { providerText } from "../../provider/host/providerText";
import { dynamicToken, nativeToken } from "../../provider/host/tokens";
import { vendorOf } from "../../provider/vendors";
import { type Guarded, type GuardInputs, guardName, guardType, inOrder } from "../../provider/host/guard";
import { isCompany, type Registered, type Tenant } from "./tenants";

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

/** How a host's resources stand in the state: their type, and what the program adds to their properties. */
type AsRegistered = (type: string) => { readonly type: string; readonly added: object };

const inHost = {
  dynamic: (type) => ({ type: dynamicToken(type), added: { __provider: providerText(type) } }),
  native: (type) => ({ type: nativeToken(type), added: {} }),
} as const satisfies Record<string, AsRegistered>;

/** @param host the one that the program of the stack is for */
export function importFileOf(
  tenants: readonly Tenant[],
  host: keyof typeof inHost,
): { readonly resources: readonly Spec[] } {
  return {
    resources: tenants.flatMap(({ slug, resources }): Spec[] => {
      const parent = `tenant ${slug}`; // no resource has a space in its name
      return [
        { type: "msp:index:Tenant", name: parent, logicalName: slug, component: true },
        ...[...resources, ...resources.filter(isCompany).map((company) => guardOf(slug, company, resources))].map(
          ({ type, name, id, inputs, outputs }): Spec => {
            const registered = inHost[host](type);
            return {
              type: registered.type,
              name: `${type} ${name}`,
              logicalName: name,
              parent,
              id,
              inputs: { ...inputs, ...registered.added },
              outputs: { ...outputs, ...registered.added },
            };
          },
        ),
      ];
    }),
  };
}

/** The guard of a company, as the program will register it. */
function guardOf(tenant: string, company: Registered, resources: readonly Registered[]): Registered {
  const guarded = ({ name, type, id, inputs: { deletionPolicy } }: Registered): Guarded =>
    typeof deletionPolicy === "string" ? { name, type, id, deletionPolicy } : { name, type, id };
  const belongings = resources.filter((one) => one !== company && vendorOf(one) === vendorOf(company));
  const inputs: GuardInputs = {
    tenant,
    protect: true,
    company: guarded(company),
    belongings: inOrder(belongings).map(guarded),
    oneByOne: false, // what is taken over is kept
  };
  return {
    type: guardType,
    name: guardName(company.name),
    id: company.name,
    inputs: { ...inputs },
    outputs: { ...inputs },
  };
}
