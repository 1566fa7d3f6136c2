/** A change that is written to a vendor, as the sweep of faults needs to know it. */
import type { EmulatorOptions } from "../../emulator";
import type { Properties } from "../host/dynamicHost";
import type { World } from "../host/world";

export interface Write {
  readonly name: string;
  readonly type: string;
  /** The vendor's call that does it: the one that the fault hits. */
  readonly call: string;
  readonly method?: string;
  /** Done twice it is not the same as done once: never to be sent again without a look at what is there. */
  readonly once?: boolean;
  /** The vendor answers it with an object, so an empty answer is not to be believed. */
  readonly answered?: boolean;
  /** The vendor carries it out later. */
  readonly startsOperation?: boolean;
  readonly account?: string;
  readonly emulator?: EmulatorOptions;
  scene(world: World): Scene;
}

export interface Scene {
  /** What the program declared until now; nothing if it is to be created. */
  readonly before?: Properties;
  /** What it declares from now on; nothing if it is removed. */
  readonly after?: Properties;
  /** All that the vendor must hold in the end, beyond what an emulator starts with. */
  readonly held: readonly string[];
}

type Company = ReturnType<World["emulator"]["eset"]["companies"]>[number];

/** All that the vendors hold beyond what an emulator starts with: a line for each object, in order. */
export function contents({ emulator: { eset, redstor } }: World): string[] {
  const names = new Map(redstor.companies().map(({ companyId, companyName }) => [companyId, companyName]));
  const parts = (...all: (string | false | null)[]) => all.filter((part) => part !== false && part !== null).join(", ");
  const company = ({ name, status, customIdentifier, tags, products, type, address }: Company) =>
    parts(
      `${kindOf(type)} ${name}: ${status}`,
      customIdentifier,
      address.city,
      tags.length > 0 && `tags ${[...tags].sort().join("+")}`,
      products.length > 0 && `products ${[...products].sort().join("+")}`,
    );
  return [
    ...eset.companies().filter(isNew).map(company),
    ...eset
      .licenses()
      .map(({ productCode, quantity, trial, trialExtensions, suspended }) =>
        parts(
          `licence ${productCode}: ${quantity} seats`,
          trial && "trial",
          trial && trialExtensions !== null && trialExtensions > 0 && `extended ${trialExtensions} times`,
          suspended && "suspended",
        ),
      ),
    ...eset.accounts
      .filter(({ username, contact }) => !contact && !username.endsWith("@msp.example"))
      .map(({ email, firstName, lastName, permission }) => `user ${email}: ${firstName} ${lastName}, ${permission}`),
    ...redstor
      .companies()
      .filter(({ parentCompanyId }) => parentCompanyId !== null)
      .map(({ companyName, type, isEnabled, parentCompanyId }) =>
        parts(
          `${type} ${companyName}: ${isEnabled ? "enabled" : "disabled"}`,
          `below ${names.get(parentCompanyId ?? "") ?? "nothing"}`,
        ),
      ),
    ...redstor
      .subscriptions()
      // how long what is over stays listed, and how, is an open point
      .filter(({ isActive }) => isActive)
      .map(({ productId, editionId, trialStatus, removal }) =>
        parts(`subscription ${productId}/${editionId}: ${trialStatus}`, removal ?? null),
      ),
  ].sort();
}

/** The emulator's own companies begin with 1. */
const isNew = ({ id }: Company): boolean => !id.startsWith("1");

const kindOf = (type: number): string =>
  ({ 1004: "MSP Manager", 1005: "MSP", 1006: "managed MSP", 1007: "customer" })[type] ?? String(type);
