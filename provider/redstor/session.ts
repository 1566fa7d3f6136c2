/** A Redstor service account in use: the calls, and what is worth asking only once per run. */
import { setTimeout as sleep } from "node:timers/promises";
import type { components } from "../../contracts/generated/redstor";
import { type Exchange, HttpClient } from "../http/client";
import { openJournal } from "../http/journal";
import { Limiter } from "../http/limiter";
import { isGone, VendorError } from "../http/vendorError";
import { idKey, sameId } from "../lifecycle/ids";
import { type Answer, Unreadable } from "../vendor/answer";
import { oncePerAccount } from "../vendor/settings";
import { type RedstorApi, redstorApi } from "./api";
import { assumptionsWith, type RedstorAssumptions } from "./assumptions";
import { type RedstorConfig, redstorConfig } from "./config";
import { type CompanyType, companyTypeOf } from "./enums";
import { readRedstorError, saysGone } from "./errors";
import { type Pages, pagesWith } from "./pages";
import { RedstorToken } from "./token";

type Schemas = components["schemas"];
export type CompanyAnswer = Answer<Schemas["Company"]>;
export type SubscriptionAnswer = Answer<Schemas["ProductSubscription"]>;

const overallMilliseconds = 5 * 60 * 1000;

/** How long the first refresh of a run waits for others, to ask once for all of them. */
const gatherMilliseconds = 20;

const keyOf = (company: CompanyAnswer): string => idKey(company.id("companyId"));

type CustomersAsked = Omit<Parameters<RedstorApi["company"]["allCustomers"]>[0], "maxResults" | "pageToken">;

export class Redstor {
  /** What this session takes for true of the vendor. */
  readonly assumptions: RedstorAssumptions;
  readonly api: RedstorApi;
  /** All entries of a paged call. */
  readonly pages: Pages;
  /** For requests that are not of the API. */
  readonly http: HttpClient;
  #root: Promise<CompanyAnswer> | undefined;
  #tree: Promise<Map<string, CompanyAnswer>> | undefined;
  #refreshed = new Set<string>();
  #subscriptions = new Map<string, Promise<SubscriptionAnswer[] | undefined>>();

  /** How long a request may be under way. */
  readonly answersWithinMilliseconds: number;

  constructor(config: RedstorConfig, observe?: (exchange: Exchange) => void) {
    this.assumptions = assumptionsWith(config.assumptions);
    this.pages = pagesWith(this.assumptions);
    this.answersWithinMilliseconds = config.timeoutSeconds * 1000;
    const http = new HttpClient({
      observe,
      vendor: "Redstor",
      endpoint: config.endpoint,
      limiter: new Limiter(config.requestsPerSecond),
      journal: openJournal(process.env["MSP_HTTP_LOG"]),
      authorisation: (): RedstorToken => token,
      readError: readRedstorError(this.assumptions),
      attemptMilliseconds: config.timeoutSeconds * 1000,
      overallMilliseconds,
    });
    this.http = http;
    const token = new RedstorToken(config, http, this.assumptions);
    const exchange: HttpClient["exchange"] = async (request) => {
      if (request.method === "GET") return await http.exchange(request);
      await token.mustWrite(request);
      try {
        return await http.exchange(request);
      } finally {
        this.#forget();
      }
    };
    this.api = redstorApi({ exchange }, this.assumptions);
  }

