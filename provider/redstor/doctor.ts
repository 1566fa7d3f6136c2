/**
 * Examines a live Redstor service account: what it may do, and which of our assumptions hold. Only reads are sent. Each
 * assumption is set against what the vendor answers; what only a change would show is said to be not observable.
 */
import { randomUUID } from "node:crypto";
import { isGone } from "../http/vendorError";
import { messageOf } from "../lifecycle/errors";
import { idKey } from "../lifecycle/ids";
import { assumptions, type RedstorAssumptions } from "./assumptions";
import { type RedstorConfig, redstorConfig } from "./config";
import { CompanyWord, TrialStatus } from "./enums";
import { type CompanyAnswer, Redstor } from "./session";
import { AnswerContract, type Matter } from "../vendor/doctor/contract";
import * as shared from "../vendor/doctor/examination";
import { Answers, attempt, optional, type Progress, property, type Seen, skew } from "../vendor/doctor/examination";
import {
  correct as correctOf,
  type Finding,
  Findings,
  plural,
  report,
  shortened,
  type Verdict,
} from "../vendor/doctor/finding";

export interface Examination extends shared.Examination {
  readonly signIn?: SignIn;
  readonly account?: AccountReport;
}

export interface SignIn {
  /** The host of the identity server. */
  readonly issuer: string;
  /** What was granted. */
  readonly scopes: readonly string[];
  /** How long a token lives, if its answer says it. */
  readonly tokenSeconds?: number;
}

export interface AccountReport extends shared.AccountReport {
  /** The vendor's word for the kind of company that the account belongs to. */
  readonly type: string;
}

/** What belongs to somebody is beside the examination, which may be shared. */
export interface Examined {
  readonly examination: Examination;
  /** Name of the account's own company. */
  readonly companyName?: string;
}

/** How many companies are asked for their subscriptions. */
const sample = 20;
/** How many names are searched for. */
const names = 3;
/** Page sizes to try when the assumed one is refused; the last is what the vendor takes when none is given. */
const smallerPages = [100, 50, 30];
/** What the vendor documents as the largest page. */
const documentedPage = 100;

const correct = (name: string, value: unknown): string => correctOf("redstor", name, value);

export async function examine(config: RedstorConfig, progress: Progress): Promise<Examined> {
  const seen = new Answers();
  const redstor = new Redstor(config, seen.observe);
  const about = { vendor: "redstor", endpoint: new URL(config.endpoint).host } as const;
  const clock = () => {
    const known = skew(seen.all, "the identity server takes only a sign-in that is of now");
    return known === undefined ? {} : { clock: known };
  };
  progress("signing in");
  let own: CompanyAnswer | undefined;
  try {
    own = await redstor.api.company.root({});
  } catch (error) {
    const signedIn = seen.of("connect/token").some(shared.isSuccess);
    if (!signedIn) return { examination: { ...about, signedIn, problem: messageOf(error), ...clock(), findings: [] } };
  }
  const signIn = signInOf(config, seen);
  const findings = await new Doctor(redstor, seen, progress, own).findings();
  const company = own === undefined ? undefined : companyOf(own);
  return {
    examination: {
      ...about,
      signedIn: true,
      signIn,
      ...(company === undefined ? {} : { account: accountOf(company, signIn) }),
      ...clock(),
      findings,
    },
    ...(company === undefined ? {} : { companyName: company.name }),
  };
}

/** @command doctor */
export async function examineAccount(progress: Progress): Promise<shared.Examined> {
  const { examination, companyName } = await examine(
    redstorConfig(() => undefined),
    progress,
  );
  const { account, signIn } = examination;
  return {
    examination,
    signIn: signIn === undefined ? "" : signInLine(signIn),
    account: account === undefined ? [] : accountLines(account, companyName),
  };
}

/** `companyName` is for people to see, and no part of the examination. */
const accountLines = ({ words, companyId }: AccountReport, companyName = ""): string[] => [
  `${companyName === "" ? "" : `${companyName}, `}${words}, company ${companyId}`,
];

const signInLine = ({ issuer, scopes, tokenSeconds }: SignIn): string =>
  `works at ${issuer} with ${scopes.join(" ")}; a token lives ${tokenSeconds === undefined ? "as long as assumed" : `${tokenSeconds} s`}`;

