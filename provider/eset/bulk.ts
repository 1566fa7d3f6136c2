/**
 * A refresh by lists in place of one Detail per object (`msp:esetRefresh: bulk`). The lists only ever say "unchanged". An object
 * that they show otherwise, or do not show, is asked for by its id. So a drifted value, and that an object is gone, always comes
 * from its Detail.
 *
 * The lists may hide a change for a day. Seats come from the usage report, which counts by days: a change of today may show only
 * tomorrow. The list of licences names no customers, so whose a licence is comes from the state.
 */
import type { components } from "../../contracts/generated/eset";
import { messageOf } from "../lifecycle/errors";
import { idKey } from "../lifecycle/ids";
import { say } from "../lifecycle/say";
import type { Answer } from "../vendor/answer";
import type { EsetApi } from "./api";
import { CompanyStatus, LicenseType } from "./enums";
import type { Pages } from "./pages";

/** What of a session is asked. */
interface Asked {
  readonly api: EsetApi;
  readonly pages: Pages;
  now(): Date;
}

/** A company as Search/Companies shows it. */
export interface ListedCompany {
  readonly name: string;
  readonly email: string;
  readonly customIdentifier: string;
  readonly vatId: string;
  readonly description: string;
  readonly parentId: string;
  /** undefined if its status is neither active nor suspended. */
  readonly suspended: boolean | undefined;
}

/** What the usage report shows of the only licence that a customer has of a product. */
export interface ListedLicense {
  readonly type: "full" | "trial" | undefined;
  /** Ordered seats; 0 while it is suspended. */
  readonly seats: number;
}

/** The lists of an account. Each is read when somebody first asks, and not at all if nobody does. */
export class BulkRefresh {
  #companies: Sweep<ReadonlyMap<string, ListedCompany>> | undefined;
  #licenses: Sweep<LicenseLists> | undefined;

  constructor(private readonly eset: Asked) {}

  /** Whether the lists show this company, and `asBefore` finds it so. */
  showsCompany(companyId: string, asBefore: (company: ListedCompany) => boolean): Promise<boolean> {
    this.#companies ??= new Sweep("companies", (count) => listedCompanies(this.eset, count));
    return this.#companies.shows((companies) => {
      const company = companies.get(idKey(companyId));
      return company !== undefined && asBefore(company);
    });
  }

  /** Whether the lists show a licence with this key, of this customer and product, and `asBefore` finds it so. */
  showsLicense(
    { publicLicenseKey, customerId, productCode }: LicenseName,
    asBefore: (license: ListedLicense) => boolean,
  ): Promise<boolean> {
    this.#licenses ??= new Sweep("licences", (count) => listedLicenses(this.eset, count));
    return this.#licenses.shows(({ productOfKey, ofCustomer }) => {
      const license = ofCustomer.get(ofProduct(customerId, productCode));
      return productOfKey.get(publicLicenseKey) === productCode && license !== undefined && asBefore(license);
    });
  }

  /** To be called whenever something is written: who asks from now on must not be told how it was before. */
  drop(): void {
    this.#companies?.drop();
    this.#licenses?.drop();
  }
}

interface LicenseName {
  readonly publicLicenseKey: string;
  readonly customerId: string;
  readonly productCode: string;
}

interface LicenseLists {
  readonly productOfKey: ReadonlyMap<string, string>;
  /** By customer and product. */
  readonly ofCustomer: ReadonlyMap<string, ListedLicense>;
}

// ---- the lists ---------------------------------------------------------------------------------

/** Notes each request of a call. */
type Count = <B, A>(call: (body: B) => Promise<A>) => (body: B) => Promise<A>;

