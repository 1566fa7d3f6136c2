/** What the generator of docs/ must know of each vendor that its sources do not say. */

/**
 * @typedef {object} DocumentedVendor
 * @property {string} name folder below provider/, emulator/ and docs/, and name of the contract
 * @property {string} title
 * @property {string[]} commands of the CLI that ask this vendor
 * @property {[file: string, name: string][]} stops shared parts that call on behalf of everything: what they call is not the user's
 * @property {Readonly<Record<string, string>>} throughClientOnly calls that no resource and no function makes, and why. Programs
 *   have them through `client()`
 * @property {(operation: { method: string, path: string }) => string} callOf the vendor's name of a call
 */

/** Who has a vendor has all of it, and asks little. */
const list = ["provider/vendors.ts", "vendor"];

/** @type {readonly DocumentedVendor[]} */
export const vendors = [
  {
    name: "eset",
    title: "ESET MSP Administrator 2",
    commands: ["doctor", "usage"],
    stops: [list, ["provider/eset/permissions.ts", "explained"]],
    throughClientOnly: {
      "Token/Check": "the session knows by itself when its token ends",
      "User/ChangePassword": "a password does not belong into a program or its state",
    },
    callOf: ({ path }) => path.slice(1).replace(/\/\{.*$/, ""),
  },
  {
    name: "redstor",
    title: "Redstor RedAPI",
    commands: ["doctor"],
    stops: [list],
    throughClientOnly: {},
    callOf: ({ method, path }) => `${method} ${path}`,
  },
];