const scope = { read: "api.read", write: "api.write" } as const;

function signInOf({ issuer }: RedstorConfig, seen: Answers): SignIn {
  const answers = seen.of("connect/token");
  const token = answers.find(shared.isSuccess)?.body;
  const granted = property(token, "scope");
  const seconds = property(token, "expires_in");
  // an answer without scopes grants what was asked for: reading alone, after a refusal of both
  const asked = answers.every(shared.isSuccess) ? [scope.read, scope.write] : [scope.read];
  return {
    issuer: new URL(issuer).host,
    scopes: typeof granted === "string" ? granted.split(" ") : asked,
    ...(typeof seconds === "number" ? { tokenSeconds: seconds } : {}),
  };
}

function accountOf({ type, id }: Known, { scopes }: SignIn): AccountReport {
  const may = (what: string, needed: string): shared.Permission =>
    scopes.includes(needed)
      ? { what, allowed: true }
      : { what, allowed: false, because: `grant it ${needed} in RedApp, under RedAPI, Service accounts` };
  return {
    words: `a company of type ${vendorsWord(type)}`,
    type: vendorsWord(type),
    companyId: shortened(id),
    may: [may("read", scope.read), may("create, change and remove companies and subscriptions", scope.write)],
  };
}

/** A company as far as it can be read. */
interface Known {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly parentId: string;
}

const companyOf = (company: CompanyAnswer): Known | undefined =>
  attempt(() => ({
    id: idKey(company.id("companyId")),
    name: company.text("companyName"),
    type: company.text("type"),
    parentId: idKey(company.text("parentCompanyId")),
  }));

interface KnownSubscription {
  readonly id: string;
  readonly status: string;
  readonly isActive: boolean;
}

/** What was answered, and what the provider makes of it. */
interface Look {
  readonly seen: Seen | undefined;
  readonly error: unknown;
}

class Doctor {
  readonly #findings = new Findings((name) => this.redstor.assumptions.isCorrected(name));
  readonly #assumed: RedstorAssumptions["assumed"] = (name) => this.redstor.assumptions.assumed(name);

  constructor(
    private readonly redstor: Redstor,
    private readonly seen: Answers,
    private readonly progress: Progress,
    private readonly own: CompanyAnswer | undefined,
  ) {}

  async findings(): Promise<readonly Finding[]> {
    this.#signIn();
    this.progress("products and versions");
    await this.#versions();
    this.progress("how it refuses");
    await this.#refusals();
    this.progress("companies");
    const own = this.own && companyOf(this.own);
    const below = own === undefined ? [] : await this.#companies(own);
    this.#errorText();
    if (own !== undefined) {
      this.progress("consumption");
      const trials = await this.#consumption(own);
      this.progress("subscriptions");
      const owner = await this.#subscriptions(own, below, trials);
      this.progress("users, backups and restores");
      await this.#reports(own, owner);
    }
    this.#requestNames();
    for (const finding of new AnswerContract(contractOf(this.redstor)).examine(this.seen.bodies()))
      this.#findings.add(finding);
    for (const name of assumptions.keys()) {
      if (!this.#findings.isSettled(name))
        this.#note("Assumptions", name, "not observable", "no answer that would tell");
    }
    return this.#findings.all;
  }

  // ---- sign-in ---------------------------------------------------------------------------------

  #signIn(): void {
    const token = this.seen.of("connect/token").find(shared.isSuccess)?.body;
    const seconds = property(token, "expires_in");
    const life = "The answer to a sign-in says the life of the token, about one hour";
    if (typeof seconds !== "number") {
      const remedy = "If calls fail with 401: correct token.assumedSeconds.";
      this.#note("Sign-in", life, "contradicted", "it does not say it", remedy);
    } else {
      const fits = seconds >= 600 && seconds <= 86_400;
      this.#note("Sign-in", life, fits ? "confirmed" : "contradicted", `${seconds} s`, report);
      this.#note("Sign-in", "token.assumedSeconds", "not observable", "not needed: the answer says its life");
    }
    const says = "The answer to a sign-in says which scopes are granted";
    if (typeof property(token, "scope") === "string") this.#note("Sign-in", says, "confirmed", "it says them");
    else this.#note("Sign-in", says, "not observable", "it does not: then what was asked for is granted (RFC 6749)");
  }

