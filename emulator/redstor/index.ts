/** Redstor RedAPI and its identity server, as the server sees a vendor and as programs see it. */
import { open } from "../../contracts/generated/redstor.open";
import type { Readings } from "../../contracts/generated/redstor.open";
import type { Clock } from "../clock";
import { Contract } from "../contract";
import type { Operation } from "../contract";
import { find, param } from "../control";
import type { Control } from "../control";
import { fieldErrors, requiredFields } from "../fieldErrors";
import { asBelieved, readingsParser } from "../readings";
import { bearerToken, readBody } from "../request";
import type { Answer, Outcome, Vendor, VendorRequest } from "../vendor";
import { actions } from "./actions";
import { inContractForm, inForm, refusalInForm } from "./answerForm";
import { nothing, NotShown } from "./call";
import { invalidRequest, problem, Refusal } from "./errors";
import { IdentityServer } from "./identity";
import type { Grant } from "./identity";
import { keyNamed } from "./keys";
import { Lag } from "./lag";
import { copyCompany, copySubscription, Portal, seeded } from "./portal";
import type { CompanyCopy, SubscriptionCopy } from "./portal";
import { products } from "./products";
import type { Product } from "./products";
import { parseState, Store } from "./store";
import type { Account, PrivateKey, Settings, User } from "./store";
import { settle } from "./subscriptionLife";
import { initialState } from "./world";

/** A service account: what its key file holds, and what it may do. */
export type ServiceAccount = Omit<Account, "privateKey"> & { readonly privateKey: PrivateKey };

/** What programs and tests can see and do of the vendor, beside its API. Everything given out is a copy. */
export interface RedstorWorld {
  /** The first one, "full", is the one to use; "reader" may only read; "other" belongs to another partner. */
  readonly accounts: readonly Readonly<ServiceAccount>[];
  /** Companies that exist; with `deleted: true` also those that did. */
  companies(options?: { deleted?: boolean }): CompanyCopy[];
  /** What the vendor lists, of one company or of all. */
  subscriptions(companyId?: string): SubscriptionCopy[];
  /** Of one company or of all. */
  users(companyId?: string): User[];
  products(): Product[];
  readonly portal: Portal;
  /** What the vendor does on each open point of its contract. `portal.changeReadings` changes it. */
  readonly readings: Readings;
  /** `portal.changeSettings` changes them. */
  readonly settings: Readonly<Settings>;
}

export interface Redstor {
  readonly vendor: Vendor;
  readonly identity: IdentityServer;
  readonly world: RedstorWorld;
}

export interface RedstorOptions {
  /** What a fresh world starts with. */
  readonly settings: Settings;
  /** What differs from what we believe of the open points of the contract. */
  readonly readings?: Partial<Readings>;
}

