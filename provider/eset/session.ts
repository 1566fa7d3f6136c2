/** An ESET account in use: the calls, and what is worth asking only once per run. */
import type { components } from "../../contracts/generated/eset";
import { type Exchange, HttpClient } from "../http/client";
import { openJournal } from "../http/journal";
import { Limiter } from "../http/limiter";
import { isGone, VendorError } from "../http/vendorError";
import { idKey, sameId } from "../lifecycle/ids";
import { type Answer, Unreadable } from "../vendor/answer";
import { oncePerAccount } from "../vendor/settings";
import { esetApi, type EsetApi } from "./api";
import { assumptionsWith, type EsetAssumptions } from "./assumptions";
import { BulkRefresh } from "./bulk";
import { type EsetConfig, esetConfig } from "./config";
import { CompanyColumn, CompanyStatus } from "./enums";
import { readEsetError } from "./errors";
import { nameKey } from "./nameKey";
import { allOf } from "../vendor/pages";
import { type Pages, pagesWith } from "./pages";
import { Account, explained } from "./permissions";
import { EsetToken } from "./token";

type Schemas = components["schemas"];

const dayMilliseconds = 24 * 60 * 60 * 1000;
const overallMilliseconds = 5 * 60 * 1000;

export class Eset {
  /** What this session takes for true of the vendor. */
  readonly assumptions: EsetAssumptions;
  readonly api: EsetApi;
  /** All entries of a paged call. */
  readonly pages: Pages;
  /** For requests that are not of the API. */
  readonly http: HttpClient;
  /** What the account may do; asked only when somebody wants to know. */
  readonly account: Account;
  #bulk: BulkRefresh | undefined;
  #clockAheadMilliseconds = 0;
  #currentUser: Promise<Answer<Schemas["UserDetail"]>> | undefined;
  #accountCompanyId: Promise<string | undefined> | undefined;
  #ownUsers: Promise<Answer<Schemas["CompanyUser"]>[]> | undefined;
  #suspendedCompanies = new Map<string, Promise<boolean | undefined>>();

  constructor(
    private readonly config: EsetConfig,
    observe?: (exchange: Exchange) => void,
  ) {
    this.assumptions = assumptionsWith(config.assumptions);
    this.pages = pagesWith(this.assumptions);
    const http = new HttpClient({
      observe: (exchange) => {
        this.#compareClocks(exchange);
        observe?.(exchange);
      },
      vendor: "ESET",
      endpoint: config.endpoint,
      limiter: new Limiter(config.requestsPerSecond),
      journal: openJournal(process.env["MSP_HTTP_LOG"]),
      authorisation: (): EsetToken => token,
      readError: readEsetError(this.assumptions),
      attemptMilliseconds: config.timeoutSeconds * 1000,
      overallMilliseconds,
    });
    this.http = http;
    this.account = new Account(esetApi(http, this.assumptions), this.pages); // without explanations: one that failed would ask for another
    const request: HttpClient["request"] = async (request) => {
      const writes = request.effect !== "read" && request.token === undefined; // to sign in changes nothing
      if (writes) this.#bulk?.drop();
      try {
        return await http.request(request);
      } catch (error) {
        throw await explained(error, request, this.account);
      } finally {
        if (writes) this.#bulk?.drop(); // lists that somebody asked for meanwhile may be from before or after
      }
    };
    this.api = esetApi({ request }, this.assumptions);
    const token = new EsetToken(config, this.api.token, this.assumptions);
  }

  /** What a refresh asks before it asks for an object; undefined if it is to ask for each. */
  get bulk(): BulkRefresh | undefined {
    if (this.config.refresh === "bulk") this.#bulk ??= new BulkRefresh(this);
    return this.#bulk;
  }

  /** The time at the vendor, by its last answer. */
  now(): Date {
    return new Date(Date.now() + this.#clockAheadMilliseconds);
  }

  #compareClocks({ date }: Exchange): void {
    const ahead = Date.parse(date ?? "") - Date.now();
    if (!Number.isNaN(ahead)) this.#clockAheadMilliseconds = ahead;
  }

