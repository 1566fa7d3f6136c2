/** Redstor RedAPI and its identity server, as the server sees a vendor and as programs see it. */
import { open } from "../../contracts/generated/redstor.open";
import type { Readings } from "../../contracts/generated/redstor.open";
import { controlsOf, portalOf } from "../acts";
import { Contract } from "../contract";
import type { Operation } from "../contract";
import { find } from "../control";
import { fieldErrors, requiredFields } from "../fieldErrors";
import { asBelieved, readingsParser } from "../readings";
import { bearerToken, readBody } from "../request";
import { VendorState } from "../state";
import type { Answer, Context, Outcome, Plugin, Vendor, VendorRequest, World } from "../vendor";
import { actions } from "./actions";
import { inContractForm, inForm, refusalInForm } from "./answerForm";
import { nothing, NotShown } from "./call";
import { sourceOf } from "./console";
import { invalidRequest, problem, Refusal } from "./errors";
import { IdentityServer } from "./identity";
import type { Grant } from "./identity";
import { keyNamed } from "./keys";
import { acts, copyCompany, copySubscription, plant, SeedSchema } from "./portal";
import type { CompanyCopy, Portal, SubscriptionCopy } from "./portal";
import { products } from "./products";
import type { Product } from "./products";
import { Store } from "./store";
import type { Account, PrivateKey, Settings, User } from "./store";
import { settle } from "./subscriptionLife";
import { initialState } from "./world";

export type { Readings as RedstorReadings } from "../../contracts/generated/redstor.open";
export type { RedstorSeed } from "./portal";
export type { Settings as RedstorSettings } from "./store";

const basePath = "/redstor/api";

/** A service account: what its key file holds, and what it may do. */
export type ServiceAccount = Omit<Account, "privateKey"> & { readonly privateKey: PrivateKey };