/** `changed` is called whenever the state is changed in another way than by a request to the vendor's API. */
export function createRedstor(options: RedstorOptions, clock: Clock, changed: () => void): Redstor {
  const contract = Contract.of("redstor");
  const believed = asBelieved<Readings>(open);
  const chosen = readingsParser<Readings>("redstor", open)(options.readings ?? {});
  const fresh = (): Store => new Store(initialState(options.settings, { ...believed, ...chosen }));
  let store = fresh();
  let lag = new Lag();
  /** The store as it is now: with everything done that is due. */
  const current = (): Store => {
    settle(store, clock.now());
    return store;
  };

  /** It becomes part of the state, so that a restarted emulator accepts it. */
  const keyOf = (account: Account): PrivateKey => {
    if (account.privateKey === null) {
      account.privateKey = keyNamed(account.clientId);
      changed();
    }
    return account.privateKey;
  };
  const identity = new IdentityServer(() => store, keyOf, clock);

  async function handle(request: VendorRequest): Promise<Outcome> {
    const now = clock.now();
    try {
      if (request.match === undefined) throw new Refusal("CallNotFound");
      const { operation, params } = request.match;
      const grant = await identity.grantOf(bearerToken(request));
      const account = permitted(grant, operation);
      const { values, missing, invalid } = contract.parameters(operation, params, request.query);
      if (!versions.includes(values["apiVersion"])) throw new Refusal("VersionIsUnknown");
      if (missing.length + invalid.length > 0) return refused(invalidParameters(missing, invalid));
      const body = readBody(contract, operation, request, (written) =>
        inContractForm(operation.call, written, store.readings),
      );
      if (body.is === "unreadable") return refused(invalidRequest({ "": [body.reason] }));
      if (body.is === "invalid") return refused(invalidRequest(fieldErrors(body.errors)));

      settle(store, now);
      if (operation.method !== "GET") lag.keep(store, now);
      const before = store.revision;
      const action = actions[operation.id];
      if (action === undefined) throw new Refusal("CallNotFound");
      const { operationMilliseconds } = request;
      const result = action(
        { store, shown: lag.shown(store, now), account, now, operationMilliseconds },
        values,
        body.value,
      );
      return { answer: checked(operation, result), applied: store.revision !== before };
    } catch (error) {
      if (error instanceof NotShown && request.match?.operation.method === "GET") return refused(nothing);
      if (error instanceof Refusal) return refused(refusalInForm(error, store.readings));
      throw error;
    }
  }

  function checked(operation: Operation, { status, body }: { status: number; body: unknown }): Answer {
    const wrong = contract.answerError(operation, status, body);
    if (wrong !== undefined) {
      return failure(
        `This is a bug of the emulator: the answer of ${operation.call} does not follow the contract: ${wrong}`,
      );
    }
    return { status, ...(body !== undefined && { body: inForm(body, store.readings) }) };
  }

  const portal = new Portal(
    () => {
      lag.keep(store, clock.now());
      return store;
    },
    () => clock.now(),
    changed,
  );
  const world: RedstorWorld = {
    get accounts() {
      return store.accounts.map((account) => ({
        ...structuredClone(account),
        get privateKey() {
          return { ...keyOf(store.accounts.find(({ clientId }) => clientId === account.clientId) ?? account) };
        },
      }));
    },
    companies: ({ deleted = false } = {}) =>
      [...current().companies.values()].filter((company) => deleted || !company.deleted).map(copyCompany),
    subscriptions: (companyId) =>
      [...current().companies.values()]
        .filter((one) => !one.deleted && (companyId === undefined || one.companyId === companyId.toLowerCase()))
        .flatMap((one) =>
          store.subscriptionsOf(one.companyId).map((subscription) => copySubscription(store, subscription)),
        ),
    users: (companyId) =>
      structuredClone(
        store.users.filter(
          (user) =>
            store.company(user.companyId) !== undefined &&
            (companyId === undefined || user.companyId === companyId.toLowerCase()),
        ),
      ),
    products: () => structuredClone([...products.values()]),
    portal,
    get readings() {
      return structuredClone(store.readings);
    },
    get settings() {
      return { ...store.settings };
    },
  };

  const vendor: Vendor = {
    name: "redstor",
    basePath: "/redstor/api",
    contract,
    companions: [identity],
    controls: controls(world),
    handle,
    answers: {
      tooManyRequests: () => problem("TooManyRequests"),
      maintenance: () => problem("Maintenance"),
      unauthorized: () => problem("TokenIsNotValid"),
      unknownCall: () => problem("CallNotFound"),
      badRequest: (text) => invalidRequest({ "": [text] }),
      failure,
    },
    snapshot: () => current().state(),
    restore: (snapshot) => {
      store = new Store(parseState(snapshot));
      lag = new Lag();
    },
    seed: (document) => {
      store = seeded(current(), clock.now(), document);
      lag = new Lag();
    },
    reset: () => {
      store = fresh();
      lag = new Lag();
      identity.reset();
    },
  };
  return { vendor, identity, world };
}

/** Without one the newest answers, and that is the only one there is here. */
const versions: readonly unknown[] = [undefined, "1", "1.0"];

const failure = (text: string): Answer => problem("EmulatorFailure", text);
const refused = (answer: Answer): Outcome => ({ answer, applied: false });

