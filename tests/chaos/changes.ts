/** What happens to a program and to what it declares: changes in the program, clicks in the portals, faults; at random. */
import fc from "fast-check";
import type { Fault } from "../../emulator";
import type { World } from "../host/world";
import type { Trouble } from "./mishaps";
import { type Customer, keyOf, type Model } from "./model";
import type { ProgramStack } from "./programs";

export interface Scene {
  readonly model: Model;
  readonly stack: ProgramStack;
  readonly world: World;
}

/** One thing that happens; what does not apply does nothing. */
export interface Change {
  readonly words: string;
  readonly happen: (scene: Scene) => void;
}

export interface Step {
  readonly changes: readonly Change[];
  readonly fault: Fault | undefined;
}

const owner = fc.nat({ max: 1 });
const productCode = fc.constantFrom("2015", "107");
const productId = fc.constantFrom(4, 130);
const tags = fc.uniqueArray(fc.constantFrom("gold", "north", "gründlich", "a,b"), { maxLength: 3 });

const change = <T extends unknown[]>(
  verb: string,
  args: { [I in keyof T]: fc.Arbitrary<T[I]> },
  happen: (scene: Scene, ...args: T) => void,
): fc.Arbitrary<Change> =>
  fc.tuple<T>(...args).map((values) => ({
    words: `${verb} ${values.map((value) => JSON.stringify(value)).join(" ")}`,
    happen: (scene) => {
      happen(scene, ...values);
    },
  }));

// ---- in the program ----------------------------------------------------------------------------

const inProgram = [
  change(
    "declare customer",
    [owner, tags, fc.option(fc.constantFrom("CRM-1", "CRM-2"), { nil: undefined }), fc.constantFrom("A", "B")],
    ({ model }, number, wantedTags, customIdentifier, letter) => {
      const label = `Shop ${letter}${number}`;
      const { resource = `customer ${number}`, suspended = false } = model.customers.get(number) ?? {};
      const customer: Customer = { resource, label, tags: wantedTags, customIdentifier, suspended };
      model.customers.set(number, customer);
    },
  ),
  change("suspend or resume customer", [owner], ({ model }, number) => {
    const customer = model.customers.get(number);
    if (customer === undefined || !model.mayWake(number)) return;
    model.customersTouched.add(number);
    customer.suspended = !customer.suspended;
  }),
  change("rename resource of customer", [owner], ({ model, stack }, number) => {
    const customer = model.customers.get(number);
    if (customer === undefined) return;
    const resource = `${customer.resource}'`;
    stack.rename(customer.resource, resource);
    customer.resource = resource;
  }),
  change("remove customer", [owner], ({ model }, number) => {
    const licences = model.ofCustomer(number);
    // a licence is not removed while its customer sleeps
    if (!model.customers.has(number) || (licences.length > 0 && !model.mayChangeLicence(number))) return;
    model.customers.delete(number);
    for (const [key] of licences) model.licences.delete(key);
    model.forgetCustomer(number);
    model.customersTouched.add(number);
  }),
  change(
    "declare licence",
    [owner, productCode, fc.integer({ min: 1, max: 50 }), fc.constantFrom("full", "trial"), fc.boolean()],
    ({ model }, number, product, quantity, type, suspended) => {
      if (!model.mayChangeLicence(number)) return;
      model.licencesTouched.add(number);
      const key = keyOf(number, product);
      const mustBeFull = model.leftOver.has(key) || model.licences.get(key)?.type === "full";
      // a trial that is converted and suspended at once is two tales; one is enough here
      model.licences.set(key, { quantity, type: mustBeFull ? "full" : type, suspended });
      model.leftOver.delete(key);
    },
  ),
  change("remove licence", [owner, productCode], ({ model }, number, product) => {
    const key = keyOf(number, product);
    const licence = model.licences.get(key);
    if (licence === undefined || model.licencesTouched.has(number) || !model.mayChangeLicence(number)) return;
    model.licencesTouched.add(number);
    model.licences.delete(key);
    if (licence.type === "full") model.leftOver.add(key);
  }),
  change("declare backup company", [owner, fc.boolean()], ({ model }, number, enabled) => {
    model.backups.set(number, { enabled: enabled || model.ofBackup(number).length > 0 });
  }),
  change("remove backup company", [owner], ({ model }, number) => {
    model.backups.delete(number);
    for (const key of model.ofBackup(number)) model.subscriptions.delete(key);
  }),
  change(
    "declare subscription",
    [owner, productId, fc.constantFrom("full", "trial")],
    ({ model }, number, product, mode) => {
      if (model.backups.get(number)?.enabled !== true) return;
      const key = keyOf(number, product);
      model.subscriptions.set(key, model.subscriptions.get(key) === "full" ? "full" : mode);
    },
  ),
  change("remove subscription", [owner, productId], ({ model }, number, product) => {
    model.subscriptions.delete(keyOf(number, product));
  }),
];

// ---- in the portals ----------------------------------------------------------------------------

/** The customer as the vendor holds it, if both the program and the vendor have it. */
function customerAtVendor({ model, stack, world }: Scene, number: number) {
  const customer = model.customers.get(number);
  const id = customer && stack.idOf(customer.resource);
  return world.emulator.eset.companies().find((company) => company.id === id);
}