  // ---- versions --------------------------------------------------------------------------------

  /** Version 1 answers the products as a bare list, version 2 in pages. */
  async #versions(): Promise<void> {
    const { api } = this.redstor;
    const name = "apiVersion";
    const isFirst = (seen: Seen | undefined): boolean =>
      seen !== undefined && shared.isSuccess(seen) && Array.isArray(seen.body);
    const { seen } = await this.#look(() => api.product.list({}));
    const version = this.#assumed(name);
    if (isFirst(seen)) {
      this.#note("Versions", name, "confirmed", `${version} answers the products as a bare list, as version 1 does`);
    } else if (seen === undefined || seen.status === 204 || !speaksOfTheRequest(seen)) {
      this.#note("Versions", name, "not observable", `the products with ${version}: ${statusWords(seen)}`);
    } else {
      const evidence = `the products with ${version}: ${statusWords(seen)}${shared.isSuccess(seen) ? ", not a bare list" : ""}`;
      let right: string | undefined;
      for (const other of ["1", "1.0"].filter((one) => one !== version)) {
        if (right === undefined && isFirst((await this.#look(() => this.#ofVersion(other))).seen)) right = other;
      }
      const remedy = right === undefined ? report : correct(name, right);
      const more = right === undefined ? "" : `; with ${right}: a bare list`;
      this.#note("Versions", name, "contradicted", evidence + more, remedy);
    }
    const unknown = await this.#look(() => this.#ofVersion("999"));
    const what = "A version that there is not is refused with 400";
    this.#expect("Versions", what, unknown.seen, [400]);

    const products = Array.isArray(seen?.body) ? (seen.body as unknown[]) : [];
    const productId = property(products[0], "id");
    if (typeof productId === "number") await optional(api.product.get({ productId }));
  }

  #ofVersion(version: string): Promise<unknown> {
    return this.#send(`/products?apiVersion=${version}`, `GET /products of version ${version}`);
  }

  // ---- refusals --------------------------------------------------------------------------------

  async #refusals(): Promise<void> {
    const { api } = this.redstor;
    const query = `apiVersion=${this.#assumed("apiVersion")}`;
    const call = "GET /companies with a wrong token";
    const stranger = await this.#look(() => this.#send(`/companies?${query}`, call, "not-a-token"));
    this.#expect("Refusals", "A call with a wrong token answers 401", stranger.seen, [401]);
    const path = "/doctor/no-such-call";
    const nowhere = await this.#look(() => this.#send(`${path}?${query}`, `GET ${path}`));
    this.#expect("Refusals", "An unknown path answers 404", nowhere.seen, [404]);
    const product = await this.#look(() => api.product.get({ productId: 2_147_483_647 }));
    this.#expect("Refusals", "A product that does not exist answers 404", product.seen, [404]);

    const companyId = randomUUID();
    const company = await this.#look(() => api.company.get({ companyId }));
    const subscriptions = await this.#look(() => api.subscription.list({ companyId }));
    this.#gone(company, subscriptions);
  }