/** Reading needs one scope, everything else the other one. */
function permitted(grant: Grant | undefined, { method }: Operation): Account {
  if (grant === undefined) throw new Refusal("TokenIsNotValid");
  if (!grant.scopes.includes(method === "GET" ? "api.read" : "api.write")) throw new Refusal("ScopeIsMissing");
  return grant.account;
}

function invalidParameters(missing: readonly string[], invalid: readonly { name: string; text: string }[]): Answer {
  const wrong = invalid.map(({ name, text }): [string, string[]] => [name, [`The value '${text}' is not valid.`]]);
  return invalidRequest({ ...requiredFields(missing), ...Object.fromEntries(wrong) });
}

/** The same over HTTP, below /_emulator/redstor/. The portal checks what it is given. */
function controls(world: RedstorWorld): Control[] {
  const { portal } = world;
  const subscription = "companies/:companyId/subscriptions/:subscriptionId";
  const idsOf = (params: Readonly<Record<string, string>>): [companyId: string, subscriptionId: string] => [
    param(params, "companyId"),
    param(params, "subscriptionId"),
  ];
  return [
    {
      method: "GET",
      path: "",
      run: () => ({ companies: world.companies(), subscriptions: world.subscriptions(), users: world.users() }),
    },
    { method: "GET", path: "accounts", run: () => world.accounts },
    { method: "POST", path: "accounts", run: (_, body) => portal.createAccount(body as never) },
    { method: "GET", path: "companies", run: () => world.companies() },
    { method: "POST", path: "companies", run: (_, body) => portal.createCompany(body as never) },
    {
      method: "GET",
      path: "companies/:companyId",
      run: (params) => {
        const wanted = param(params, "companyId");
        return find(world.companies(), `company ${wanted}`, ({ companyId }) => companyId === wanted.toLowerCase());
      },
    },
    {
      method: "PATCH",
      path: "companies/:companyId",
      run: (params, body) => portal.updateCompany(param(params, "companyId"), body as never),
    },
    {
      method: "DELETE",
      path: "companies/:companyId",
      run: (params) => {
        portal.deleteCompany(param(params, "companyId"));
      },
    },
    { method: "GET", path: "subscriptions", run: () => world.subscriptions() },
    { method: "POST", path: "subscriptions", run: (_, body) => portal.createSubscription(body as never) },
    {
      method: "GET",
      path: "companies/:companyId/subscriptions",
      run: (params) => world.subscriptions(param(params, "companyId")),
    },
    {
      method: "PATCH",
      path: subscription,
      run: (params, body) => portal.updateSubscription(...idsOf(params), body as never),
    },
    {
      method: "DELETE",
      path: subscription,
      run: (params) => {
        portal.removeSubscription(...idsOf(params));
      },
    },
    { method: "POST", path: `${subscription}/conversion`, run: (params) => portal.convertTrial(...idsOf(params)) },
    { method: "POST", path: `${subscription}/expiry`, run: (params) => portal.expireTrial(...idsOf(params)) },
    {
      method: "PUT",
      path: `${subscription}/usage`,
      run: (params, body) => portal.setUsage(...idsOf(params), body as never),
    },
    {
      method: "POST",
      path: `${subscription}/backups`,
      run: (params, body) => portal.recordBackup(...idsOf(params), body as never),
    },
    {
      method: "POST",
      path: `${subscription}/restores`,
      run: (params, body) => portal.recordRestore(...idsOf(params), body as never),
    },
    { method: "GET", path: "users", run: () => world.users() },
    { method: "POST", path: "users", run: (_, body) => portal.createUser(body as never) },
    {
      method: "PATCH",
      path: "users/:userId",
      run: (params, body) => portal.updateUser(param(params, "userId"), body as never),
    },
    {
      method: "DELETE",
      path: "users/:userId",
      run: (params) => {
        portal.deleteUser(param(params, "userId"));
      },
    },
    { method: "GET", path: "products", run: () => world.products() },
    { method: "GET", path: "readings", run: () => world.readings },
    { method: "PUT", path: "readings", run: (_, body) => portal.changeReadings(body as never) },
    { method: "GET", path: "settings", run: () => world.settings },
    { method: "PUT", path: "settings", run: (_, body) => portal.changeSettings(body as never) },
  ];
}
