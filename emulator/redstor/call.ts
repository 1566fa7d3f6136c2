/** What an action gets and gives, and what the caller may see. */
import type { components, operations } from "../../contracts/generated/redstor";
import { Refusal } from "./errors";
import { encodePage, pageOf } from "./paging";
import type { Account, Company, Store } from "./store";

export type Schemas = components["schemas"];

/** One call of a signed-in account, at one moment. */
export interface Call {
  readonly store: Store;
  /** The store as lists show it. */
  readonly listed: Store;
  readonly account: Account;
  readonly now: Date;
  /** How long an operation takes that this call starts; undefined is as the settings say. */
  readonly operationMilliseconds: number | "never" | undefined;
}

type PathOf<Op> = Op extends { parameters: { path: infer P } } ? P : object;
type QueryOf<Op> = Op extends { parameters: { query?: infer Q } } ? NonNullable<Q> : object;
type BodyOf<Op> = Op extends { requestBody: { content: { "application/json": infer B } } } ? B : undefined;
type ContentOf<Response> = Response extends { content: { "application/json": infer B } } ? B : undefined;
type SuccessOf<Responses> = {
  [Status in keyof Responses & (200 | 201 | 202 | 204)]: { status: Status; body: ContentOf<Responses[Status]> };
}[keyof Responses & (200 | 201 | 202 | 204)];
type Success<Op> = Op extends { responses: infer Responses } ? SuccessOf<Responses> : never;

/** Carries out an operation of the contract, or throws a {@link Refusal} having changed nothing. */
export type Action<Id extends keyof operations> = (
  call: Call,
  parameters: PathOf<operations[Id]> & QueryOf<operations[Id]>,
  body: BodyOf<operations[Id]>,
) => Success<operations[Id]>;

export const ok = <B>(body: B): { status: 200; body: B } => ({ status: 200, body });
export const done = { status: 200, body: undefined } as const;
export const created = <B>(body: B): { status: 201; body: B } => ({ status: 201, body });
export const queued = { status: 202, body: undefined } as const;
export const nothing = { status: 204, body: undefined } as const;

type MaybeEmpty<B> = { status: 200; body: B } | typeof nothing;

/** A list that is not paged. */
export const listed = <T>({ store }: Call, items: T[]): MaybeEmpty<T[]> =>
  items.length === 0 && store.readings["lists.empty"] === "nothing" ? nothing : ok(items);

/** Of things in order of their making: in the order of lists. */
export const inOrder = <T>({ store }: Call, made: readonly T[]): T[] =>
  store.readings["lists.order"] === "newestFirst" ? [...made].reverse() : [...made];

interface Page<T> {
  nextPageToken?: string;
  totalCount: number;
  results: T[];
}

/** One page of a list, whose entries are made only for the page. Where a list is answered bare, there is one page. */
export function paged<T, U>(
  { store }: Call,
  all: readonly T[],
  wanted: { maxResults?: number; pageToken?: string; shouldReturnCount?: boolean },
  entry: (item: T) => U,
): MaybeEmpty<Page<U>> {
  const { page, size } = store.readings["lists.envelope"] === "bare" ? { page: 1, size: all.length } : pageOf(wanted);
  const results = all.slice((page - 1) * size, page * size).map(entry);
  if (results.length === 0 && store.readings["lists.empty"] === "nothing") return nothing;
  const isCounted = wanted.shouldReturnCount === true && wanted.pageToken === undefined;
  return ok({
    ...(page * size < all.length && { nextPageToken: encodePage({ page: page + 1, size, total: all.length }) }),
    totalCount: isCounted ? all.length : -1,
    results,
  });
}

/** A company that the caller sees: its own or one below; undefined is any other. */
export function seenCompany({ store, account }: Call, companyId: string): Company | undefined {
  const company = store.company(companyId);
  if (company === undefined || store.isAtOrBelow(company, account.companyId)) return company;
  if (store.readings["company.outsideTheGrant"] === "unauthorized") throw new Refusal("CompanyIsNotGranted");
  return undefined;
}

/** The same, where any other is refused. */
export function visibleCompany(call: Call, companyId: string): Company {
  const company = seenCompany(call, companyId);
  if (company !== undefined) return company;
  const isThere = call.store.company(companyId) !== undefined;
  throw isThere && call.store.readings["company.outsideTheGrant"] === "nothing"
    ? new NotShown()
    : new Refusal("CompanyNotFound");
}

/** Something that the caller may not see. Who only reads gets nothing then. */
export class NotShown extends Refusal {
  constructor() {
    super("CompanyNotFound");
  }
}
