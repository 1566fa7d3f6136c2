/**
 * Examines a live ESET account: what it may do, and which of our assumptions hold. Only reads are sent, and one sign-in under
 * an invented name, to see how the vendor refuses one.
 */
import { randomBytes, randomUUID } from "node:crypto";
import { assumptions, type EsetAssumptions } from "./assumptions";
import { type EsetConfig, esetConfig } from "./config";
import { CompanyStatus, EntityType, Permission } from "./enums";
import { accountWords, type Call, lacks, needs } from "./permissions";
import { Eset } from "./session";
import { lifeOf } from "./token";
import type { VendorRequest } from "../http/client";
import { VendorError } from "../http/vendorError";
import { messageOf } from "../lifecycle/errors";
import { AnswerContract, type Matter } from "../vendor/doctor/contract";
import * as shared from "../vendor/doctor/examination";
import { Answers, attempt, optional, type Progress, property, skew } from "../vendor/doctor/examination";
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
  readonly account?: AccountReport;
}

export interface AccountReport extends shared.AccountReport {
  readonly kind: string;
  readonly permission: string;
  readonly trusted?: boolean;
  readonly directAccessibleChildren: number | string;
}

/** How many companies and licences are looked at one by one. */
const sample = 20;

const correct = (name: string, value: unknown): string => correctOf("eset", name, value);

export async function examine(config: EsetConfig, progress: Progress): Promise<Examination> {
  const seen = new Answers();
  const eset = new Eset(config, seen.observe);
  const endpoint = new URL(config.endpoint).host;
  progress("signing in");
  try {
    await eset.api.user.current();
  } catch (error) {
    const signedIn = seen.of("Token/Get").some(shared.isSuccess);
    if (!signedIn) return { vendor: "eset", endpoint, signedIn, problem: messageOf(error), findings: [] };
  }
  const doctor = new Doctor(eset, seen, progress);
  const findings = await doctor.findings();
  const account = await doctor.account();
  const clock = skew(seen.all, "what was ordered just now is recognised by its date");
  return {
    vendor: "eset",
    endpoint,
    signedIn: true,
    ...(account === undefined ? {} : { account }),
    ...(clock === undefined ? {} : { clock }),
    findings,
  };
}

/** @command doctor */
export async function examineAccount(progress: Progress): Promise<shared.Examined> {
  const examination = await examine(
    esetConfig(() => undefined),
    progress,
  );
  const { account } = examination;
  return { examination, signIn: "works", account: account === undefined ? [] : accountLines(account) };
}

const accountLines = ({ words, companyId, directAccessibleChildren }: AccountReport): string[] => [
  `${words}, company ${companyId}`,
  `may write to ${directAccessibleChildren} of the companies directly below it`,
];

interface Failure {
  readonly status: number | undefined;
  readonly code: string | undefined;
}

class Doctor {
  readonly #findings = new Findings((name) => this.eset.assumptions.isCorrected(name));
  readonly #assumed: EsetAssumptions["assumed"] = (name) => this.eset.assumptions.assumed(name);

  constructor(
    private readonly eset: Eset,
    private readonly seen: Answers,
    private readonly progress: Progress,
  ) {}