  /** How long a request may be under way. */
  get answersWithinMilliseconds(): number {
    return this.config.timeoutSeconds * 1000;
  }

  /** The company that the account belongs to. */
  async ownCompanyId(): Promise<string> {
    const self = await this.#self();
    const company = self.object("company");
    if (company === undefined)
      throw new Error(
        `ESET User/Current for user ${self.shown("id")}: the answer lacks company, so that it is not known whose account this is. "pulumi-msp doctor" shows what differs.`,
      );
    return company.id("companyId");
  }

  /** The id of the company that the account belongs to; undefined if the vendor does not say. Asked once per run; `anew` asks again. */
  accountCompanyId(anew: boolean): Promise<string | undefined> {
    if (anew) this.#accountCompanyId = this.#currentUser = undefined;
    this.#accountCompanyId ??= this.ownCompanyId().catch((error: unknown) => {
      if (!(error instanceof VendorError) || error.status === 403) return undefined; // no company in it, or no permission
      this.#accountCompanyId = undefined;
      throw error;
    });
    return this.#accountCompanyId;
  }

  /** The user that the account is. */
  async ownUserId(): Promise<string> {
    return (await this.#self()).id("id");
  }

  #self(): Promise<Answer<Schemas["UserDetail"]>> {
    this.#currentUser ??= this.api.user.current();
    this.#currentUser.catch(() => (this.#currentUser = undefined));
    return this.#currentUser;
  }

  /** Everything the vendor holds of a company; undefined if it says that there is none. */
  async company(companyId: string): Promise<Answer<Schemas["CompanyDetail"]> | undefined> {
    const company = await unlessGone(this.api.company.detail({ companyId }));
    const answered = company?.id("id") ?? companyId;
    if (sameId(answered, companyId)) return company;
    const what = `is about company ${answered}, not ${companyId}`;
    throw new Unreadable("ESET", "Company/Detail", what, `company ${companyId}`);
  }

  /** Everything the vendor holds of a licence; undefined if it says that there is none. */
  async license(publicLicenseKey: string): Promise<Answer<Schemas["LicenseDetail"]> | undefined> {
    return await unlessGone(this.api.license.detail({ publicLicenseKey }));
  }

  /**
   * Whether a company is suspended as a whole, itself or by one above it; undefined if it does not exist. Asked once per company and run: its
   * licences all want to know at the same time.
   */
  companySuspended(companyId: string): Promise<boolean | undefined> {
    const key = idKey(companyId);
    let answer = this.#suspendedCompanies.get(key);
    if (answer === undefined) {
      answer = this.#suspended(companyId);
      answer.catch(() => this.#suspendedCompanies.delete(key));
      this.#suspendedCompanies.set(key, answer);
    }
    return answer;
  }

  /** A company below a suspended one is held by it, whatever its own status says. */
  async #suspended(companyId: string): Promise<boolean | undefined> {
    const company = await this.company(companyId);
    if (company === undefined) return undefined;
    return company.says("status", CompanyStatus.suspended) || (await this.isHeldFromAbove(company));
  }

  /** Whether a company between this one and the account's own is suspended. */
  async isHeldFromAbove(company: Answer<Schemas["CompanyDetail"]>): Promise<boolean> {
    const parentId = company.object("ancestor")?.text("id") ?? "";
    const own = await this.ownCompanyId();
    if (parentId === "" || sameId(parentId, own) || sameId(company.id("id"), own)) return false;
    return (await this.companySuspended(parentId)) ?? false;
  }

  /** Everything the vendor holds of a user; undefined if it says that there is none. */
  async user(userId: string): Promise<Answer<Schemas["UserDetail"]> | undefined> {
    return await unlessGone(this.api.user.details({ userId }));
  }

  /** The user of the own company with this e-mail address. */
  async userByEmail(email: string): Promise<string | undefined> {
    for (const user of await this.ownUsers()) {
      if (user.text("email").toLowerCase() === email.toLowerCase()) return user.id("id");
    }
    return undefined;
  }

  /** What a user may do with the own company; only the list of all users tells. undefined if it does not. */
  async permissionOf(userId: string): Promise<number | undefined> {
    return (await this.ownUsers()).find((user) => sameId(user.id("id"), userId))?.whole("permission");
  }

  /** The users of the own company. Asked once per run, until somebody changes one. */
  ownUsers(): Promise<Answer<Schemas["CompanyUser"]>[]> {
    this.#ownUsers ??= allOf(this.pages(this.api.company.users, {}, "users"));
    this.#ownUsers.catch(() => (this.#ownUsers = undefined));
    return this.#ownUsers;
  }

  /** To be called by whoever creates or changes a user. */
  forgetUsers(): void {
    this.#ownUsers = undefined;
  }

  /** To be called by whoever changes the status of a company. */
  forgetCompany(companyId: string): void {
    this.#suspendedCompanies.delete(idKey(companyId));
  }

  /** The companies of a kind directly under a parent that have the same name or e-mail address; those spelt alike first. */
  async companiesLike(
    parentId: string,
    kind: { readonly types: readonly number[]; readonly naturalKey: readonly ("name" | "email")[] },
    wanted: { readonly name?: string; readonly email?: string },
  ): Promise<string[]> {
    const found: { id: string; exact: boolean }[] = [];
    for await (const company of this.pages(this.api.company.children, { companyId: parentId }, "companies")) {
      if (!kind.types.includes(company.whole("type"))) continue;
      const matches = (fold: (text: string) => string) =>
        kind.naturalKey.some((key) => company.text(key) !== "" && fold(company.text(key)) === fold(wanted[key] ?? ""));
      const exact = matches((text) => text);
      if (exact || matches(nameKey)) found.push({ id: company.id("publicId"), exact });
    }
    return found.sort((a, b) => Number(b.exact) - Number(a.exact)).map(({ id }) => id);
  }

  /**
   * Whether a company was created on the day of this moment, or the day before or after: the vendor tells only days, in a
   * time zone of its own.
   */
  async createdAround(companyId: string, moment: Date): Promise<boolean> {
    for (const offset of [0, -1, 1]) {
      const day = new Date(moment.getTime() + offset * dayMilliseconds).toISOString().slice(0, 10);
      const search = { [day]: [CompanyColumn.createdOn] };
      for await (const company of this.pages(this.api.search.companies, { search }, "Search")) {
        if (sameId(company.text("CompanyId"), companyId)) return true;
      }
    }
    return false;
  }

  /** The names of the companies directly below one; none if it does not exist. */
  async namesBelow(companyId: string): Promise<string[]> {
    const names: string[] = [];
    try {
      for await (const company of this.pages(this.api.company.children, { companyId }, "companies")) {
        names.push(JSON.stringify(company.text("name")));
      }
    } catch (error) {
      if (!isGone(error)) throw error;
    }
    return names;
  }

  /** What has happened to a licence: the entries of its history, each with its type, and the key that it had before. */
  async licenseEvents(publicLicenseKey: string): Promise<{ readonly type: number; readonly previousKey: string }[]> {
    const events = [];
    for await (const entry of this.pages(this.api.license.history, { publicLicenseKey }, "LicenseHistory")) {
      events.push({ type: entry.whole("Type"), previousKey: entry.text("PreviousLicenseKey") });
    }
    return events;
  }

  /** The keys of a customer's licences of one product, or of all; none if the customer does not exist. */
  async licenseKeys(customerId: string, productCode?: string): Promise<string[]> {
    const search = { keyword: productCode ?? "", customerId };
    const keys: string[] = [];
    try {
      for await (const license of this.pages(this.api.search.licenses, search, "Search")) {
        if (productCode === undefined || license.id("Code") === productCode) keys.push(license.id("PublicLicenseKey"));
      }
    } catch (error) {
      if (!isGone(error)) throw error;
    }
    return keys;
  }
}

async function unlessGone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

export const connect = oncePerAccount(esetConfig, (config) => new Eset(config));
