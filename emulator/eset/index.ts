/** ESET MSP Administrator 2, as the server sees a vendor and as programs see it. */
import { open } from "../../contracts/generated/eset.open";
import type { Readings } from "../../contracts/generated/eset.open";
import { controlsOf, portalOf } from "../acts";
import { Contract } from "../contract";
import type { Operation } from "../contract";
import { find } from "../control";
import { asBelieved, readingsParser } from "../readings";
import { bearerToken, readBody } from "../request";
import { VendorState } from "../state";
import type { Answer, Context, Outcome, Plugin, Vendor, VendorRequest, World } from "../vendor";
import { actions } from "./actions";
import { inForm, refusalInForm } from "./answerForm";
import { sourceOf } from "./console";
import { Refusal, refusal } from "./errors";
import { invalidBody, missingFields, modelState } from "./modelState";
import { settle } from "./operation";
import { acts, copyLicense, plant, SeedSchema } from "./portal";
import type { LicenseCopy, Portal } from "./portal";
import { products } from "./products";
import type { Product } from "./products";
import { Store } from "./store";
import type { Account, Company } from "./store";
import { Tokens } from "./token";
import { initialState } from "./world";

export type { Readings as EsetReadings } from "../../contracts/generated/eset.open";
export type {
  AccountChanges,
  CompanyChanges,
  EsetSeed,
  LicenseChanges,
  LicenseCopy,
  NewAccount,
  NewCompany,
  NewCustomer,
  NewLicense,
  Portal,
} from "./portal";
export type { Account, Company, License } from "./store";

const basePath = "/eset/api";

export interface EsetOptions {
  /** What the vendor does on open points of its contract, where it is not what we believe. */
  readings?: Partial<Readings>;
  /** How long suspending and unsuspending a company takes, on the emulator's clock. @default that of all vendors */
  operationMilliseconds?: number;
  /**
   * Whether the contact users of new MSPs and Managed MSPs activate their account, and so the company, at once. Otherwise
   * the company waits until somebody does it in the portal, and cannot be suspended before. @default false
   */
  contactsActivateAtOnce?: boolean;
}

/** What programs and tests can see and do of the vendor, beside its API. Everything given out is a copy. */
export interface EsetWorld extends World {
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

export const eset: Plugin<EsetWorld, EsetOptions> = { open, create };

function create(options: EsetOptions, context: Context): Vendor<EsetWorld> {
  const { contactsActivateAtOnce = false } = options;
  const contract = Contract.of("eset");
  const tokens = new Tokens();
  const believed = asBelieved<Readings>(open);
  const chosen = readingsParser<Readings>("eset", open)(options.readings ?? {});
  const state = new VendorState(
    {
      name: "eset",
      Store,
      initial: () => initialState({ contactsActivateAtOnce }, { ...believed, ...chosen }),
      seed: { schema: SeedSchema, add: plant },
      settle,
      listsLag: ({ readings }) => readings["lists.lag"] !== "none",
      signOut: () => {
        tokens.reset();
      },
    },
    context,
  );

  async function handle(request: VendorRequest): Promise<Outcome> {
    const now = context.clock.now();
    try {
      if (request.match === undefined) throw new Refusal("PageNotFound");
      const { operation } = request.match;
      const account = operation.isPublic ? undefined : await tokens.accountOf(state.store, bearerToken(request), now);
      if (!operation.isPublic && account === undefined) throw new Refusal("InvalidToken");
      const { values, missing } = contract.parameters(operation, request.match.params, request.query);
      if (missing.length > 0) return { answer: missingFields(missing), applied: false };
      // All are texts in this contract.
      const params = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
      const body = readBody(contract, operation, request);
      if (body.is === "unreadable") return { answer: invalidBody(body.reason), applied: false };
      if (body.is === "invalid") return { answer: modelState(body.errors), applied: false };

      const { operationMilliseconds = options.operationMilliseconds ?? context.operationMilliseconds } = request;
      const action = actions[operation.id as keyof typeof actions];
      if (action === undefined) throw new Refusal("PageNotFound");
      const { result, applied } = state.perform((store, listed) =>
        action({ store, listed, tokens, account, now, params, operationMilliseconds }, body.value),
      );
      return { answer: checked(operation, await result), applied };
    } catch (error) {
      if (error instanceof Refusal) return { answer: refusalInForm(error, state.store.readings), applied: false };
      throw error;
    }
  }

  function checked(operation: Operation, body: unknown): Answer {
    const wrong = contract.answerError(operation, 200, body);
    if (wrong !== undefined)
      return failure(
        `This is a bug of the emulator: the answer of ${operation.call} does not follow the contract: ${wrong}`,
      );
    return {
      status: 200,
      ...(body !== undefined && { body: inForm(contract, operation, body, state.store.readings) }),
    };
  }

  const portal = portalOf(acts, state.change.bind(state));
  const world: EsetWorld = {
    get endpoint() {
      return context.url() + basePath;
    },
    environment: () => {
      const { username = "", password = "" } = state.store.accounts[0] ?? {};
      return { ESET_MSP_ENDPOINT: world.endpoint, ESET_MSP_USERNAME: username, ESET_MSP_PASSWORD: password };
    },
    get accounts() {
      return structuredClone(state.store.accounts);
    },
    companies: ({ deleted = false } = {}) =>
      structuredClone([...state.current().companies.values()].filter((company) => deleted || !company.deleted)),
    licenses: () => [...state.current().licenses.values()].map((license) => copyLicense(license, context.clock.now())),
    products: () => structuredClone([...products.values()]),
    portal,
    get readings() {
      return structuredClone(state.store.readings);
    },
    get contactsActivateAtOnce() {
      return state.store.settings.contactsActivateAtOnce;
    },
    set contactsActivateAtOnce(contactsActivateAtOnce) {
      portal.changeSettings({ contactsActivateAtOnce });
    },
  };

  return {
    name: "eset",
    title: "ESET MSP Administrator 2",
    basePath,
    contract,
    world,
    console: sourceOf(world),
    companions: [],
    state,
    controls: controlsOf(acts, portal, {
      "": () => ({ companies: world.companies(), licenses: world.licenses() }),
      accounts: () => world.accounts,
      companies: () => world.companies(),
      "companies/:id": ({ id = "" }) => find(world.companies(), `company ${id}`, (one) => one.id === id),
      licenses: () => world.licenses(),
      "licenses/:key": ({ key = "" }) =>
        find(world.licenses(), `license ${key}`, ({ publicLicenseKey }) => publicLicenseKey === key),
      products: () => world.products(),
      readings: () => world.readings,
      settings: () => ({ ...state.store.settings }),
    }),
    handle,
    answers: {
      tooManyRequests: () => refusal("TooManyRequests"),
      maintenance: () => refusal("Maintenance"),
      unauthorized: () => refusal("InvalidToken"),
      unknownCall: () => refusal("PageNotFound"),
      badRequest: invalidBody,
      failure,
    },
  };
}

const failure = (text: string): Answer => refusal("EmulatorFailure", text);
