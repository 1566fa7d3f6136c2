/** Every write of every resource of both vendors, with what the vendor must hold once it is done; by hand, from the contracts. */
import type { Properties } from "../host/dynamicHost";
import type { World } from "../host/world";
import type { Write } from "./write";

// ---- ESET --------------------------------------------------------------------------------------

const bakery = { name: "Example Bakery" };
const customer = (world: World) => world.emulator.eset.portal.createCustomer({ name: "Shop" }).id;
const shop = "customer Shop: active";

const customers: Write[] = [
  {
    name: "eset.Customer is created",
    type: "eset:Customer",
    call: "Company/Create/customer",
    once: true,
    answered: true,
    scene: () => ({
      after: { ...bakery, tags: ["gold", "north"], customIdentifier: "CRM-42", address: { city: "Springfield" } },
      held: ["customer Example Bakery: active, CRM-42, Springfield, tags gold+north"],
    }),
  },
  {
    name: "eset.Customer is created suspended: the create",
    type: "eset:Customer",
    call: "Company/Create/customer",
    once: true,
    answered: true,
    scene: () => ({ after: { ...bakery, suspended: true }, held: ["customer Example Bakery: suspended"] }),
  },
  {
    name: "eset.Customer is created suspended: the suspension",
    type: "eset:Customer",
    call: "Company/Suspend",
    startsOperation: true,
    scene: () => ({ after: { ...bakery, suspended: true }, held: ["customer Example Bakery: suspended"] }),
  },
  {
    name: "eset.Customer gets another name, city and tags",
    type: "eset:Customer",
    call: "Company/Update/customer",
    scene: () => ({
      before: { ...bakery, tags: ["gold", "north"], address: { city: "Springfield" } },
      after: { name: "Baker & Sons", tags: ["gold", "south"], address: { city: "Shelbyville" } },
      held: ["customer Baker & Sons: active, Shelbyville, tags gold+south"],
    }),
  },
  {
    name: "eset.Customer loses what is declared no longer",
    type: "eset:Customer",
    call: "Company/Update/customer",
    scene: () => ({
      before: { ...bakery, tags: ["gold"], customIdentifier: "CRM-42" },
      after: bakery,
      held: ["customer Example Bakery: active"],
    }),
  },
  {
    name: "eset.Customer is suspended",
    type: "eset:Customer",
    call: "Company/Suspend",
    startsOperation: true,
    scene: () => ({
      before: bakery,
      after: { ...bakery, suspended: true },
      held: ["customer Example Bakery: suspended"],
    }),
  },
  {
    name: "eset.Customer is resumed",
    type: "eset:Customer",
    call: "Company/Unsuspend",
    startsOperation: true,
    scene: () => ({
      before: { ...bakery, suspended: true },
      after: bakery,
      held: ["customer Example Bakery: active"],
    }),
  },
  {
    name: "eset.Customer is resumed and changed: the change",
    type: "eset:Customer",
    call: "Company/Update/customer",
    scene: () => ({
      before: { ...bakery, suspended: true },
      after: { ...bakery, customIdentifier: "CRM-42" },
      held: ["customer Example Bakery: active, CRM-42"],
    }),
  },
  {
    name: "eset.Customer is removed: the suspension",
    type: "eset:Customer",
    call: "Company/Suspend",
    startsOperation: true,
    scene: () => ({ before: bakery, held: [] }),
  },
  {
    name: "eset.Customer is removed: the deletion",
    type: "eset:Customer",
    call: "Company/Delete",
    scene: () => ({ before: bakery, held: [] }),
  },
  {
    name: "eset.Customer is removed, and only suspended by its policy",
    type: "eset:Customer",
    call: "Company/Suspend",
    startsOperation: true,
    scene: () => ({
      before: { ...bakery, deletionPolicy: "suspend" },
      held: ["customer Example Bakery: suspended"],
    }),
  },
];

