/** The vendors that docs/ is about: those of the provider's list, with what their contracts say. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { parse } from "yaml";

/**
 * @typedef {object} DocumentedVendor
 * @property {string} name folder below provider/, emulator/ and docs/, and name of the contract
 * @property {string} title
 * @property {object} contract its OpenAPI document
 * @property {(operation: { method: string, path: string }) => string} callOf the vendor's name of a call: its path, with the method
 *   before it where a path of the contract has several
 */

/** @returns {DocumentedVendor[]} */
export function documentedVendors(root) {
  const { vendorNames } = createRequire(join(root, "dist/provider/"))("./vendors.js");
  return vendorNames.map((name) => {
    const contract = parse(readFileSync(join(root, `contracts/${name}.openapi.yaml`), "utf8"));
    const byMethod = Object.values(contract.paths).some((operations) => methodsOf(operations).length > 1);
    const callOf = ({ method, path }) => (byMethod ? `${method} ${path}` : path.slice(1).replace(/\/\{.*$/, ""));
    return { name, title: contract.info.title, contract, callOf };
  });
}

/** What stands below a path beside `parameters`. */
export const methodsOf = (operations) => Object.keys(operations).filter((name) => name !== "parameters");