/** What programs and tests can see and do of the vendor, beside its API. Everything given out is a copy. */
export interface RedstorWorld extends World {
  /** What to give a client as the identity server. */
  readonly issuer: string;
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

export interface RedstorOptions extends Partial<Settings> {
  /** What the vendor does on open points of its contract, where it is not what we believe. */
  readings?: Partial<Readings>;
}

export const redstor: Plugin<RedstorWorld, RedstorOptions> = { open, create };

function create({ readings = {}, ...chosenSettings }: RedstorOptions, context: Context): Vendor<RedstorWorld> {
  const { signInClock, operationMilliseconds: removalMilliseconds } = context;
  const settings: Settings = { removalMilliseconds, trialDays: 30, signInClock, ...chosenSettings };
  const contract = Contract.of("redstor");
  const believed = asBelieved<Readings>(open);
  const chosen = readingsParser<Readings>("redstor", open)(readings);
  const state = new VendorState(
    {
      name: "redstor",
      Store,
      initial: () => initialState(settings, { ...believed, ...chosen }),
      seed: { schema: SeedSchema, add: plant },
      settle,
      listsLag: ({ readings }) => readings["lists.lag"] !== "none",
      signOut: () => {
        identity.reset();
      },
    },
    context,
  );

  /** It becomes part of the state, so that a restarted emulator accepts it. */
  const keyOf = (account: Account): PrivateKey => {
    if (account.privateKey === null) {
      account.privateKey = keyNamed(account.clientId);
      context.changed();
    }
    return account.privateKey;
  };
  const identity = new IdentityServer(() => state.store, keyOf, context.clock);

  async function handle(request: VendorRequest): Promise<Outcome> {
    const now = context.clock.now();
    try {
      if (request.match === undefined) throw new Refusal("CallNotFound");
      const { operation, params } = request.match;
      const grant = await identity.grantOf(bearerToken(request));
      const account = permitted(grant, operation);
      const { values, missing, invalid } = contract.parameters(operation, params, request.query);
      if (!versions.includes(values["apiVersion"])) throw new Refusal("VersionIsUnknown");
      if (missing.length + invalid.length > 0) return refused(invalidParameters(missing, invalid));
      const { store } = state;
      const body = readBody(contract, operation, request, (written) =>
        inContractForm(operation.call, written, store.readings),
      );
      if (body.is === "unreadable") return refused(invalidRequest({ "": [body.reason] }));
      if (body.is === "invalid") return refused(invalidRequest(fieldErrors(body.errors)));

      const action = actions[operation.id];
      if (action === undefined) throw new Refusal("CallNotFound");
      const { operationMilliseconds } = request;
      const { result, applied } = state.perform((store, listed) =>
        action({ store, listed, account, now, operationMilliseconds }, values, body.value),
      );
      return { answer: checked(operation, result), applied };
    } catch (error) {
      if (error instanceof NotShown && request.match?.operation.method === "GET") return refused(nothing);
      if (error instanceof Refusal) return refused(refusalInForm(error, state.store.readings));
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
    return { status, ...(body !== undefined && { body: inForm(body, state.store.readings) }) };
  }

  const byActs = portalOf(acts, state.change.bind(state));
  const portal: Portal = {
    ...byActs,
    recordOperation: (kind, ...rest) => (kind === "backups" ? byActs.recordBackup : byActs.recordRestore)(...rest),
  };
  const world: RedstorWorld = {
    get endpoint() {
      return context.url() + basePath;
    },
    get issuer() {
      return context.url() + identity.basePath;
    },
    environment: () => {
      const [first] = world.accounts;
      return {
        REDSTOR_ENDPOINT: world.endpoint,
        REDSTOR_ISSUER: world.issuer,
        REDSTOR_CLIENT_ID: first?.clientId ?? "",
        REDSTOR_PRIVATE_KEY: JSON.stringify(first?.privateKey),
      };
    },
    get accounts() {
      return state.store.accounts.map((account) => ({
        ...structuredClone(account),
        get privateKey() {
          return { ...keyOf(state.store.accounts.find(({ clientId }) => clientId === account.clientId) ?? account) };
        },
      }));
    },
    companies: ({ deleted = false } = {}) =>
      [...state.current().companies.values()].filter((company) => deleted || !company.deleted).map(copyCompany),
    subscriptions: (companyId) => {
      const store = state.current();
      return [...store.companies.values()]
        .filter((one) => !one.deleted && (companyId === undefined || one.companyId === companyId.toLowerCase()))
        .flatMap((one) =>
          store.subscriptionsOf(one.companyId).map((subscription) => copySubscription(store, subscription)),
        );
    },
    users: (companyId) =>
      structuredClone(
        state.store.users.filter(
          (user) =>
            state.store.company(user.companyId) !== undefined &&
            (companyId === undefined || user.companyId === companyId.toLowerCase()),
        ),
      ),
    products: () => structuredClone([...products.values()]),
    portal,
    get readings() {
      return structuredClone(state.store.readings);
    },
    get settings() {
      return { ...state.store.settings };
    },
  };

  return {
    name: "redstor",
    title: "Redstor RedAPI",
    basePath,
    contract,
    world,
    console: sourceOf(world),
    companions: [identity],
    state,
    controls: controlsOf(acts, portal, {
      "": () => ({ companies: world.companies(), subscriptions: world.subscriptions(), users: world.users() }),
      accounts: () => world.accounts,
      companies: () => world.companies(),
      "companies/:companyId": ({ companyId: wanted = "" }) =>
        find(world.companies(), `company ${wanted}`, ({ companyId }) => companyId === wanted.toLowerCase()),
      subscriptions: () => world.subscriptions(),
      "companies/:companyId/subscriptions": ({ companyId }) => world.subscriptions(companyId),
      users: () => world.users(),
      products: () => world.products(),
      readings: () => world.readings,
      settings: () => world.settings,
    }),
    handle,
    answers: {
      tooManyRequests: () => problem("TooManyRequests"),
      maintenance: () => problem("Maintenance"),
      unauthorized: () => problem("TokenIsNotValid"),
      unknownCall: () => problem("CallNotFound"),
      badRequest: (text) => invalidRequest({ "": [text] }),
      failure,
    },
  };
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