const brewery = { name: "Brewery IT", email: "it@brewery.example" };
const manager = { account: "manager@msp.example", emulator: { eset: { contactsActivateAtOnce: true } } };

const managedMsps: Write[] = [
  {
    name: "eset.ManagedMsp is created",
    type: "eset:ManagedMsp",
    call: "Company/Create/managedmsp",
    once: true,
    answered: true,
    ...manager,
    scene: () => ({
      after: { ...brewery, products: ["2015", "2018"] },
      held: ["managed MSP Brewery IT: active, products 2015+2018"],
    }),
  },
  {
    name: "eset.ManagedMsp gets other products",
    type: "eset:ManagedMsp",
    call: "Company/Update/managedmsp",
    ...manager,
    scene: () => ({
      before: { ...brewery, products: ["2015", "2018"] },
      after: { ...brewery, products: ["107", "2018"] },
      held: ["managed MSP Brewery IT: active, products 107+2018"],
    }),
  },
  {
    name: "eset.ManagedMsp is removed",
    type: "eset:ManagedMsp",
    call: "Company/Delete",
    ...manager,
    scene: () => ({ before: brewery, held: [] }),
  },
];

const north = { name: "North IT", email: "office@north.example", address: { countryCode: "SVK" } };
const distributor = { account: "distributor@msp.example", emulator: { eset: { contactsActivateAtOnce: true } } };

const mspCompanies: Write[] = [
  {
    name: "eset.MspCompany is created",
    type: "eset:MspCompany",
    call: "Company/Create/msp",
    once: true,
    answered: true,
    ...distributor,
    scene: () => ({
      after: { ...north, products: ["2015"], manager: true },
      held: ["MSP Manager North IT: active, products 2015"],
    }),
  },
  {
    name: "eset.MspCompany becomes a manager",
    type: "eset:MspCompany",
    call: "Company/Update/msp",
    ...distributor,
    scene: () => ({
      before: { ...north, manager: false },
      after: { ...north, manager: true },
      held: ["MSP Manager North IT: active"],
    }),
  },
  {
    name: "eset.MspCompany is removed",
    type: "eset:MspCompany",
    call: "Company/Suspend",
    startsOperation: true,
    ...distributor,
    scene: () => ({ before: north, held: [] }),
  },
];

/** A licence of a customer that exists. */
const licence =
  (before: Properties | undefined, after: Properties | undefined, ...held: string[]): Write["scene"] =>
  (world) => {
    const customerId = customer(world);
    return {
      ...(before === undefined ? {} : { before: { customerId, ...before } }),
      ...(after === undefined ? {} : { after: { customerId, ...after } }),
      held: [shop, ...held],
    };
  };
const protect = { productCode: "2015", quantity: 10 };
const trial = { productCode: "2018", quantity: 5, type: "trial" };