  #gone({ seen, error }: Look, subscriptions: Look): void {
    const name = "error.gone";
    const note = (verdict: Verdict, remedy?: string) => {
      const evidence = `a company that does not exist: ${statusWords(seen)}; its subscriptions: ${statusWords(subscriptions.seen)}`;
      this.#note("Refusals", name, verdict, evidence, remedy);
    };
    if (seen === undefined || (seen.status !== 403 && !speaksOfTheRequest(seen))) {
      note("not observable");
      return;
    }
    const answer = String(seen.status);
    const known = this.#assumed(name);
    if (["204", "404", "410"].includes(answer) && !known.includes(answer)) {
      note("contradicted", correct(name, [...known, answer]));
    } else if (known.includes(answer) && (seen.status === 204 || isGone(error))) note("confirmed");
    else note("contradicted", `HTTP ${answer} in this form cannot count as gone. ${report}`);
  }

  #errorText(): void {
    const name = "error.text";
    const problems = provoked.flatMap((call) => this.seen.of(call)).filter(({ status }) => status >= 400);
    const texts = [...new Set(problems.flatMap(({ body }) => textsIn(body)))];
    const read = texts.filter((text) => this.#assumed(name).some((one) => one.toLowerCase() === text.toLowerCase()));
    if (texts.length === 0) this.#note("Refusals", name, "not observable", "no refusal with a text");
    else if (read.length > 0) this.#note("Refusals", name, "confirmed", `refusals have ${read.join(", ")}`);
    else this.#note("Refusals", name, "contradicted", `refusals have ${texts.join(", ")}`, correct(name, texts));
  }

  /** A refusal with one of these statuses is what we take for true. */
  #expect(area: string, what: string, seen: Seen | undefined, expected: readonly number[]): void {
    const verdict =
      seen === undefined ? "not observable" : expected.includes(seen.status) ? "confirmed" : "contradicted";
    this.#note(area, what, verdict, statusWords(seen), `Nothing to correct. ${report}`);
  }

  // ---- companies -------------------------------------------------------------------------------

  /** Gives what is below the own company, as far as two pages go. */
  async #companies(own: Known): Promise<readonly Known[]> {
    const { company } = this.redstor.api;
    const companyId = own.id;
    await optional(company.get({ companyId }));
    const page = await this.#pageLimit(companyId);
    const direct = this.#listed("GET /companies/{companyId}/customers");
    await this.#paging(companyId, direct.length, page);
    await optional(company.allCustomers({ companyId, maxResults: page, shouldReturnCount: true }));
    const all = this.#listed("GET /companies/{companyId}/customers/transitive");
    const below = [...new Map([...direct, ...all].map((one) => [one.id, one])).values()];
    await this.#search(companyId, direct);
    this.#companyTypes(own, below);
    return below;
  }

  /** The companies in the first answer of a paged call. */
  #listed(call: string): Known[] {
    const results = property(this.seen.of(call).find(shared.isSuccess)?.body, "results");
    return (Array.isArray(results) ? (results as unknown[]) : []).flatMap((raw) => {
      const text = (name: string): string => {
        const value = property(raw, name);
        return typeof value === "string" ? value : "";
      };
      const id = idKey(text("companyId"));
      const [name, type, parentId] = [text("companyName"), text("type"), idKey(text("parentCompanyId"))];
      return id === "" ? [] : [{ id, name, type, parentId }];
    });
  }

  /** Gives the page size to ask for. */
  async #pageLimit(companyId: string): Promise<number> {
    const name = "page.largest";
    const ask = async (maxResults: number): Promise<Seen | undefined> => {
      const { customers } = this.redstor.api.company;
      return (await this.#look(() => customers({ companyId, maxResults, shouldReturnCount: true }))).seen;
    };
    const isAccepted = (seen: Seen | undefined) => seen !== undefined && shared.isSuccess(seen);
    const largest = this.#assumed(name);
    let accepted: number | undefined = largest;
    const first = await ask(largest);
    const evidence = `${largest}: ${statusWords(first)}`;
    if (isAccepted(first)) this.#note("Paging", name, "confirmed", evidence);
    else if (first?.status !== 400) this.#note("Paging", name, "not observable", evidence);
    else {
      accepted = undefined;
      for (const size of smallerPages.filter((one) => one < largest)) {
        if (accepted === undefined && isAccepted(await ask(size))) accepted = size;
      }
      const remedy = correct(name, accepted ?? "<the largest accepted>");
      const more = accepted === undefined ? "" : `; ${accepted}: accepted`;
      this.#note("Paging", name, "contradicted", evidence + more, remedy);
    }
    const tooMany = Math.max(largest, documentedPage) + 1;
    for (const size of [0, tooMany]) {
      const seen = await ask(size);
      this.#expect("Paging", `A page of ${size} entries is refused with 400`, seen, [400]);
    }
    return accepted ?? documentedPage;
  }

  /** Whether totals count entries, and the token of a page is good for the next one: with one entry per page that shows. */
  async #paging(companyId: string, entries: number, page: number): Promise<void> {
    const { customers } = this.redstor.api.company;
    const counts = "The totalCount of GET /companies/{companyId}/customers counts entries";
    const next = "The nextPageToken of a page, with the same maxResults, gives the next page";
    const first = await optional(customers({ companyId, maxResults: 1, shouldReturnCount: true }));
    const total = first && attempt(() => first.optionalWhole("totalCount"));
    const [one] = (first && attempt(() => first.list("results").map(companyOf))) ?? [];
    const pageToken = (first && attempt(() => first.text("nextPageToken"))) ?? "";
    if (one === undefined || entries < 2) {
      for (const what of [counts, next]) {
        this.#note(
          "Paging",
          what,
          "not observable",
          `it takes 2 companies below the own one, and there are ${entries}`,
        );
      }
      return;
    }
    if (total === undefined || entries >= page) {
      this.#note("Paging", counts, "not observable", total === undefined ? "there is none" : `${page} entries or more`);
    } else {
      const verdict = total === entries ? "confirmed" : "contradicted";
      this.#note("Paging", counts, verdict, `${entries} entries, total ${total}`, `Nothing to correct. ${report}`);
    }
    if (pageToken === "") {
      this.#note("Paging", next, "contradicted", "a page of 1 entry has no token, and there are more", report);
      return;
    }
    const second = await optional(customers({ companyId, maxResults: 1, pageToken }));
    const [other] = (second && attempt(() => second.list("results").map(companyOf))) ?? [];
    const isNext = other !== undefined && other.id !== one.id;
    this.#note(
      "Paging",
      next,
      isNext ? "confirmed" : "contradicted",
      isNext ? "it does, with 1 entry per page" : "it does not, with 1 entry per page",
      report,
    );
  }

  async #search(companyId: string, direct: readonly Known[]): Promise<void> {
    const { company } = this.redstor.api;
    const name = "search.findsNames";
    // long names match few others, so that a page holds all that match
    const wanted = direct
      .filter((one) => one.name !== "")
      .sort((a, b) => b.name.length - a.name.length)
      .slice(0, names);
    await optional(company.search({ search: wanted[0]?.name ?? "a" }));
    let found = 0;
    let asked = 0;
    for (const { id, name: search } of wanted) {
      const answer = await optional(company.customers({ companyId, search }));
      const ids = answer && attempt(() => answer.list("results").map((one) => idKey(one.id("companyId"))));
      if (answer === undefined || ids === undefined) continue;
      if (!ids.includes(id) && attempt(() => answer.text("nextPageToken")) !== "") continue; // it may be on the next page
      asked++;
      if (ids.includes(id)) found++;
    }
    if (asked === 0) {
      this.#note("Companies", name, "not observable", "no company directly below the own one to search for");
      return;
    }
    const finds = found === asked;
    const evidence = `searching for the names of ${plural(asked, "company")} finds ${found}`;
    const verdict = finds === this.#assumed(name) ? "confirmed" : "contradicted";
    this.#note("Companies", name, verdict, evidence, correct(name, finds));
  }

  /** Partners have companies below them, and service accounts; a company of another kind that has none is a customer. */
  #companyTypes(own: Known, below: readonly Known[]): void {
    const parents = new Set(below.map(({ parentId }) => parentId));
    const isParent = ({ id }: Known) => parents.has(id) || (id === own.id && below.length > 0);
    const customer = "companyType.customer";
    const partner = "companyType.partner";
    const others = below.filter((one) => !isParent(one));
    const evidence = `${counted([own, ...below].map(({ type }) => type))}; ${counted(
      [own, ...below].filter(isParent).map(({ type }) => type),
      "with others below it",
    )}`;

    const ofPartners = new Set([own, ...below].filter((one) => isParent(one) || one === own).map(({ type }) => type));
    const isCustomer = below.length === 0 && own.type === this.#assumed(customer);
    const word = [...ofPartners].find((one) => one !== this.#assumed(partner));
    if (isCustomer) this.#note("Companies", partner, "not observable", evidence);
    else if (word === undefined) this.#note("Companies", partner, "confirmed", evidence);
    else {
      const remedy = ofPartners.size === 1 && isWord(word) ? correct(partner, word) : report;
      this.#note("Companies", partner, "contradicted", evidence, remedy);
    }

    const ofCustomers = new Set(others.map(({ type }) => type).filter((one) => !ofPartners.has(one)));
    if (isCustomer) ofCustomers.add(own.type);
    const stranger = [...ofCustomers].find((one) => one !== this.#assumed(customer));
    if (ofCustomers.size === 0) this.#note("Companies", customer, "not observable", evidence);
    else if (stranger === undefined) this.#note("Companies", customer, "confirmed", evidence);
    else {
      const remedy = ofCustomers.size === 1 && isWord(stranger) ? correct(customer, stranger) : report;
      this.#note("Companies", customer, "contradicted", evidence, remedy);
    }
  }

  // ---- consumption and subscriptions -----------------------------------------------------------

  /** Gives the subscriptions that consumption knows: their company, and whether they are trials. */
  async #consumption({ id: companyId }: Known): Promise<ReadonlyMap<string, { companyId: string; isTrial: boolean }>> {
    const { consumption } = this.redstor.api;
    await optional(consumption.summary({ companyId }));
    await optional(consumption.customers({ companyId }));
    const rows = [
      ...((await optional(consumption.allCustomers({ companyId }).then((page) => page?.list("results")))) ?? []).map(
        (row) => attempt(() => [row.id("subscriptionId"), row.id("companyId"), row.flag("isTrial")] as const),
      ),
      ...((await optional(consumption.company({ companyId }))) ?? []).map((row) =>
        attempt(() => [row.id("subscriptionId"), companyId, row.flag("isTrial")] as const),
      ),
    ];
    return new Map(
      rows.flatMap((row) =>
        row === undefined ? [] : [[idKey(row[0]), { companyId: idKey(row[1]), isTrial: row[2] }] as const],
      ),
    );
  }

  /** Gives a company that has subscriptions, or else the own one. */
  async #subscriptions(
    own: Known,
    below: readonly Known[],
    consumed: ReadonlyMap<string, { companyId: string; isTrial: boolean }>,
  ): Promise<string> {
    const using = [...consumed.values()].sort((a, b) => Number(b.isTrial) - Number(a.isTrial));
    const asked = new Set([...using.map(({ companyId }) => companyId), own.id, ...below.map(({ id }) => id)]);
    const found: KnownSubscription[] = [];
    let owner: string | undefined;
    for (const companyId of [...asked].slice(0, sample)) {
      const list = (await optional(this.redstor.api.subscription.list({ companyId }))) ?? [];
      for (const one of list) {
        const read = attempt(() => ({
          id: idKey(one.id("subscriptionId")),
          status: one.text("trialStatus"),
          isActive: one.flag("isActive"),
        }));
        if (read !== undefined) found.push(read);
      }
      if (list.length > 0) owner ??= companyId;
    }
    this.#runningTrials(found, (id) => consumed.get(id)?.isTrial);
    this.#endedTrials(found);
    return owner ?? own.id;
  }

  /** Consumption says of its own which subscriptions are trials. */
  #runningTrials(all: readonly KnownSubscription[], isTrial: (id: string) => boolean | undefined): void {
    const name = "trialStatus.running";
    const running = this.#assumed(name);
    const trials = new Set(all.filter(({ id }) => isTrial(id) === true).map(({ status }) => status));
    const full = new Set(all.filter(({ id }) => isTrial(id) === false).map(({ status }) => status));
    const evidence = `${statusesOf(all)}; of those that consumption calls trials: ${counted(
      all.filter(({ id }) => isTrial(id) === true).map(({ status }) => status),
    )}`;
    const [word, ...more] = [...trials].filter((one) => one !== running);
    if (word !== undefined) {
      const isClear = more.length === 0 && !trials.has(running) && !full.has(word) && isWord(word);
      const isFree = word !== this.#assumed(TrialStatus.expired) && word !== this.#assumed(TrialStatus.removed);
      this.#note("Subscriptions", name, "contradicted", evidence, isClear && isFree ? correct(name, word) : report);
    } else if (full.has(running)) this.#note("Subscriptions", name, "contradicted", evidence, report);
    else this.#byName(name, /trial|running/i, all, evidence);
  }

  #endedTrials(all: readonly KnownSubscription[]): void {
    const evidence = statusesOf(all);
    this.#byName("trialStatus.expired", /expire|lapse|ended/i, all, evidence);
    const name = "trialStatus.removed";
    const active = all.filter(({ status, isActive }) => status === this.#assumed(name) && isActive).length;
    if (active > 0) {
      const found = `${plural(active, "subscription")} with ${this.#assumed(name)} and yet active`;
      this.#note("Subscriptions", name, "contradicted", found, `${report} Until then they count as gone.`);
    } else this.#byName(name, /remove|delete|cancel/i, all, evidence);
  }

  /** A status that is seen is right; one that is not known may be another name of it, if it sounds like it. */
  #byName(
    name: "trialStatus.running" | "trialStatus.expired" | "trialStatus.removed",
    sounds: RegExp,
    all: readonly KnownSubscription[],
    evidence: string,
  ): void {
    const seen = new Set(all.map(({ status }) => status));
    const known = [
      this.#assumed(TrialStatus.running),
      this.#assumed(TrialStatus.expired),
      this.#assumed(TrialStatus.removed),
      ...plainStatuses,
    ];
    const [word, ...more] = [...seen].filter((one) => !known.includes(one) && sounds.test(one));
    if (seen.has(this.#assumed(name))) this.#note("Subscriptions", name, "confirmed", evidence);
    else if (word === undefined) this.#note("Subscriptions", name, "not observable", evidence);
    else {
      const remedy = more.length === 0 && isWord(word) ? correct(name, word) : report;
      this.#note("Subscriptions", name, "contradicted", evidence, remedy);
    }
  }

  // ---- everything else -------------------------------------------------------------------------

  /** The own company has users and companies below it, the one with subscriptions has accounts. */
  async #reports({ id: companyId }: Known, owner: string): Promise<void> {
    const { user, backup, restore, consumption } = this.redstor.api;
    await optional(user.list({ companyId }));
    if (owner !== companyId) await optional(consumption.company({ companyId: owner }));
    for (const operation of [backup, restore]) {
      await optional(operation.status({ companyId: owner }));
      await optional(operation.accounts({ companyId: owner }));
      await optional(operation.customers({ companyId }));
      await optional(operation.summary({ companyId }));
    }
  }

  /** Requests are believed to call things as the answers do. A request alone would tell, and none is sent. */
  #requestNames(): void {
    const bodies = this.seen.bodies();
    const inPages = (call: string): unknown[] =>
      (bodies.get(call) ?? []).flatMap((body) => property(body, "results") ?? []);
    const companies = [
      ...(bodies.get("GET /companies") ?? []),
      ...(bodies.get("GET /companies/{companyId}") ?? []),
      ...inPages("GET /companies/{companyId}/customers"),
      ...inPages("GET /companies/{companyId}/customers/transitive"),
    ];
    const subscriptions = (bodies.get("GET /companies/{companyId}/subscriptions") ?? []).flat();
    const ofCompany = ["companyId", "companyName", "isEnabled", "type", "parentCompanyId"];
    const ofSubscription = ["subscriptionId", "productId", "editionId", "trialStatus", "isActive"];
    this.#requestName("CreateCompanyRequest.companyName", companies, ofCompany);
    this.#requestName("CreateCompanyRequest.type", companies, ofCompany);
    this.#requestName("AddProductSubscriptionRequest.productId", subscriptions, ofSubscription);
    this.#requestName("AddProductSubscriptionRequest.editionId", subscriptions, ofSubscription);
  }

  #requestName(name: RequestName, objects: readonly unknown[], contracts: readonly string[]): void {
    const ours = this.#assumed(name);
    const tell = "only a call that changes something would tell";
    const note = (verdict: Verdict, evidence: string, remedy?: string) => {
      this.#note("Requests", name, verdict, evidence, remedy);
    };
    if (objects.length === 0) {
      note("not observable", tell);
      return;
    }
    const keys = new Set(objects.flatMap((one) => Object.keys(Object(one) as object))); // any JSON
    const has = (wanted: string) => [...keys].some((key) => key.toLowerCase() === wanted.toLowerCase());
    const strangers = [...keys].filter(
      (key) => isWord(key) && !contracts.some((known) => known.toLowerCase() === key.toLowerCase()),
    );
    if (has(ours)) note("not observable", `${tell}; the answers call it ${ours}`);
    else if (this.redstor.assumptions.isCorrected(name))
      note("not observable", `${tell}; the answers do not call it ${ours}`);
    else {
      const [stranger] = strangers.length === 1 ? strangers : [];
      const others = strangers.length === 0 ? "" : `, but have ${strangers.join(", ")}`;
      const remedy = stranger === undefined ? report : correct(name, stranger);
      note("contradicted", `the answers, which it is taken from, do not have ${ours}${others}`, remedy);
    }
  }

  #note(area: string, what: string, verdict: Verdict, evidence: string, remedy?: string): void {
    this.#findings.note(area, what, verdict, evidence, remedy);
  }

  /** A read that is not of the API, or not as it should be. */
  #send(path: string, call: string, token?: string): Promise<unknown> {
    return this.redstor.http.exchange({
      method: "GET",
      path,
      call,
      effect: "read",
      ...(token === undefined ? {} : { token }),
    });
  }

  /** What a request is answered; nothing is seen if nothing comes. */
  async #look(ask: () => Promise<unknown>): Promise<Look> {
    const before = this.seen.all.length;
    let failure: unknown;
    await optional(
      ask().catch((error: unknown) => {
        failure = error;
        throw error;
      }),
    );
    // a token may have been renewed meanwhile
    const answers = this.seen.all.slice(before).filter(({ call }) => call.startsWith("GET "));
    return { seen: answers.at(-1), error: failure };
  }
}

