/** ESET MSP Administrator 2, as the server sees a vendor and as programs see it. */
import { open } from "../../contracts/generated/eset.open";
import type { Readings } from "../../contracts/generated/eset.open";
import { Contract } from "../contract";
import type { Operation } from "../contract";
import type { Clock } from "../clock";
import { find, param } from "../control";
import type { Control } from "../control";
import { asBelieved, readingsParser } from "../readings";
import { bearerToken, readBody } from "../request";
import type { Answer, Outcome, Vendor, VendorRequest } from "../vendor";
import { actions } from "./actions";
import { inForm, refusalInForm } from "./answerForm";
import { Refusal, refusal } from "./errors";
import { Listed } from "./listed";
import { invalidBody, missingFields, modelState } from "./modelState";
import { settle } from "./operation";
import { copyLicense, Portal, seeded } from "./portal";
import type { LicenseCopy } from "./portal";
import { products } from "./products";
import type { Product } from "./products";
import { parseState, Store } from "./store";
import type { Account, Company, Settings } from "./store";
import { Tokens } from "./token";
import { initialState } from "./world";

export interface EsetOptions {
  /** How long Company/Suspend and Company/Unsuspend take. */
  readonly operationMilliseconds: number;
  /** What a fresh world starts with. */
  readonly settings: Settings;
  /** What differs from what we believe of the open points of the contract. */
  readonly readings?: Partial<Readings>;
}

/** What programs and tests can see and do of the vendor, beside its API. Everything given out is a copy. */
export interface EsetWorld {
  /** All users, those of deleted companies included. The first one is the one to use. */
  readonly accounts: readonly Readonly<Account>[];
  /** Companies that exist; with `deleted: true` also those that did. */
  companies(options?: { deleted?: boolean }): Company[];
  /** Licences, those of deleted customers included (they stay, suspended). */
  licenses(): LicenseCopy[];
  products(): Product[];
  readonly portal: Portal;
  /** What the vendor does on each open point of its contract. `portal.changeReadings` changes it. */
  readonly readings: Readings;
  /** Whether the contact users of new MSPs and Managed MSPs activate their account, and so the company, at once. */
  contactsActivateAtOnce: boolean;
}

export interface Eset {
  readonly vendor: Vendor;
  readonly world: EsetWorld;
}

/** `changed` is called whenever the state is changed in another way than by a request to the vendor's API. */
export function createEset(options: EsetOptions, clock: Clock, changed: () => void): Eset {
  const contract = Contract.of("eset");
  const tokens = new Tokens();
  const believed = asBelieved<Readings>(open);
  const chosen = readingsParser<Readings>("eset", open)(options.readings ?? {});
  const fresh = (): Store => new Store(initialState(options.settings, { ...believed, ...chosen }));
  let store = fresh();
  const listed = new Listed();
  listed.restart(store, clock.now());
  /** The store as it is now: with everything done that is due. */
  const current = (): Store => {
    settle(store, clock.now());
    return store;
  };

  async function handle(request: VendorRequest): Promise<Outcome> {
    const now = clock.now();
    try {
      if (request.match === undefined) throw new Refusal("PageNotFound");
      const { operation } = request.match;
      const account = operation.isPublic ? undefined : await tokens.accountOf(store, bearerToken(request), now);
      if (!operation.isPublic && account === undefined) throw new Refusal("InvalidToken");
      const { values, missing } = contract.parameters(operation, request.match.params, request.query);
      if (missing.length > 0) return { answer: missingFields(missing), applied: false };
      // All are texts in this contract.
      const params = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
      const body = readBody(contract, operation, request);
      if (body.is === "unreadable") return { answer: invalidBody(body.reason), applied: false };
      if (body.is === "invalid") return { answer: modelState(body.errors), applied: false };

      settle(store, now);
      const before = store.revision;
      const { operationMilliseconds = options.operationMilliseconds } = request;
      const action = actions[operation.id as keyof typeof actions];
      if (action === undefined) throw new Refusal("PageNotFound");
      const call = { store, listed: listed.at(store, now), tokens, account, now, params, operationMilliseconds };
      const result = action(call, body.value);
      const applied = store.revision !== before;
      listed.note(store, now);
      return { answer: checked(operation, await result), applied };
    } catch (error) {
      if (error instanceof Refusal) return { answer: refusalInForm(error, store.readings), applied: false };
      throw error;
    }
  }

  function checked(operation: Operation, body: unknown): Answer {
    const wrong = contract.answerError(operation, 200, body);
    if (wrong !== undefined)
      return failure(
        `This is a bug of the emulator: the answer of ${operation.call} does not follow the contract: ${wrong}`,
      );
    return { status: 200, ...(body !== undefined && { body: inForm(contract, operation, body, store.readings) }) };
  }

  const portal = new Portal(
    () => store,
    () => clock.now(),
    () => {
      listed.note(store, clock.now());
      changed();
    },
  );
  const world: EsetWorld = {
    get accounts() {
      return structuredClone(store.accounts);
    },
    companies: ({ deleted = false } = {}) =>
      structuredClone([...current().companies.values()].filter((company) => deleted || !company.deleted)),
    licenses: () => [...current().licenses.values()].map((license) => copyLicense(license, clock.now())),
    products: () => structuredClone([...products.values()]),
    portal,
    get readings() {
      return structuredClone(store.readings);
    },
    get contactsActivateAtOnce() {
      return store.settings.contactsActivateAtOnce;
    },
    set contactsActivateAtOnce(contactsActivateAtOnce) {
      portal.changeSettings({ contactsActivateAtOnce });
    },
  };

  const vendor: Vendor = {
    name: "eset",
    basePath: "/eset/api",
    contract,
    companions: [],
    controls: controls(world),
    handle,
    answers: {
      tooManyRequests: () => refusal("TooManyRequests"),
      maintenance: () => refusal("Maintenance"),
      unauthorized: () => refusal("InvalidToken"),
      unknownCall: () => refusal("PageNotFound"),
      badRequest: invalidBody,
      failure,
    },
    snapshot: () => current().state(),
    restore: (snapshot) => {
      store = new Store(parseState(snapshot));
      listed.restart(store, clock.now());
    },
    seed: (document) => {
      store = seeded(current(), clock.now(), document);
      listed.restart(store, clock.now());
    },
    reset: () => {
      store = fresh();
      listed.restart(store, clock.now());
      tokens.reset();
    },
  };
  return { vendor, world };
}