const licences: Write[] = [
  {
    name: "eset.License is ordered",
    call: "License/Order",
    once: true,
    answered: true,
    scene: licence(undefined, protect, "licence 2015: 10 seats"),
  },
  {
    name: "eset.License is ordered as a trial and extended twice: the order",
    call: "License/Order",
    once: true,
    answered: true,
    scene: licence(undefined, { ...trial, trialExtensions: 2 }, "licence 2018: 5 seats, trial, extended 2 times"),
  },
  {
    name: "eset.License is ordered as a trial and extended twice: an extension",
    call: "License/ExtendTrial",
    once: true,
    scene: licence(undefined, { ...trial, trialExtensions: 2 }, "licence 2018: 5 seats, trial, extended 2 times"),
  },
  {
    name: "eset.License is ordered suspended: the suspension",
    call: "License/Suspend",
    scene: licence(undefined, { ...protect, suspended: true }, "licence 2015: 10 seats, suspended"),
  },
  {
    name: "eset.License gets more seats",
    call: "License/UpdateQuantity",
    scene: licence(protect, { ...protect, quantity: 25 }, "licence 2015: 25 seats"),
  },
  {
    name: "eset.License becomes one of another product",
    call: "License/ChangeProduct",
    scene: licence(protect, { productCode: "2018", quantity: 12 }, "licence 2018: 12 seats"),
  },
  ...(["changes", "stays"] as const).map((key) => ({
    name: `eset.License becomes a full one, and its key ${key}`,
    call: "License/ConvertToFull",
    once: true,
    answered: true,
    emulator: { eset: { readings: { "license.keyOnConversion": key } } },
    scene: licence(trial, { ...trial, type: "full", quantity: 7 }, "licence 2018: 7 seats"),
  })),
  {
    name: "eset.License on trial is extended",
    call: "License/ExtendTrial",
    once: true,
    scene: licence(
      { ...trial, trialExtensions: 0 },
      { ...trial, trialExtensions: 2 },
      "licence 2018: 5 seats, trial, extended 2 times",
    ),
  },
  {
    name: "eset.License is suspended",
    call: "License/Suspend",
    scene: licence(protect, { ...protect, suspended: true }, "licence 2015: 10 seats, suspended"),
  },
  {
    name: "eset.License is resumed with other seats: the resumption",
    call: "License/Unsuspend",
    scene: licence({ ...protect, suspended: true }, { ...protect, quantity: 11 }, "licence 2015: 11 seats"),
  },
  {
    name: "eset.License stays suspended with other seats: the seats",
    call: "License/UpdateQuantity",
    scene: licence(
      { ...protect, suspended: true },
      { ...protect, quantity: 11, suspended: true },
      "licence 2015: 11 seats, suspended",
    ),
  },
  {
    name: "eset.License is removed, which suspends a full one",
    call: "License/Suspend",
    scene: licence(protect, undefined, "licence 2015: 10 seats, suspended"),
  },
  { name: "eset.License on trial is removed", call: "License/Remove", scene: licence(trial, undefined) },
].map((write) => ({ ...write, type: "eset:License" }));

const jane = {
  ...{ email: "jane@staff.example", firstName: "Jane", lastName: "Doe", countryCode: "SVK", permission: "Read" },
};

const users: Write[] = [
  {
    name: "eset.User is created",
    call: "User/Create",
    once: true,
    answered: true,
    scene: () => ({ after: jane, held: ["user jane@staff.example: Jane Doe, read"] }),
  },
  {
    name: "eset.User gets another name and permission",
    call: "User/Update",
    scene: () => ({
      before: jane,
      after: { ...jane, lastName: "Roe", permission: "Write" },
      held: ["user jane@staff.example: Jane Roe, write"],
    }),
  },
  {
    name: "eset.User is removed, which takes the access away",
    call: "User/Update",
    scene: () => ({ before: jane, held: ["user jane@staff.example: Jane Doe, noAccess"] }),
  },
].map((write) => ({ ...write, type: "eset:User" }));

const terms: Write[] = [
  {
    name: "eset.TermsAcceptance is made",
    type: "eset:TermsAcceptance",
    call: "TermsOfUse/Accept",
    scene: () => ({ after: { termsOfUseId: "70000000-0000-4000-8000-000000000313" }, held: [] }),
  },
];

// ---- Redstor -----------------------------------------------------------------------------------

const below = "below Example Partner";
const partner = (world: World) =>
  world.emulator.redstor.portal.createCompany({ companyName: "Reseller", type: "Partner" }).companyId;
const reseller = `Partner Reseller: enabled, ${below}`;