  async findings(): Promise<readonly Finding[]> {
    this.progress("how it refuses");
    await this.#refusals();
    this.#signIn();
    this.progress("enumerations");
    await this.#enumerations();
    this.progress("companies");
    const companies = await this.#companies();
    this.progress("licences");
    await this.#licences(companies);
    this.progress("users, products and terms");
    await this.#people();
    this.progress("reports");
    await this.#reports();
    await this.#totals();
    this.#paths();
    this.#answers();
    for (const name of assumptions.keys()) {
      if (!this.#findings.isSettled(name)) this.#note("Assumptions", name, "not observable", unobservable(name));
    }
    return this.#findings.all;
  }

  /** What the account is and may do, in words. */
  async account(): Promise<AccountReport | undefined> {
    const { account } = this.eset;
    const current = await account.current();
    if (current?.kind === undefined) return undefined;
    const { kind } = current;
    const permission = await account.permission();
    const trusted = kind === "managedMsp" ? await account.trusted() : undefined;
    const questions: readonly [what: string, call: Call][] = [
      ["order and change licences", "License/Order"],
      ["create customers", "Company/Create/customer"],
      ["create Managed MSPs", "Company/Create/managedmsp"],
      ["create MSPs", "Company/Create/msp"],
      ["create users", "User/Create"],
      ["accept terms of use", "TermsOfUse/Accept"],
      ["read usage reports", "UsageReport/AllCompanies/products"],
      ["read billing reports", "BillingReport/MyCompany"],
    ];
    const may: AccountReport["may"][number][] = [];
    for (const [what, call] of questions) {
      const lack = await lacks(needs[call], kind, account);
      may.push({ what, allowed: lack === undefined, ...(lack === undefined ? {} : { because: lack.remedy }) });
    }
    const children = this.#bodies("User/GetDirectAccessibleChildren").map(listIn).at(0);
    return {
      words:
        accountWords(kind) +
        (permission === undefined
          ? "; what it may do with its own company cannot be read"
          : ` with ${permission} permission`) +
        (trusted === undefined ? "" : trusted ? ", trusted" : ", not trusted"),
      kind,
      companyId: shortened(current.companyId),
      permission: permission ?? "unknown",
      ...(trusted === undefined ? {} : { trusted }),
      directAccessibleChildren:
        children === undefined
          ? "unknown"
          : children.length >= this.#assumed("page.largest")
            ? `${children.length} or more`
            : children.length,
      may,
    };
  }

  // ---- sign-in and refusals --------------------------------------------------------------------

  #signIn(): void {
    const token = this.#bodies("Token/Get")
      .map((body) => property(body, "accessToken"))
      .find((one) => typeof one === "string");
    const seconds = typeof token === "string" ? lifeOf(token) : undefined;
    this.#note(
      "Sign-in",
      "The access token says its own life, about one hour",
      seconds === undefined ? "contradicted" : seconds >= 600 && seconds <= 86_400 ? "confirmed" : "contradicted",
      seconds === undefined ? "it does not say it" : `${seconds} s`,
      seconds === undefined ? "If calls fail with 401: correct token.assumedSeconds." : report,
    );
    if (seconds !== undefined) {
      this.#note("Sign-in", "token.assumedSeconds", "not observable", "not needed: the token says its life");
    }
  }

  async #refusals(): Promise<void> {
    const id = randomUUID();
    const note = (
      what: string,
      failure: Failure | "accepted",
      expected: (failure: Failure) => boolean,
      remedy = report,
    ) => {
      const fits = failure !== "accepted" && expected(failure);
      this.#note("Refusals", what, fits ? "confirmed" : "contradicted", failureWords(failure), remedy);
    };
    const invented = { username: `nobody-${id}@pulumi-msp.invalid`, password: randomBytes(12).toString("hex") };
    note(
      "A sign-in with wrong credentials answers 401 or 400",
      await this.#failure(this.#send("POST", "Token/Get", { body: invented, token: null })),
      ({ status }) => status === 401 || status === 400,
    );
    note(
      "A call with a wrong token answers 401",
      await this.#failure(this.#send("GET", "User/Current", { token: "not-a-token" })),
      ({ status }) => status === 401,
    );
    note(
      "An unknown path answers 403 with the code 99/1",
      await this.#failure(this.#send("GET", "Doctor/NoSuchCall")),
      ({ status, code }) => status === 403 && code === "99/1",
    );

    const company = await this.#failure(this.#send("POST", "Company/Detail", { body: { companyId: id } }));
    const license = await this.#failure(
      this.#send("POST", "License/Detail", { body: { publicLicenseKey: inventedKey() } }),
    );
    const text = this.seen.of("Company/Detail").findLast(({ status }) => status >= 400)?.body;
    this.#gone(company, license);
    this.#errorText(text);
  }

  #gone(company: Failure | "accepted", license: Failure | "accepted"): void {
    const answerOf = ({ status, code }: Failure) =>
      status === 404 || code === undefined ? `${status ?? "none"}` : `${status ?? ""} ${code}`;
    const evidence = `a company that does not exist: ${failureWords(company)}; a licence: ${failureWords(license)}`;
    const failures = [company, license].filter((one) => one !== "accepted");
    const strangers = failures.map(answerOf).filter((answer) => !this.#assumed("error.gone").includes(answer));
    // an account that may not read licences is refused for that
    const usable = strangers.filter((answer) => answer !== "403" && answer !== "none");
    if (strangers.length === 0) this.#note("Refusals", "error.gone", "confirmed", evidence);
    else if (!this.#assumed("error.gone").includes(answerOf(failures[0] ?? { status: 0, code: "" }))) {
      const value = [...new Set([...this.#assumed("error.gone"), ...usable])];
      const remedy =
        usable.length > 0 ? correct("error.gone", value) : `A 403 without a code is about permission. ${report}`;
      this.#note("Refusals", "error.gone", "contradicted", evidence, remedy);
    } else this.#note("Refusals", "error.gone", "confirmed", evidence);
  }

  #errorText(body: unknown): void {
    const name = "error.text";
    if (typeof body !== "object" || body === null || property(body, "code") === undefined) {
      this.#note("Refusals", name, "not observable", "no refusal with a code");
    } else if (property(body, this.#assumed("error.text")) !== undefined) {
      this.#note("Refusals", name, "confirmed", `a refusal has ${this.#assumed("error.text")}`);
    } else {
      const texts = Object.entries(body).flatMap(([key, value]) =>
        typeof value === "string" && /^\w+$/.test(key) ? [key] : [],
      );
      if (texts.length === 0) this.#note("Refusals", name, "not observable", "the refusal has no text");
      else this.#note("Refusals", name, "contradicted", `a refusal has ${texts.join(", ")}`, correct(name, texts[0]));
    }
  }

  // ---- enumerations ----------------------------------------------------------------------------

  async #enumerations(): Promise<void> {
    const { enum: enums } = this.eset.api;
    type List = Awaited<ReturnType<typeof enums.entityTypes>>;
    const compare = async (
      call: string,
      ask: () => Promise<List>,
      ours: Readonly<Record<number, RegExp>>,
    ): Promise<void> => {
      const list = await optional(ask());
      const what = `${call} lists what we know`;
      if (list === undefined) {
        this.#note("Enumerations", what, "not observable", "no answer");
        return;
      }
      let theirs: Map<number, string>;
      try {
        theirs = new Map(list.map((one) => [one.whole("value"), one.text("name")]));
      } catch {
        this.#note("Enumerations", what, "not observable", "the answer cannot be read");
        return;
      }
      const wrong = Object.entries(ours)
        .filter(([value, name]) => !name.test(theirs.get(Number(value)) ?? ""))
        .map(([value]) => `${value} is ${theirs.get(Number(value)) ?? "missing"}`);
      const more = [...theirs].filter(([value]) => !(value in ours)).map(([value, name]) => `${value} ${name}`);
      const evidence = [
        wrong.length === 0 ? plural(Object.keys(ours).length, "value") : wrong.join(", "),
        ...(more.length === 0 ? [] : [`also ${more.join(", ")}`]),
      ].join("; ");
      this.#note("Enumerations", what, wrong.length === 0 ? "confirmed" : "contradicted", evidence, report);
      if (call === "Enum/LicenseStates") this.#suspendedStates(theirs);
    };
    await compare("Enum/EntityTypes", enums.entityTypes, {
      [EntityType.headquarters]: /head|hq|eset/i,
      [EntityType.distributor]: /distributor/i,
      [EntityType.division]: /division/i,
      [EntityType.mspManager]: /manager/i,
      [EntityType.msp]: /msp/i,
      [EntityType.managedMsp]: /managed/i,
      [EntityType.customer]: /customer|managed ?by/i,
    });
    await compare("Enum/LicenseStates", enums.licenseStates, {
      0: /error/i,
      1: /normal|ok/i,
      2: /obsolete|expired/i,
      3: /suspend/i,
      4: /warning/i,
    });
    await compare("Enum/PermissionTypes", enums.permissionTypes, {
      [Permission.Write]: /write/i,
      [Permission.Read]: /read/i,
      [Permission.NoAccess]: /no/i,
    });
    await compare("Enum/UserStatuses", enums.userStatuses, { 1: /active/i, 2: /wait|activation|expired/i });
    await compare("Enum/OperationStates", enums.operationStates, {
      1: /pending|queued|created/i,
      2: /running|progress/i,
      3: /succe|complete|done|finish/i,
      4: /fail|error/i,
    });
  }

  #suspendedStates(theirs: ReadonlyMap<number, string>): void {
    const name = "licenseState.suspended";
    const suspended = [...theirs].filter(([, text]) => /suspend/i.test(text)).map(([value]) => value);
    const same = suspended.join() === [...this.#assumed(name)].sort((a, b) => a - b).join();
    const evidence = suspended.length === 0 ? "no state of that name" : `Suspended is ${suspended.join(", ")}`;
    if (suspended.length === 0) this.#note("Enumerations", name, "not observable", evidence);
    else this.#note("Enumerations", name, same ? "confirmed" : "contradicted", evidence, correct(name, suspended));
  }

  // ---- companies and licences ------------------------------------------------------------------

  /** Asks for companies in every way there is. Returns those below the own one, with their status. */
  async #companies(): Promise<ReadonlyMap<string, { readonly status: number; readonly type: number }>> {
    const { api } = this.eset;
    const found = new Map<string, { status: number; type: number }>();
    const current = await optional(api.user.current());
    const ownId = current?.object("company")?.text("companyId") ?? "";
    const take = this.#assumed("page.largest");
    const own = await optional(api.company.detail({ companyId: ownId }));
    await optional(api.user.directAccessibleChildren({ skip: 0, take }));
    for (const ask of [
      () => api.company.children({ companyId: ownId, skip: 0, take }),
      () => api.company.descendants({ companyId: ownId, entityType: "Any", skip: 0, take }),
    ]) {
      const answer = await optional(ask());
      for (const one of (answer && attempt(() => answer.list("companies"))) ?? []) {
        const read = attempt(() => ({ id: one.id("publicId"), status: one.whole("status"), type: one.whole("type") }));
        if (read !== undefined) found.set(read.id, read);
      }
    }
    await this.#pageLimit(ownId, take);
    for (const id of [...found.keys()].slice(0, sample)) await optional(api.company.detail({ companyId: id }));
    await this.#typeNumbers(found);

    const status = own === undefined ? undefined : attempt(() => own.whole("status"));
    const name = "companyStatus.active";
    if (status === undefined) this.#note("Companies", name, "not observable", "the own company cannot be read");
    else {
      const holds = status === this.#assumed(CompanyStatus.active);
      const evidence = `the own company, which signs in, has the status ${status}`;
      this.#note("Companies", name, holds ? "confirmed" : "contradicted", evidence, correct(name, status));
    }
    return found;
  }

  async #pageLimit(companyId: string, take: number): Promise<void> {
    const ask = (entries: number) =>
      this.#failure(this.#send("POST", "Company/Children", { body: { companyId, skip: 0, take: entries } }));
    const [largest, more, none] = [await ask(take), await ask(take + 1), await ask(0)];
    const evidence = `${take}: ${failureWords(largest)}; ${take + 1}: ${failureWords(more)}; 0: ${failureWords(none)}`;
    if (largest !== "accepted" && largest.status !== 400) {
      this.#note("Companies", "page.largest", "not observable", evidence);
      return;
    }
    const holds = largest === "accepted" && more !== "accepted";
    const remedy = largest === "accepted" ? report : correct("page.largest", "<the largest accepted>");
    this.#note("Companies", "page.largest", holds ? "confirmed" : "contradicted", evidence, remedy);
    this.#note(
      "Companies",
      "A page of 0 entries is refused",
      none === "accepted" ? "contradicted" : "confirmed",
      failureWords(none),
      report,
    );
  }

  /** Search numbers the types of companies in another way. */
  async #typeNumbers(found: ReadonlyMap<string, { readonly type: number }>): Promise<void> {
    const ours: Readonly<Record<number, number>> = { 0: 1001, 1: 1002, 2: 1004, 3: 1005, 4: 1006, 5: 1007, 6: 1003 };
    const what =
      "Search/Companies numbers the types 0 Headquarters, 1 Distributor, 2 MSP Manager, 3 MSP, 4 Managed MSP, 5 customer, 6 Division";
    const answer = await optional(
      this.eset.api.search.companies({ search: {}, skip: 0, take: this.#assumed("page.largest") }),
    );
    const pairs = new Map<number, number>();
    for (const one of (answer && attempt(() => answer.list("Search"))) ?? []) {
      const read = attempt(() => ({ id: one.id("CompanyId"), number: one.whole("CompanyTypeId") }));
      const type = read === undefined ? undefined : found.get(read.id)?.type;
      if (read !== undefined && type !== undefined) pairs.set(read.number, type);
    }
    const wrong = [...pairs].filter(([number, type]) => ours[number] !== type);
    const evidence = [...pairs].map(([number, type]) => `${number} is ${type}`).join(", ");
    if (pairs.size === 0) this.#note("Companies", what, "not observable", "no company that both lists have");
    else this.#note("Companies", what, wrong.length === 0 ? "confirmed" : "contradicted", evidence, report);
  }

  async #licences(companies: ReadonlyMap<string, { readonly status: number; readonly type: number }>): Promise<void> {
    const { api } = this.eset;
    // one company of each status first, so that each number is looked at
    const customers = [...companies].filter(([, { type }]) => type === EntityType.customer);
    const ranked = customers
      .map(([id, { status }], i) => ({
        id,
        status,
        rank: customers.slice(0, i).filter(([, one]) => one.status === status).length,
      }))
      .sort((a, b) => a.rank - b.rank)
      .slice(0, sample);
    const states = new Map<number, number[]>();
    let examined = 0;
    for (const { id, status } of ranked) {
      const search = await optional(
        api.search.licenses({ keyword: "", customerId: id, skip: 0, take: this.#assumed("page.largest") }),
      );
      const keys = (search && attempt(() => search.list("Search").map((one) => one.id("PublicLicenseKey")))) ?? [];
      for (const publicLicenseKey of keys.slice(0, 3)) {
        if (examined >= sample) break;
        const detail = await optional(api.license.detail({ publicLicenseKey }));
        if (examined++ === 0) {
          await optional(api.license.history({ publicLicenseKey, skip: 0, take: 10 }));
          await optional(api.license.possibleProductChanges({ companyId: id }));
        }
        const state = detail && attempt(() => detail.whole("state"));
        if (state !== undefined) states.set(status, [...(states.get(status) ?? []), state]);
      }
    }
    this.#suspendedStatus(companies, states);
  }

  /** A suspended company holds all its licences suspended. That tells its number. */
  #suspendedStatus(
    companies: ReadonlyMap<string, { readonly status: number }>,
    states: ReadonlyMap<number, readonly number[]>,
  ): void {
    const name = "companyStatus.suspended";
    const counts = new Map<number, number>();
    for (const { status } of companies.values()) counts.set(status, (counts.get(status) ?? 0) + 1);
    const evidence =
      counts.size === 0
        ? "no companies below the own one"
        : [...counts].map(([status, count]) => `${plural(count, "company")} with the status ${status}`).join(", ");
    const suspendedStates = this.#assumed("licenseState.suspended");
    const [active, waitingForActivation, suspended] = [
      this.#assumed(CompanyStatus.active),
      this.#assumed(CompanyStatus.waitingForActivation),
      this.#assumed(CompanyStatus.suspended),
    ];
    const allSuspended = (status: number) =>
      (states.get(status) ?? []).every((state) => suspendedStates.includes(state));
    const known: readonly number[] = [active, waitingForActivation, suspended];
    const strangers = [...counts.keys()].filter((status) => !known.includes(status));
    const likely = strangers.filter((status) => states.has(status) && allSuspended(status));
    const licences = states.get(suspended);
    if (likely[0] !== undefined) {
      this.#note(
        "Companies",
        name,
        "contradicted",
        `${evidence}; all licences of those with ${likely[0]} are suspended`,
        correct(name, likely[0]),
      );
    } else if (licences === undefined) {
      const without = counts.has(suspended) ? "; those with the suspended one have no licences to see" : "";
      this.#note("Companies", name, "not observable", evidence + without);
    } else if (allSuspended(suspended)) {
      this.#note(
        "Companies",
        name,
        "confirmed",
        `${evidence}; all ${licences.length} licences seen of those with ${suspended} are suspended`,
      );
    } else {
      this.#note(
        "Companies",
        name,
        "contradicted",
        `${evidence}; a company with ${suspended} has licences that run`,
        `${report} Until then do not use suspended.`,
      );
    }
    const what = "A company is active, waits for activation or is suspended";
    if (strangers.length > 0)
      this.#note("Companies", what, "contradicted", `there is also the status ${strangers.join(", ")}`, report);
    else this.#note("Companies", what, counts.size === 0 ? "not observable" : "confirmed", evidence);
    const waiting = "companyStatus.waitingForActivation";
    const seen = counts.get(waitingForActivation);
    this.#note(
      "Companies",
      waiting,
      "not observable",
      seen === undefined
        ? "no company has this status"
        : `${plural(seen, "company")} with this status; what it means cannot be read`,
    );
  }

  // ---- everything else -------------------------------------------------------------------------

  async #people(): Promise<void> {
    const { api } = this.eset;
    const page = { skip: 0, take: this.#assumed("page.largest") };
    await optional(api.company.users(page));
    const current = await optional(api.user.current());
    const email = current && attempt(() => current.text("email"));
    const userId = current && attempt(() => current.id("id"));
    if (userId !== undefined) await optional(api.user.details({ userId }));
    if (email !== undefined && email !== "") {
      const finds = async (search: Record<string, number[]>) => {
        const answer = await optional(api.search.users({ search, ...page }));
        return answer && attempt(() => answer.list("Search").some((one) => one.text("UserId") === userId));
      };
      const what = "userColumn.email";
      const listed = await finds({});
      const found = listed === true ? await finds({ [email]: [this.#assumed(what)] }) : undefined;
      if (found === undefined) this.#note("Users", what, "not observable", "the own user is not found at all");
      else
        this.#note(
          "Users",
          what,
          found ? "confirmed" : "contradicted",
          found ? "it finds the own user" : "it does not find the own user",
          report,
        );
    }
    await optional(api.enum.availableProducts());
    await optional(api.enum.countries());
    await optional(api.version());
    const terms = await optional(api.termsOfUse.get());
    for (const one of ((terms && attempt(() => terms.list("termsOfUse"))) ?? []).slice(0, 3)) {
      const termsOfUseId = attempt(() => one.id("id"));
      if (termsOfUseId !== undefined) await optional(api.termsOfUse.detail({ termsOfUseId }));
    }
    const id = randomUUID();
    await optional(api.operation.get({ guid: id }));
    await optional(api.ema1Mapping.companyId({ id }));
    await optional(api.ema1Mapping.siteId({ siteId: id }));
    await optional(api.ema1Mapping.licenseId({ id }));
    await optional(api.ema1Mapping.userId({ userId: id }));
  }

  /** Of the last month that is over. */
  async #reports(): Promise<void> {
    const { usageReport, billingReport } = this.eset.api;
    const today = new Date();
    const first = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - 1, 1));
    const last = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), 0));
    const interval = { from: first.toISOString().slice(0, 10), to: last.toISOString().slice(0, 10), skip: 0, take: 10 };
    const current = await this.eset.account.current();
    const companyId = current?.companyId ?? "";
    const companyIds = [companyId];
    await optional(usageReport.allCompaniesProducts(interval));
    await optional(usageReport.allCompaniesCategories(interval));
    await optional(usageReport.selectedCompaniesProducts({ companyIds, ...interval }));
    await optional(usageReport.selectedCompaniesCategories({ companyIds, ...interval }));
    await optional(usageReport.monthlyProducts({ companyId, ...interval }));
    await optional(usageReport.monthlyCategories({ companyId, ...interval }));
    await optional(usageReport.dailyProducts({ companyId, ...interval }));
    await optional(usageReport.dailyCategories({ companyId, ...interval }));
    if (current?.kind === undefined || (await lacks(needs["BillingReport/MyCompany"], current.kind, this.eset.account)))
      return;
    const month = { year: first.getUTCFullYear(), month: first.getUTCMonth() + 1 };
    await optional(billingReport.myCompany(month));
    await optional(billingReport.selectedCompanies({ companyIds, ...month }));
    await optional(billingReport.singleManagedCompany({ companyId, ...month }));
  }

  /** Whether a total counts entries or pages: with two entries per page they differ. */
  async #totals(): Promise<void> {
    const { api } = this.eset;
    const companyId = (await this.eset.account.current())?.companyId ?? "";
    const judge = async (
      call: string,
      count: (take: number) => Promise<{ entries: number; total: number } | undefined>,
    ) => {
      const what = `The total of ${call} counts entries`;
      const all = await optional(count(this.#assumed("page.largest")));
      const two = await optional(count(2));
      const entries = all?.entries ?? 0;
      if (all === undefined || two === undefined || entries < 2 || entries >= this.#assumed("page.largest")) {
        this.#note(
          "Totals",
          what,
          "not observable",
          all === undefined
            ? "no answer"
            : `it takes 2 to ${this.#assumed("page.largest") - 1} entries, and there are ${entries}`,
        );
        return;
      }
      const counts =
        two.total === entries
          ? "entries"
          : two.total === Math.ceil(entries / 2)
            ? "pages"
            : "neither entries nor pages";
      const evidence = `${entries} entries, 2 per page, total ${two.total}: ${counts}`;
      this.#note(
        "Totals",
        what,
        counts === "entries" ? "confirmed" : "contradicted",
        evidence,
        "Nothing to correct: lists are read until a page is not full. Please report it.",
      );
    };
    await judge("Company/Children", async (take) => {
      const answer = await api.company.children({ companyId, skip: 0, take });
      const total = answer.object("paging")?.whole("totalCount");
      return total === undefined ? undefined : { entries: answer.list("companies").length, total };
    });
    await judge("Search/Companies", async (take) => {
      const answer = await api.search.companies({ search: {}, skip: 0, take });
      const total = answer.object("Paging")?.whole("TotalCount");
      return total === undefined ? undefined : { entries: answer.list("Search").length, total };
    });
  }

  /** A path is wrong if the vendor says that there is no such page, and right if it says anything else of its own. */
  #paths(): void {
    for (const name of [...assumptions.keys()].filter((one) => !one.includes("."))) {
      const last = this.seen.of(name).at(-1);
      if (last === undefined) continue;
      const { status, body } = last;
      if (status >= 500 || status === 429) continue;
      const unknown =
        status === 403 && Number(property(body, "code")) === 99 && Number(property(body, "subCode")) === 1;
      if (unknown)
        this.#note("Paths", name, "contradicted", "HTTP 403, code 99/1: no such call", correct(name, "<its path>"));
      else this.#note("Paths", name, "confirmed", `HTTP ${status}`);
    }
  }

  #answers(): void {
    for (const finding of new AnswerContract(contractOf(this.eset)).examine(this.seen.bodies()))
      this.#findings.add(finding);
  }

  #note(area: string, what: string, verdict: Verdict, evidence: string, remedy?: string): void {
    this.#findings.note(area, what, verdict, evidence, remedy);
  }

  #bodies(call: string): unknown[] {
    return this.seen
      .of(call)
      .filter(shared.isSuccess)
      .map(({ body }) => body);
  }

  /** A request that is not of the API, or not as it should be. It changes nothing either. */
  #send(method: "GET" | "POST", call: string, more: Pick<VendorRequest, "body" | "token"> = {}): Promise<unknown> {
    return this.eset.http.request({ method, path: `/${call}`, call, effect: "read", ...more });
  }

  async #failure(request: Promise<unknown>): Promise<Failure | "accepted"> {
    try {
      await request;
      return "accepted";
    } catch (error) {
      if (!(error instanceof VendorError)) throw error;
      const { status, code, subCode } = error.details;
      return { status, code: code === undefined ? undefined : `${code}/${subCode ?? ""}` };
    }
  }
}

