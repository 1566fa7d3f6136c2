/** The rules of examples/policy, shown resources as the engine shows them. tests/engine/policy.test.ts runs the pack itself. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PolicyResource, ResourceValidationArgs, StackValidationArgs } from "@pulumi/policy";
import { Ajv } from "ajv";
import type { Deployed } from "../../examples/policy/deployed";
import { guardRails } from "../../examples/policy/guardRails";

/** The checkout, seen from dist/tests/examples. */
const root = join(__dirname, "..", "..", "..");

type Values = Readonly<Record<string, unknown>>;

/** A resource, in the program or in the state. */
interface Resource {
  readonly type: string;
  readonly name: string;
  readonly values?: Values;
  readonly protect?: boolean;
  readonly aliases?: readonly string[];
  /** The tenant that it is a part of. */
  readonly tenant?: string;
  /** The company that it belongs to. */
  readonly of?: Resource;
  readonly adopted?: boolean;
}

const typeOf = ({ type }: Resource): string => (type.startsWith("pulumi:") ? type : `pulumi-nodejs:dynamic/${type}`);
const tenantType = "msp:index:Tenant";
const urnOf = (resource: Resource, stack = "production"): string => {
  const below = resource.tenant === undefined ? "" : `${tenantType}$`;
  return `urn:pulumi:${stack}::tenants::${below}${typeOf(resource)}::${resource.name}`;
};
const parentOf = ({ tenant }: Resource): string =>
  `urn:pulumi:production::tenants::${tenant === undefined ? "pulumi:pulumi:Stack::tenants-production" : `${tenantType}::${tenant}`}`;
const stackItself: Resource = { type: "pulumi:pulumi:Stack", name: "tenants-production" };

function shown(resource: Resource, stack?: string): PolicyResource {
  const timeouts = { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 };
  const { name, protect = false, aliases = [] } = resource;
  return {
    type: typeOf(resource),
    name,
    urn: urnOf(resource, stack),
    props: { ...resource.values },
    opts: {
      protect,
      ignoreChanges: [],
      aliases: [...aliases],
      customTimeouts: timeouts,
      additionalSecretOutputs: [],
      parent: parentOf(resource),
    },
    dependencies: [],
    propertyDependencies: {},
    isType: () => false,
    asType: () => undefined,
  };
}

const held = (resource: Resource): Deployed => ({
  urn: urnOf(resource),
  type: typeOf(resource),
  inputs: { ...resource.values },
  outputs: { ...resource.values, ...(resource.adopted === true ? { __msp: { adopted: true } } : {}) },
  parent: parentOf(resource),
  ...(resource.of === undefined
    ? {}
    : { propertyDependencies: { customerId: [urnOf(resource.of)], companyId: [urnOf(resource.of)] } }),
});

interface Run {
  readonly now: readonly Resource[];
  readonly before?: readonly Resource[];
  /** Of the rule that is tested; what it leaves out has its default, as the engine fills it in. */
  readonly config?: Values;
  readonly stack?: string;
}

/** What one rule says: of each resource, and of the stack as a whole. */
async function says(rule: string, { now, before = [], config = {}, stack }: Run): Promise<string[]> {
  const policy = guardRails(() => before.map(held)).find(({ name }) => name === rule);
  assert.ok(policy !== undefined, `there is no rule ${rule}`);
  const defaults = Object.entries(policy.configSchema?.properties ?? {}).map(([name, schema]) => [
    name,
    schema.default,
  ]);
  const all = { ...Object.fromEntries(defaults), ...config } as Values; // entries of values
  const said: string[] = [];
  const context = {
    getConfig: () => all as never, // each rule asks for the type that its own schema describes
    stackTags: new Map<string, string>(),
    notApplicable: (): never => assert.fail("every rule applies"),
  };
  const resources = [stackItself, ...now].map((resource) => shown(resource, stack));
  for (const resource of resources) {
    const args: ResourceValidationArgs = { ...resource, ...context, asType: () => undefined };
    assert.ok(typeof policy.validateResource === "function");
    await policy.validateResource(args, (message) => said.push(`${resource.name}: ${message}`));
  }
  const args: StackValidationArgs = { ...context, resources };
  if ("validateStack" in policy) await policy.validateStack(args, (message) => said.push(message));
  return said;
}

const bakery: Resource = { type: "eset:Customer", name: "bakery", protect: true };
const seats = (quantity: number, values: Values = {}): Resource => ({
  type: "eset:License",
  name: "bakery-2015",
  values: { productCode: "2015", quantity, type: "full", suspended: false, ...values },
  of: bakery,
});
const backups: Resource = { type: "redstor:Company", name: "bakery/redstor", protect: true };
const microsoft: Resource = {
  type: "redstor:Subscription",
  name: "bakery/redstor/m365",
  values: { productId: 4, editionId: 5, mode: "full" },
  of: backups,
};