type RequestName =
  | "CreateCompanyRequest.companyName"
  | "CreateCompanyRequest.type"
  | "AddProductSubscriptionRequest.productId"
  | "AddProductSubscriptionRequest.editionId";

/** Calls that are asked for what is refused. */
const provoked = [
  "GET /products/{productId}",
  "GET /companies/{companyId}",
  "GET /companies/{companyId}/customers",
  "GET /companies/{companyId}/subscriptions",
];

/** Statuses of subscriptions that no assumption is about: a full one is one of any status but a trial's. */
const plainStatuses = ["NotUsed", "Upgraded"];

/** Calls go by method and path, and names are the contract's own; what the vendor says for a value can be corrected. */
const contractOf = (redstor: Redstor): Matter => ({
  vendor: "redstor",
  callName: (method, path) => `${method.toUpperCase()} ${path}`,
  vendorsName: (_call, property) => property,
  vendorsValue: (value) => {
    switch (value) {
      case "Partner":
        return redstor.assumptions.assumed(CompanyWord.Partner);
      case "Customer":
        return redstor.assumptions.assumed(CompanyWord.Customer);
      case "Trial":
        return redstor.assumptions.assumed(TrialStatus.running);
      case "Expired":
        return redstor.assumptions.assumed(TrialStatus.expired);
      case "Removed":
        return redstor.assumptions.assumed(TrialStatus.removed);
      default:
        return value;
    }
  },
  isAssumption: (name) => assumptions.has(name),
});

