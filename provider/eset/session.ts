/** An ESET account in use: the calls, and what is worth asking only once per run. */
import type { components } from "../../contracts/generated/eset";
import { HttpClient } from "../http/client";
import { openJournal } from "../http/journal";
import { Limiter } from "../http/limiter";
import { VendorError } from "../http/vendorError";
import { esetApi, type EsetApi } from "./api";
import { type ConfigReader, type EsetConfig, esetConfig } from "./config";
import { CompanyStatus, largestPage } from "./enums";
import { readEsetError } from "./errors";
import { EsetToken } from "./token";
import type { Answer } from "./wire";

type Schemas = components["schemas"];

const overallMilliseconds = 5 * 60 * 1000;

export class Eset {
  readonly api: EsetApi;
  #ownCompanyId: Promise<string> | undefined;
  #suspendedCompanies = new Map<string, Promise<boolean | undefined>>();

  constructor(config: EsetConfig) {
    const http = new HttpClient({
      vendor: "ESET",
      endpoint: config.endpoint,
      limiter: new Limiter(config.requestsPerSecond),
      journal: openJournal(process.env["MSP_HTTP_LOG"]),
      authorisation: (): EsetToken => token,
      readError: readEsetError,
      attemptMilliseconds: config.timeoutSeconds * 1000,
      overallMilliseconds,
    });
    this.api = esetApi(http);
    const token = new EsetToken(config, this.api.token);
  }

  /** The company that the account belongs to. */
  ownCompanyId(): Promise<string> {
    this.#ownCompanyId ??= this.api.user.current().then((user) => {
      const company = user.object("company");
      if (company === undefined) throw new Error("ESET User/Current: the answer names no company.");
      return company.id("companyId");
    });
    this.#ownCompanyId.catch(() => (this.#ownCompanyId = undefined));
    return this.#ownCompanyId;
  }

  /** Everything the vendor holds of a company; undefined if it says that there is none. */
  async company(companyId: string): Promise<Answer<Schemas["CompanyDetail"]> | undefined> {
    return await unlessGone(this.api.company.detail({ companyId }));
  }

  /** Everything the vendor holds of a licence; undefined if it says that there is none. */
  async license(publicLicenseKey: string): Promise<Answer<Schemas["LicenseDetail"]> | undefined> {
    return await unlessGone(this.api.license.detail({ publicLicenseKey }));
  }

  /**
   * Whether a company is suspended as a whole; undefined if it does not exist. Asked once per company and run: its
   * licences all want to know at the same time.
   */
  companySuspended(companyId: string): Promise<boolean | undefined> {
    let answer = this.#suspendedCompanies.get(companyId);
    if (answer === undefined) {
      answer = this.company(companyId).then((company) =>
        company === undefined ? undefined : company.whole("status") === CompanyStatus.suspended,
      );
      answer.catch(() => this.#suspendedCompanies.delete(companyId));
      this.#suspendedCompanies.set(companyId, answer);
    }
    return answer;
  }

  /** To be called by whoever changes the status of a company. */
  forgetCompany(companyId: string): void {
    this.#suspendedCompanies.delete(companyId);
  }

  /** The live companies of this name directly under a parent. */
  async companiesNamed(name: string, parentId: string): Promise<string[]> {
    const siblings: { id: string; name: string }[] = [];
    for (let skip = 0; ; skip += largestPage) {
      const page = await this.api.company.children({ companyId: parentId, skip, take: largestPage });
      const companies = page.list("companies");
      siblings.push(...companies.map((company) => ({ id: company.id("publicId"), name: company.text("name") })));
      if (companies.length < largestPage) break;
    }
    const exact = siblings.filter((sibling) => sibling.name === name);
    const loose = siblings.filter((sibling) => sibling.name.toLowerCase() === name.toLowerCase());
    return (exact.length > 0 ? exact : loose).map(({ id }) => id);
  }

  /** The keys of a customer's licences of one product, or of all; none if the customer does not exist. */
  async licenseKeys(customerId: string, productCode?: string): Promise<string[]> {
    const keys: string[] = [];
    for (let skip = 0; ; skip += largestPage) {
      const page = await unlessGone(
        this.api.search.licenses({ keyword: productCode ?? "", customerId, skip, take: largestPage }),
      );
      const found = page?.list("Search") ?? [];
      for (const license of found) {
        if (productCode === undefined || license.text("Code") === productCode)
          keys.push(license.id("PublicLicenseKey"));
      }
      if (found.length < largestPage) return keys;
    }
  }
}

/** 404 is the only answer that means "does not exist"; 403 is about permission, whatever it is asked of. */
async function unlessGone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof VendorError && error.status === 404) return undefined;
    throw error;
  }
}

const sessions = new Map<string, Eset>();

/** The session of an account; one per account and process, whichever resource asks. */
export function connect(get: ConfigReader): Eset {
  const config = esetConfig(get);
  const key = JSON.stringify(config);
  let session = sessions.get(key);
  if (session === undefined) sessions.set(key, (session = new Eset(config)));
  return session;
}