const failure = (text: string): Answer => refusal("EmulatorFailure", text);

/** The same over HTTP, below /_emulator/eset/. The portal checks what it is given. */
function controls(world: EsetWorld): Control[] {
  const { portal } = world;
  return [
    { method: "GET", path: "", run: () => ({ companies: world.companies(), licenses: world.licenses() }) },
    { method: "GET", path: "accounts", run: () => world.accounts },
    { method: "POST", path: "accounts", run: (_, body) => portal.createAccount(body as never) },
    {
      method: "PATCH",
      path: "accounts/:userId",
      run: (params, body) => portal.updateAccount(param(params, "userId"), body as never),
    },
    {
      method: "POST",
      path: "accounts/:userId/activation",
      run: (params, body) => portal.activateAccount(param(params, "userId"), body ?? {}),
    },
    { method: "GET", path: "companies", run: () => world.companies() },
    {
      method: "GET",
      path: "companies/:id",
      run: (params) => find(world.companies(), `company ${param(params, "id")}`, ({ id }) => id === params["id"]),
    },
    { method: "POST", path: "companies", run: (_, body) => portal.createCompany(body as never) },
    {
      method: "PATCH",
      path: "companies/:id",
      run: (params, body) => portal.updateCompany(param(params, "id"), body as never),
    },
    {
      method: "DELETE",
      path: "companies/:id",
      run: (params) => {
        portal.deleteCompany(param(params, "id"));
      },
    },
    { method: "GET", path: "licenses", run: () => world.licenses() },
    {
      method: "GET",
      path: "licenses/:key",
      run: (params) =>
        find(
          world.licenses(),
          `license ${param(params, "key")}`,
          ({ publicLicenseKey }) => publicLicenseKey === params["key"],
        ),
    },
    { method: "POST", path: "licenses", run: (_, body) => portal.orderLicense(body as never) },
    { method: "POST", path: "license-requests", run: (_, body) => portal.requestLicense(body as never) },
    {
      method: "PATCH",
      path: "licenses/:key",
      run: (params, body) => portal.updateLicense(param(params, "key"), body as never),
    },
    {
      method: "DELETE",
      path: "licenses/:key",
      run: (params) => {
        portal.removeLicense(param(params, "key"));
      },
    },
    { method: "GET", path: "products", run: () => world.products() },
    {
      method: "POST",
      path: "terms-of-use/:id",
      run: (params, body) => {
        portal.acceptTermsOfUse(param(params, "id"), body ?? {});
      },
    },
    { method: "GET", path: "readings", run: () => world.readings },
    { method: "PUT", path: "readings", run: (_, body) => portal.changeReadings(body as never) },
    { method: "GET", path: "settings", run: () => portal.changeSettings({}) },
    { method: "PUT", path: "settings", run: (_, body) => portal.changeSettings(body as never) },
  ];
}