  /** The company that the service account belongs to. Asked once per run; `anew` asks again. */
  rootCompany(anew = false): Promise<CompanyAnswer> {
    if (anew) this.#root = undefined;
    const asked = (this.#root ??= this.api.company.root({}).then((company) => {
      if (company !== undefined) return company;
      throw new VendorError({
        vendor: "Redstor",
        call: "GET /companies",
        outcome: "refused",
        status: 204,
        text: "the service account has no company of its own",
        hint: "In RedApp, under RedAPI, Service accounts, see which companies it has access to.",
      });
    }));
    asked.catch(() => {
      if (this.#root === asked) this.#root = undefined;
    });
    return asked;
  }

  async rootId(anew = false): Promise<string> {
    return (await this.rootCompany(anew)).id("companyId");
  }

  /** The id of the account's own company; undefined if it has none. Such an account may still create companies. */
  async accountCompanyId(anew: boolean): Promise<string | undefined> {
    try {
      return await this.rootId(anew);
    } catch (error) {
      if (!anew && error instanceof VendorError && error.outcome === "refused") return undefined;
      throw error;
    }
  }

  /** A company as it is now; undefined if the vendor says that there is none. */
  async company(companyId: string): Promise<CompanyAnswer | undefined> {
    return await this.#unlessGone(
      this.api.company.get({ companyId }).then((answer) => {
        const [call, object] = ["GET /companies/{companyId}", `company ${companyId}`] as const;
        const company = this.there(answer, call, object);
        if (sameId(company.id("companyId"), companyId)) return company;
        throw new Unreadable("Redstor", call, `is about company ${keyOf(company)}, not ${companyId}`, object);
      }),
    );
  }

  /**
   * A company as a refresh sees it. A refresh of many asks for the whole tree, 100 companies in a call, once per run; one
   * that is not in it is asked for by its id, because the pages of the tree may shift while they are read.
   */
  async companyInRun(companyId: string): Promise<CompanyAnswer | undefined> {
    this.#refreshed.add(idKey(companyId));
    if (this.#refreshed.size === 1) await sleep(gatherMilliseconds);
    const inTree = this.#isAlone() ? undefined : (await this.#companies()).get(idKey(companyId));
    return inTree ?? (await this.company(companyId));
  }

  /** Whether the run has refreshed only one company. Reading the whole tree would cost more than it saves. */
  #isAlone(): boolean {
    return this.#refreshed.size === 1;
  }

  #companies(): Promise<Map<string, CompanyAnswer>> {
    if (this.#tree === undefined) {
      const tree = this.#readTree();
      tree.catch(() => {
        if (this.#tree === tree) this.#tree = undefined;
      });
      this.#tree = tree;
    }
    return this.#tree;
  }

  /** All below the account's own company. */
  async #readTree(): Promise<Map<string, CompanyAnswer>> {
    const tree = new Map<string, CompanyAnswer>();
    for await (const company of this.allCustomers({ companyId: await this.rootId() })) {
      tree.set(keyOf(company), company);
    }
    return tree;
  }

  /**
   * The companies of exactly this name and type directly below a parent. One of this name whose type is not known may be that company: it is
   * an error, for a second one would be made beside it.
   */
  async companiesNamed(parentId: string, name: string, type: CompanyType): Promise<CompanyAnswer[]> {
    const search = this.assumptions.assumed("search.findsNames") ? { search: name } : {};
    const found: CompanyAnswer[] = [];
    for await (const company of this.customers(parentId, search)) {
      if (company.filled("companyName") !== name) continue;
      const itsType = companyTypeOf(company);
      if (itsType === undefined) {
        throw new Error(
          `Redstor has a company "${name}" under this parent (id ${company.id("companyId")}) whose type is ${JSON.stringify(company.text("type"))}, which this release does not know. Nothing was changed. If it means a partner or a customer, say so in MSP_ASSUMPTIONS (companyType.partner, companyType.customer).`,
        );
      }
      if (itsType === type) found.push(company);
    }
    return found;
  }

  /** The companies directly below a parent. */
  customers(companyId: string, narrowed: { readonly search?: string } = {}): AsyncGenerator<CompanyAnswer> {
    return this.pages(this.api.company.customers, { companyId, ...narrowed }, keyOf);
  }

  /** The companies of all levels below a company. It may be in its own list, which is not documented, and is none of them. */
  async *allCustomers(args: CustomersAsked): AsyncGenerator<CompanyAnswer> {
    for await (const company of this.pages(this.api.company.allCustomers, args, keyOf)) {
      if (!sameId(company.id("companyId"), args.companyId)) yield company;
    }
  }

  /** The subscriptions of a company as they are now; undefined if there is no such company. */
  async subscriptions(companyId: string): Promise<SubscriptionAnswer[] | undefined> {
    this.#subscriptions.delete(idKey(companyId));
    return await this.subscriptionsInRun(companyId);
  }

  /** As a refresh sees them: asked for once per company and run, until somebody changes one. */
  subscriptionsInRun(companyId: string): Promise<SubscriptionAnswer[] | undefined> {
    const key = idKey(companyId);
    const known = this.#subscriptions.get(key);
    if (known !== undefined) return known;
    const asked = this.#unlessGone(this.api.subscription.list({ companyId }));
    asked.catch(() => {
      if (this.#subscriptions.get(key) === asked) this.#subscriptions.delete(key);
    });
    this.#subscriptions.set(key, asked);
    return asked;
  }

  /** After a write, whatever became of it: who asks from now on must see what it did. */
  #forget(): void {
    this.#tree = undefined;
    this.#subscriptions.clear();
  }

  /**
   * undefined if the vendor says that it is gone. A wrong endpoint, or a gateway, says so of everything: so it is believed only
   * when the account's own company is there now, for a whole stack must not be forgotten for a slip in the configuration.
   */
  async #unlessGone<T>(answer: Promise<T>): Promise<T | undefined> {
    try {
      return await answer;
    } catch (error) {
      if (!isGone(error)) throw error;
      await this.rootCompany(true);
      return undefined;
    }
  }

  /** What somebody asked for. Throws where the vendor answered that there is nothing (204). */
  there<T>(answer: T | undefined, call: string, object: string): T {
    if (answer !== undefined) return answer;
    throw new VendorError({
      vendor: "Redstor",
      call,
      object,
      outcome: "refused",
      status: 204,
      isGone: saysGone(this.assumptions, 204),
      text: "the vendor does not know it, or does not show it to this service account",
    });
  }
}

export const connect = oncePerAccount(redstorConfig, (config) => new Redstor(config));
