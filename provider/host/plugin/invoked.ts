/** Functions that the engine asks: `msp:eset:getCompany`. */
import { isRecord, type Properties } from "../../lifecycle/values";
import type { ConfigReader } from "../../vendor/settings";
import { vendor, vendorNames, vendorOf } from "../../vendors";

/** Where a list stands in an answer, because the protocol carries objects only. */
export const listName = "items";

/** Asks a function by its own type, `eset:getCompany`. Throws Refused, before anything is asked, if the arguments are wrong. */
export async function invoked(type: string, args: Properties, get: ConfigReader): Promise<Properties> {
  const name = vendorOf({ type });
  const its = vendorNames.includes(name) ? vendor(name) : undefined;
  const definition = its?.functions().find((one) => one.type === type);
  if (its === undefined || definition === undefined) throw new Error(`pulumi-msp has no function ${type}.`);
  const answer = await definition.ask(its.connect(get) as never, args as never); // its vendor's session; it checks the arguments
  if (definition.isList) return { [listName]: answer };
  return isRecord(answer) ? answer : { value: answer };
}