const backupCompanies: Write[] = [
  {
    name: "redstor.Company is created",
    call: "companies/{companyId}/customers",
    method: "POST",
    once: true,
    answered: true,
    scene: () => ({ after: bakery, held: [`Customer Example Bakery: enabled, ${below}`] }),
  },
  {
    name: "redstor.Company is created as a disabled partner: the create",
    call: "companies/{companyId}/customers",
    method: "POST",
    once: true,
    answered: true,
    scene: () => ({
      after: { ...bakery, type: "Partner", enabled: false },
      held: [`Partner Example Bakery: disabled, ${below}`],
    }),
  },
  {
    name: "redstor.Company is created disabled: the disabling",
    call: "companies/{companyId}/disable",
    scene: () => ({ after: { ...bakery, enabled: false }, held: [`Customer Example Bakery: disabled, ${below}`] }),
  },
  {
    name: "redstor.Company is disabled",
    call: "companies/{companyId}/disable",
    scene: () => ({
      before: bakery,
      after: { ...bakery, enabled: false },
      held: [`Customer Example Bakery: disabled, ${below}`],
    }),
  },
  {
    name: "redstor.Company is enabled",
    call: "companies/{companyId}/enable",
    scene: () => ({
      before: { ...bakery, enabled: false },
      after: bakery,
      held: [`Customer Example Bakery: enabled, ${below}`],
    }),
  },
  {
    name: "redstor.Company moves below another company",
    call: "companies/{companyId}/customers/{customerId}/reassign",
    scene: (world: World) => ({
      before: bakery,
      after: { ...bakery, parentId: partner(world) },
      held: ["Customer Example Bakery: enabled, below Reseller", reseller],
    }),
  },
  {
    name: "redstor.Company is removed, which disables it",
    call: "companies/{companyId}/disable",
    scene: () => ({ before: bakery, held: [`Customer Example Bakery: disabled, ${below}`] }),
  },
  {
    name: "redstor.Company is removed and deleted by its policy",
    call: "companies/{companyId}",
    method: "DELETE",
    scene: () => ({ before: { ...bakery, deletionPolicy: "delete" }, held: [] }),
  },
].map((write) => ({ ...write, type: "redstor:Company" }));

/** A subscription of a company that exists. */
const subscription =
  (before: string | undefined, after: string | undefined, ...held: string[]): Write["scene"] =>
  (world) => {
    const { companyId } = world.emulator.redstor.portal.createCompany({ companyName: "Shop" });
    const declared = (mode: string) => ({ companyId, productId: 4, editionId: 5, mode });
    return {
      ...(before === undefined ? {} : { before: declared(before) }),
      ...(after === undefined ? {} : { after: declared(after) }),
      held: [`Customer Shop: enabled, ${below}`, ...held],
    };
  };
const ofCompany = "companies/{companyId}/subscriptions";
const one = `${ofCompany}/{subscriptionId}`;

const subscriptions: Write[] = [
  {
    name: "redstor.Subscription is made",
    call: ofCompany,
    method: "POST",
    once: true,
    answered: true,
    scene: subscription(undefined, "full", "subscription 4/5: NotUsed"),
  },
  {
    name: "redstor.Subscription is made as a trial",
    call: `${ofCompany}/trial`,
    method: "POST",
    once: true,
    answered: true,
    scene: subscription(undefined, "trial", "subscription 4/5: Trial"),
  },
  ...(["stays", "changes"] as const).map((id) => ({
    name: `redstor.Subscription becomes a full one, and its id ${id}`,
    call: `${one}/trial/convert`,
    method: "PATCH",
    once: true,
    emulator: { redstor: { readings: { "subscription.idOnConversion": id } } },
    scene: subscription("trial", "full", "subscription 4/5: Upgraded"),
  })),
  {
    name: "redstor.Subscription is removed",
    call: one,
    method: "DELETE",
    once: true,
    scene: subscription("full", undefined),
  },
  {
    name: "redstor.Subscription is removed later, and then listed as removed",
    call: one,
    method: "DELETE",
    startsOperation: true,
    emulator: {
      redstor: { readings: { "subscription.removal": "queued" as const, "subscription.removed": "removed" as const } },
    },
    scene: subscription("full", undefined),
  },
].map((write) => ({ ...write, type: "redstor:Subscription" }));

export const writes: readonly Write[] = [
  ...customers,
  ...managedMsps,
  ...mspCompanies,
  ...licences,
  ...users,
  ...terms,
  ...backupCompanies,
  ...subscriptions,
];