/** A rule, a run, and what is said: nothing if it passes. */
type Case = readonly [name: string, run: Run, ...said: string[]];

const cases: Readonly<Record<string, readonly Case[]>> = {
  "most-seats": [
    ["lets 250 seats pass", { now: [seats(250)] }],
    [
      "stops 251 seats",
      { now: [seats(251)] },
      'bakery-2015: 251 seats; 250 is the most. If they are meant, set most-seats.byProduct["2015"] to 251.',
    ],
    ["knows of products with more", { now: [seats(400)], config: { byProduct: { "2015": 400 } } }],
    ["looks at licences only", { now: [{ ...microsoft, values: { quantity: 999 } }] }],
  ],
  "no-trials-in-production": [
    [
      "stops an ESET trial",
      { now: [seats(5, { type: "trial" })] },
      'bakery-2015: a trial in stack production. Set type: "full", or declare it in a stack that is not for production.',
    ],
    [
      "stops a Redstor trial",
      { now: [{ ...microsoft, values: { mode: "trial" } }] },
      'bakery/redstor/m365: a trial in stack production. Set mode: "full", or declare it in a stack that is not for production.',
    ],
    ["lets trials pass in other stacks", { now: [seats(5, { type: "trial" })], stack: "staging" }],
    ["lets what is no trial pass", { now: [seats(5), microsoft, { ...backups, values: { type: "Customer" } }] }],
  ],
  "customer-identifier": [
    ["wants one", { now: [bakery] }, "bakery: no customIdentifier. Set it to the customer's number."],
    [
      "wants one of the configured form",
      { now: [{ ...bakery, values: { customIdentifier: "42" } }], config: { pattern: "^CRM-[0-9]+$" } },
      'bakery: customIdentifier "42" is not of the form ^CRM-[0-9]+$.',
    ],
    [
      "lets that form pass",
      { now: [{ ...bakery, values: { customIdentifier: "CRM-42" } }], config: { pattern: "^CRM-[0-9]+$" } },
    ],
    ["wants none of Redstor's companies", { now: [backups] }],
  ],
  "seat-cut": [
    ["lets a cut to the half pass", { before: [bakery, seats(10)], now: [bakery, seats(5)] }],
    [
      "stops a cut to less",
      { before: [bakery, seats(10)], now: [bakery, seats(4)] },
      'bakery-2015: from 10 to 4 seats. If that is meant, set seat-cut.allowed["bakery-2015"] to 4.',
    ],
    [
      "lets just that cut pass that is allowed",
      { before: [bakery, seats(10)], now: [bakery, seats(4)], config: { allowed: { "bakery-2015": 4 } } },
    ],
    [
      "stops a deeper one than is allowed",
      { before: [bakery, seats(10)], now: [bakery, seats(3)], config: { allowed: { "bakery-2015": 4 } } },
      'bakery-2015: from 10 to 3 seats. If that is meant, set seat-cut.allowed["bakery-2015"] to 3.',
    ],
    [
      "is as strict as it is told to be",
      { before: [bakery, seats(10)], now: [bakery, seats(8)], config: { mostPercent: 10 } },
      'bakery-2015: from 10 to 8 seats. If that is meant, set seat-cut.allowed["bakery-2015"] to 8.',
    ],
    [
      "takes suspending for a cut to nothing",
      { before: [bakery, seats(10)], now: [bakery, seats(10, { suspended: true })] },
      'bakery-2015: from 10 to 0 seats. If that is meant, set seat-cut.allowed["bakery-2015"] to 0.',
    ],
    [
      "sees through a new name with an alias",
      { before: [bakery, seats(10)], now: [bakery, { ...seats(4), name: "protect", aliases: [urnOf(seats(10))] }] },
      'protect: from 10 to 4 seats. If that is meant, set seat-cut.allowed["protect"] to 4.',
    ],
    [
      "stops a cut from a number that is stored as a secret",
      { before: [bakery, { ...seats(10), values: { quantity: { ciphertext: "…" } } }], now: [bakery, seats(9)] },
      'bakery-2015: from an unknown number to 9 seats. If that is meant, set seat-cut.allowed["bakery-2015"] to 9.',
    ],
    ["lets a new licence pass", { before: [bakery], now: [bakery, seats(1)] }],
    [
      "stops the removal of a licence whose customer stays",
      { before: [bakery, seats(10)], now: [bakery] },
      'licence bakery-2015 is removed, with 10 seats, and its customer stays. If that is meant, set seat-cut.allowed["bakery-2015"] to 0.',
    ],
    [
      "lets that pass if it is allowed",
      { before: [bakery, seats(10)], now: [bakery], config: { allowed: { "bakery-2015": 0 } } },
    ],
    [
      "lets a licence pass that stays at the vendor",
      { before: [bakery, seats(10, { deletionPolicy: "retain" })], now: [bakery] },
    ],
    ["leaves the licences of a customer who goes to the other rule", { before: [bakery, seats(10)], now: [] }],
  ],
  removal: [
    ["lets protected companies pass", { now: [bakery, backups] }],
    [
      "wants companies to be protected",
      { now: [{ ...bakery, protect: false }] },
      'bakery: the company is not protected. Set the resource option protect: true; if the customer leaves, add "bakery" to removal.leaving.',
    ],
    [
      "lets those pass that removing does not touch",
      { now: [{ ...bakery, protect: false, values: { deletionPolicy: "retain" } }] },
    ],
    [
      "lets one pass whose tenant is marked",
      { now: [{ ...backups, protect: false, tenant: "bakery" }], config: { leaving: ["bakery"] } },
    ],
    ["lets a marked one pass", { now: [{ ...bakery, protect: false }], config: { leaving: ["bakery"] } }],
    [
      "stops allowRecreate",
      { now: [{ ...bakery, values: { allowRecreate: true } }] },
      'bakery: allowRecreate lets a change delete the company. If that is meant, add "bakery" to removal.leaving.',
    ],
    [
      "stops allowRecreate of a subscription, whose backups would go",
      {
        now: [backups, { type: "redstor:Subscription", name: "bakery/redstor/m365", values: { allowRecreate: true } }],
      },
      'bakery/redstor/m365: allowRecreate lets a change delete the subscription with its backups. If that is meant, add "bakery/redstor/m365" to removal.leaving.',
    ],
    [
      "stops the removal of companies of both vendors",
      { before: [bakery, backups], now: [] },
      'eset:Customer bakery is removed. If that is meant, add "bakery" to removal.leaving.',
      'redstor:Company bakery/redstor is removed. If that is meant, add "bakery/redstor" to removal.leaving.',
    ],
    [
      "takes the name of a tenant for all of it",
      {
        before: [bakery, backups].map((company) => ({ ...company, tenant: "bakery" })),
        now: [],
        config: { leaving: ["bakery"] },
      },
    ],
    [
      "takes no other name for it",
      { before: [{ ...backups, tenant: "bakery" }], now: [], config: { leaving: ["brewery"] } },
      'redstor:Company bakery/redstor is removed. If that is meant, add "bakery/redstor" to removal.leaving.',
    ],
    [
      "stops the removal of a subscription whose company stays",
      { before: [backups, microsoft], now: [backups] },
      'redstor:Subscription bakery/redstor/m365 is removed. If that is meant, add "bakery/redstor/m365" to removal.leaving.',
    ],
    [
      "says it once, of the company, if that goes too",
      { before: [backups, microsoft], now: [] },
      'redstor:Company bakery/redstor is removed. If that is meant, add "bakery/redstor" to removal.leaving.',
    ],
    ["lets a company pass that was taken over and stays", { before: [{ ...bakery, adopted: true }], now: [] }],
    [
      "knows a company under its new name",
      { before: [bakery], now: [{ ...bakery, name: "bakery-springfield", aliases: [urnOf(bakery)] }] },
    ],
    ["leaves everything else alone", { before: [{ type: "eset:User", name: "jane" }, seats(5)], now: [] }],
  ],
};

describe("the guard rails in examples/policy", () => {
  for (const [rule, ofRule] of Object.entries(cases)) {
    describe(rule, () => {
      for (const [name, run, ...said] of ofRule) {
        it(name, async () => {
          assert.deepEqual(await says(rule, run), said);
        });
      }
    });
  }

  it("understand the configuration that comes with them, and only know of the rules in it", () => {
    const config = JSON.parse(readFileSync(join(root, "examples/policy/production.json"), "utf8")) as Record<
      string,
      object
    >; // each rule has an object
    const ajv = new Ajv({ strict: false, formats: { regex: true } });
    for (const { name, configSchema } of guardRails(() => [])) {
      const schema = { type: "object", ...configSchema, additionalProperties: false };
      assert.ok(ajv.validate(schema, config[name]), `${name}: ${ajv.errorsText()}`);
    }
    assert.deepEqual(
      Object.keys(config),
      guardRails(() => []).map(({ name }) => name),
    );
  });
});