async function listedCompanies(eset: Asked, count: Count): Promise<ReadonlyMap<string, ListedCompany>> {
  const companies = new Unrepeated<ListedCompany>();
  const search = count(eset.api.search.companies);
  for await (const found of eset.pages(search, { search: {} }, "Search")) {
    companies.add(idKey(found.id("CompanyId")), {
      name: found.text("Name"),
      email: found.text("Email"),
      customIdentifier: found.text("CustomIdentifier"),
      vatId: found.text("VatId"),
      description: found.text("Description"),
      parentId: found.text("ParentId"),
      suspended: isSuspended(found),
    });
  }
  return companies.entries;
}

function isSuspended(company: Answer<components["schemas"]["FoundCompany"]>): boolean | undefined {
  if (company.says("StatusId", CompanyStatus.active)) return false;
  return company.says("StatusId", CompanyStatus.suspended) ? true : undefined;
}

/** One after the other: the answers to the first tell the vendor's clock, by which the second asks for today. */
async function listedLicenses(eset: Asked, count: Count): Promise<LicenseLists> {
  const productOfKey = new Unrepeated<string>();
  const search = count(eset.api.search.licenses);
  for await (const found of eset.pages(search, { keyword: "" }, "Search")) {
    productOfKey.add(found.id("PublicLicenseKey"), found.id("Code"));
  }
  const ofCustomer = new Unrepeated<ListedLicense>();
  const today = eset.now().toISOString().slice(0, 10);
  const report = count(eset.api.usageReport.allCompaniesProducts);
  for await (const company of eset.pages(report, { from: today, to: today }, "companies")) {
    const companyId = company.id("companyId");
    for (const row of company.list("products")) {
      const type = row.whole("licenseType");
      ofCustomer.add(ofProduct(companyId, row.id("code")), {
        type: type === LicenseType.full ? "full" : type === LicenseType.trial ? "trial" : undefined,
        seats: row.whole("seats"),
      });
    }
  }
  return { productOfKey: productOfKey.entries, ofCustomer: ofCustomer.entries };
}

const ofProduct = (customerId: string, productCode: string): string => `${idKey(customerId)} ${productCode}`;

/**
 * What a list says once. Of what it says twice nobody knows which is true: a licence that was converted or ordered anew today,
 * or an entry that moved to the next page meanwhile.
 */
class Unrepeated<T> {
  readonly entries = new Map<string, T>();
  readonly #seen = new Set<string>();

  add(key: string, entry: T): void {
    if (this.#seen.has(key)) this.entries.delete(key);
    else this.entries.set(key, entry);
    this.#seen.add(key);
  }
}

// ---- reading them once -------------------------------------------------------------------------

/**
 * Lists that are read once for all who ask. After a write they are read again only if the last reading has saved what it cost: a
 * run that reads and writes by turns takes at most one reading more than the exact way.
 */
class Sweep<Lists> {
  #lists: Promise<Lists | undefined> | undefined;
  #isUseless = false;
  /** Requests, so far. */
  #spent = 0;
  #saved = 0;

  constructor(
    private readonly of: string,
    private readonly read: (count: Count) => Promise<Lists>,
  ) {}

  /** Whether the lists can be had, and `judge` finds there what it looks for. */
  async shows(judge: (lists: Lists) => boolean): Promise<boolean> {
    if (this.#lists === undefined) {
      if (this.#isUseless || this.#spent > this.#saved) return false;
      this.#lists = this.#readOrExplain();
    }
    const asked = this.#lists;
    const lists = await asked;
    const isOutdated = this.#lists !== asked; // somebody wrote while they were on their way
    if (lists === undefined || isOutdated || !judge(lists)) return false;
    this.#saved++;
    return true;
  }

  drop(): void {
    this.#lists = undefined;
  }

  async #readOrExplain(): Promise<Lists | undefined> {
    try {
      return await this.read((call) => (body) => {
        this.#spent++;
        return call(body);
      });
    } catch (error) {
      if (!this.#isUseless) {
        say(`ESET's lists cannot be used, so the ${this.of} are asked for one by one. ${messageOf(error)}`);
      }
      this.#isUseless = true;
      return undefined;
    }
  }
}