function licenceAtVendor(scene: Scene, number: number, product: string) {
  const customer = customerAtVendor(scene, number);
  return scene.world.emulator.eset
    .licenses()
    .find(({ customerId, productCode: code }) => customerId === customer?.id && code === product);
}

const inPortal = [
  change("portal: customer gets", [owner, tags, fc.constantFrom("Other", "Else")], (scene, number, others, name) => {
    const customer = customerAtVendor(scene, number);
    if (customer === undefined) return;
    scene.world.emulator.eset.portal.updateCompany(customer.id, { tags: others, name: `${name} ${number}` });
  }),
  change("portal: suspend or resume customer", [owner], (scene, number) => {
    const customer = customerAtVendor(scene, number);
    if (customer === undefined || !scene.model.mayWake(number)) return;
    scene.model.customersTouched.add(number);
    const status = customer.status === "suspended" ? "active" : "suspended";
    scene.world.emulator.eset.portal.updateCompany(customer.id, { status });
  }),
  change("portal: delete customer", [owner], (scene, number) => {
    const customer = customerAtVendor(scene, number);
    if (customer === undefined || scene.model.licencesTouched.has(number)) return;
    scene.world.emulator.eset.portal.deleteCompany(customer.id);
    scene.model.forgetCustomer(number);
    // it is created anew: its licences must be of one that is not suspended
    const declared = scene.model.customers.get(number);
    if (declared !== undefined && scene.model.ofCustomer(number).length > 0) declared.suspended = false;
    scene.model.customersTouched.add(number);
  }),
  change("portal: seats", [owner, productCode, fc.integer({ min: 1, max: 50 })], (scene, number, product, quantity) => {
    const licence = licenceAtVendor(scene, number, product);
    if (licence === undefined || licence.suspended || !scene.model.mayChangeLicence(number)) return;
    scene.model.licencesTouched.add(number);
    scene.world.emulator.eset.portal.updateLicense(licence.publicLicenseKey, { quantity });
  }),
  change("portal: suspend or resume licence", [owner, productCode], (scene, number, product) => {
    const licence = licenceAtVendor(scene, number, product);
    const { model } = scene;
    if (licence === undefined || !model.mayChangeLicence(number) || model.leftOver.has(keyOf(number, product))) return;
    model.licencesTouched.add(number);
    scene.world.emulator.eset.portal.updateLicense(licence.publicLicenseKey, { suspended: !licence.suspended });
  }),
  change("portal: remove licence", [owner, productCode], (scene, number, product) => {
    const licence = licenceAtVendor(scene, number, product);
    if (licence === undefined || !scene.model.mayChangeLicence(number)) return;
    scene.model.licencesTouched.add(number);
    scene.world.emulator.eset.portal.removeLicense(licence.publicLicenseKey);
    scene.model.leftOver.delete(keyOf(number, product));
  }),
  change("portal: enable or disable backup company", [owner], ({ stack, world }, number) => {
    const id = stack.idOf(`backup ${number}`);
    const company = world.emulator.redstor.companies().find(({ companyId }) => companyId === id);
    if (company === undefined) return;
    world.emulator.redstor.portal.updateCompany(company.companyId, { isEnabled: !company.isEnabled });
  }),
  change("portal: delete backup company", [owner], ({ stack, world }, number) => {
    const id = stack.idOf(`backup ${number}`);
    if (!world.emulator.redstor.companies().some(({ companyId }) => companyId === id)) return;
    world.emulator.redstor.portal.deleteCompany(id ?? "");
  }),
  change("portal: remove subscription", [owner, productId], ({ stack, world }, number, product) => {
    const id = stack.idOf(`backup ${number}`);
    const found = world.emulator.redstor
      .subscriptions()
      .find((one) => one.companyId === id && one.productId === product && one.isActive);
    if (found === undefined) return;
    world.emulator.redstor.portal.removeSubscription(found.companyId, found.subscriptionId);
  }),
];

// ---- faults ------------------------------------------------------------------------------------

const trouble = fc.constantFrom<Trouble>(
  { kind: "drop" },
  { kind: "drop", when: "after" },
  { kind: "truncate" },
  { kind: "html" },
  { kind: "html", when: "after" },
  { kind: "empty", when: "after" },
  { kind: "maintenance" },
  { kind: "unauthorized" },
  ...[403, 429, 500, 502].map((status) => ({ kind: "status" as const, status })),
  { kind: "status", status: 500, when: "after" } as const,
);

const fault = fc
  .tuple(trouble, fc.integer({ min: 1, max: 25 }))
  .map(([what, nth]): Fault => ({ ...what, call: "*", nth }));

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    changes: fc.array(fc.oneof(...inProgram, ...inProgram, ...inPortal), { minLength: 1, maxLength: 6 }),
    fault: fc.option(fault, { nil: undefined }),
  }),
  { minLength: 1, maxLength: 5 },
);

export const inWords = (all: readonly Step[]): string =>
  all
    .map(({ changes, fault: met }) =>
      [...changes.map(({ words }) => words), met === undefined ? "no fault" : JSON.stringify(met)].join("\n  "),
    )
    .join("\n");
