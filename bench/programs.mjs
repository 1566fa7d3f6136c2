/**
 * The programs that are compared, for n resources each: half of them customers, half of them licences that depend on one.
 * All three have the same shape, so that the engine does the same work for each.
 */
import { join } from "node:path";
import { root } from "./stacks.mjs";

const loop = (n, body) => `for (let i = 0; i < ${n}; i++) {\n${body}\n}\n`;
const [customers, licences] = [(n) => Math.ceil(n / 2), (n) => Math.floor(n / 2)];
const shape = (n, parent, child) =>
  `const parents = [];\n${loop(customers(n), `  parents.push(${parent});`)}${loop(licences(n), `  ${child};`)}`;

/** Resources of a provider that does nothing, with a constant text as ours has: what the engine itself costs. */
export const floor = (n) => `
const pulumi = require("@pulumi/pulumi");
const __provider = "exports.handler = () => ({ check: async (olds, news) => ({ inputs: news, failures: [] }), diff: async () => ({ changes: false }), create: async (inputs) => ({ id: String(process.hrtime.bigint()), outs: inputs }), read: async (id, props) => ({ id, props }), update: async (id, olds, news) => ({ outs: news }), delete: async () => {} })";
class Empty extends pulumi.CustomResource {
  constructor(name, args) { super("pulumi-nodejs:dynamic/bench:Empty", name, { ...args, __provider }); }
}
${shape(
  n,
  "new Empty(`customer-${i}`, { name: `Customer ${i}`, suspended: false })",
  'new Empty(`licence-${i}`, { customerId: parents[i].id, productCode: "2015", quantity: 10, type: "full", suspended: false })',
)}`;

export const ours = (n) => `
const { eset } = require("pulumi-msp");
${shape(
  n,
  "new eset.Customer(`customer-${i}`, { name: `Customer ${i}` })",
  'new eset.License(`licence-${i}`, { customerId: parents[i].id, productCode: "2015", quantity: 10 })',
)}`;

/** The same lifecycles, given to the engine as closures, as pulumi.dynamic.Resource does by default. */
export const stock = (n) => `
const pulumi = require("@pulumi/pulumi");
const serve = (type) => require("module").createRequire(process.cwd() + "/")("pulumi-msp/host").serve(type);
class Stock extends pulumi.dynamic.Resource {
  constructor(type, name, args) {
    super({
      check: (olds, news) => serve(type).check(olds, news),
      diff: (id, olds, news) => serve(type).diff(id, olds, news),
      create: (inputs) => serve(type).create(inputs),
      read: (id, props) => serve(type).read(id, props),
      update: (id, olds, news) => serve(type).update(id, olds, news),
      delete: (id, props) => serve(type).delete(id, props),
    }, name, args);
  }
}
${shape(
  n,
  'new Stock("eset:Customer", `customer-${i}`, { name: `Customer ${i}`, suspended: false })',
  'new Stock("eset:License", `licence-${i}`, { publicLicenseKey: undefined, customerId: parents[i].id, productCode: "2015", quantity: 10, type: "full", suspended: false })',
)}`;

/** A fleet: so many customers, each with so many licences. */
export const fleet = (customers, licencesOfEach) => `
const { eset } = require("pulumi-msp");
const products = ["2015", "107", "111", "220", "310"];
${loop(
  customers,
  `  const customer = new eset.Customer(\`customer-\${i}\`, { name: \`Customer \${i}\` });
  for (let k = 0; k < ${licencesOfEach}; k++)
    new eset.License(\`licence-\${i}-\${k}\`, { customerId: customer.id, productCode: products[k], quantity: 10 });`,
)}`;

/** Companies at Redstor, every so-manieth of them with a subscription. */
export const backups = (companies, subscribedEvery) => `
const { redstor } = require("pulumi-msp");
${loop(
  companies,
  `  const company = new redstor.Company(\`company-\${i}\`, { name: \`Company \${i}\` });
  if (i % ${subscribedEvery} === 0)
    new redstor.Subscription(\`backup-\${i}\`, { companyId: company.id, productId: 130, editionId: 5 });`,
)}`;

/** As `ours` and `floor`, in YAML with a native plugin. */
const yaml = (n, plugin, customer, licence) => ({
  plugins: { providers: [plugin] },
  resources: Object.fromEntries([
    ...Array.from({ length: customers(n) }, (_, i) => [`customer-${i}`, customer(i)]),
    ...Array.from({ length: licences(n) }, (_, i) => [`licence-${i}`, licence("${customer-" + i + ".id}")]),
  ]),
});

export const native = (n) =>
  yaml(
    n,
    { name: "msp", path: root },
    (i) => ({ type: "msp:eset:Customer", properties: { name: `Customer ${i}` } }),
    (customerId) => ({ type: "msp:eset:License", properties: { customerId, productCode: "2015", quantity: 10 } }),
  );

export const nativeFloor = (n) =>
  yaml(
    n,
    { name: "empty", path: join(root, "bench/empty") },
    (i) => ({ type: "empty:index:Thing", properties: { name: `Customer ${i}` } }),
    (parent) => ({ type: "empty:index:Thing", properties: { parent, product: "2015", quantity: 10 } }),
  );
