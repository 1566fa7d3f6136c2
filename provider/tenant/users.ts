/** The files of users: people of the MSP who look after customers. */
import { ruleFailures } from "../lifecycle/check";
import { isRecord, type Properties } from "../lifecycle/values";
import { broken, claim } from "./files";
import type { Kind, Problem } from "./folder";
import { defaultsOf, userPart } from "./parts";
import { userSchema } from "./schema";

const { vendor, title, user } = userPart;

/**
 * Whether a tenant has a company at the vendor; undefined if there is no such tenant.
 * @param stack the one that the user's file says
 */
export type HasCompany = (tenant: string, stack: unknown) => boolean | undefined;

export const userFiles = (hasCompany: HasCompany): Kind => ({
  one: "user",
  example: "jane.yaml",
  least: "email, firstName, lastName and countryCode",
  schema: userSchema,
  check: (_, value, failures) => [
    ...(failures.length === 0 ? broken(rulesOf(value), []) : []),
    ...accessFailures(value, hasCompany),
  ],
  claims: (file, value) => claim(file, user.resource, user.unique, value, [user.unique.property]),
});

function rulesOf(value: Properties) {
  const { access: _, ...inputs } = value;
  return [...ruleFailures(user.resource, { ...defaultsOf(user), ...inputs }), ...user.rules(value)];
}

function accessFailures({ access, stack }: Properties, hasCompany: HasCompany): Problem[] {
  return Object.keys(isRecord(access) ? access : {}).flatMap((name): Problem[] => {
    const has = hasCompany(name, stack);
    if (has === true) return [];
    const reason =
      has === undefined
        ? `is no tenant here. Write the name of a tenant's file, without its extension; or, for a customer of another stack, its companyId in ${user.made.input}.`
        : `has nothing at ${title}. Take it out, or add ${vendor} to the tenant's file.`;
    return [{ path: ["access", name], about: "unknown", reason }];
  });
}