/** ESET names its calls by their paths. */
const contractOf = (eset: Eset): Matter => ({
  vendor: "eset",
  callName: (_method, path) => path.slice(1).replace(/\/\{.*$/, ""),
  vendorsName: (call, property) => eset.assumptions.vendorsName(call, property),
  vendorsValue: (value) => value,
  isAssumption: (name) => assumptions.has(name),
});

const unobservable = (name: string): string =>
  /^(Company\/Create|Company\/(Suspend|Unsuspend)|License\/ConvertToFull)/.test(name)
    ? "only a call that changes something would tell"
    : "no answer that would tell";

/** The list of a paged answer, whatever its name. */
const listIn = (body: unknown): unknown[] =>
  (Object.values(typeof body === "object" && body !== null ? body : {}) as unknown[]).find(
    (value): value is unknown[] => Array.isArray(value),
  ) ?? [];

function failureWords(failure: Failure | "accepted"): string {
  if (failure === "accepted") return "accepted";
  const { status, code } = failure;
  return `${status === undefined ? "no answer" : `HTTP ${status}`}${code === undefined ? "" : `, code ${code}`}`;
}

/** A key that nobody has: licences' keys are three groups of digits and capitals. */
const inventedKey = (): string => `ZZZ-${randomBytes(2).toString("hex").slice(0, 3).toUpperCase()}-ZZZ`;