/** Whether an answer is about what was asked: not the sign-in, the pace or the server's state. */
const speaksOfTheRequest = ({ status }: Seen): boolean => ![401, 403, 429].includes(status) && status < 500;

const statusWords = (seen: Seen | undefined): string => (seen === undefined ? "no answer" : `HTTP ${seen.status}`);

/** A word of the vendor's as evidence may show it, and as it can be corrected. */
const isWord = (word: string): boolean => /^[A-Za-z][A-Za-z0-9_]{0,40}$/.test(word);
const vendorsWord = (word: string): string => (isWord(word) ? word : "…");

/** How many of each word. */
function counted(words: readonly string[], suffix = ""): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(vendorsWord(word), (counts.get(vendorsWord(word)) ?? 0) + 1);
  const text = [...counts].map(([word, count]) => `${count} ${word}`).join(", ");
  return [text === "" ? "none" : text, suffix].filter((part) => part !== "").join(" ");
}

const statusesOf = (all: readonly KnownSubscription[]): string =>
  all.length === 0 ? "no subscriptions" : counted(all.map(({ status }) => status));

/** Names of the texts that a refusal says something with, as far as evidence may show them. */
const textsIn = (body: unknown): string[] =>
  Object.entries(Object(body) as object).flatMap(([key, value]) =>
    typeof value === "string" && isWord(key) && !["type", "instance", "traceid"].includes(key.toLowerCase())
      ? [key]
      : [],
  );
