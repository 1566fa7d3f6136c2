/** Every refusal, as a problem in the form of RFC 7807. One table: a correction from a live account is one line. */
import type { FieldErrors } from "../fieldErrors";
import { Refused } from "../refused";
import type { Answer } from "../vendor";

/** No refusal is documented but by its status: what is refused, and all words, are inferred. */
const problems = {
  CallNotFound: [404, "There is no such call."],
  CompanyNotFound: [404, "There is no such company."],
  ProductNotFound: [404, "There is no such product."],
  SubscriptionNotFound: [404, "The company has no such subscription."],

  TokenIsNotValid: [401, "The access token is missing, expired or not valid."],
  CompanyIsNotGranted: [401, "The service account has no access to this company."],
  ScopeIsMissing: [403, "The access token lacks the scope that this call needs."],

  VersionIsUnknown: [400, "The API has no such version."],
  PageTokenIsNotValid: [400, "The page token is not one of this list, or maxResults was changed on the way."],
  ParentIsNotPartner: [400, "Only a partner can have companies below it."],
  CompanyIsOwn: [400, "The own company of the account is not a customer."],
  CompanyNameIsTaken: [400, "There is a company of this name."],
  CompanyIsSo: [400, "The company is enabled, or disabled, already."],
  CompanyIsMovedBelowItself: [400, "A company cannot be moved to itself or to one below it."],
  CompanyHasCustomers: [400, "The company has companies below it."],
  CompanyHasSubscriptions: [400, "The company has active subscriptions."],

  ProductIsUnknown: [422, "There is no such product."],
  EditionIsUnknown: [422, "The product has no such edition."],
  EditionHasNoTrial: [422, "The edition has no trial."],
  ProductIsSubscribed: [422, "The company is subscribed to the product already."],
  TrialWasUsed: [422, "The company has had a trial of the product before."],
  SubscriptionIsNotTrial: [422, "The subscription is not in trial."],
  SubscriptionIsBeingRemoved: [422, "The subscription is being removed."],
  SubscriptionIsRemoved: [422, "The subscription was removed before."],
  DateIsInTheFuture: [422, "There is no consumption of the future."],

  TooManyRequests: [429, "Too many requests."],
  EmulatorFailure: [500, "The emulator failed."],
  Maintenance: [503, "The service is down for maintenance."],
} as const satisfies Record<string, readonly [status: number, detail: string]>;

export type ProblemName = keyof typeof problems;

/** As ASP.NET writes them. */
const titles: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  422: "Unprocessable Entity",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/** What refuses a call about an object that there is not, or not any more. */
const ofGone: readonly ProblemName[] = ["CompanyNotFound", "SubscriptionNotFound"];

/** As the contract has it; how the vendor writes it is the answer's form. */
type ProblemAnswer = Answer & {
  readonly body: { type: string; title: string | undefined; status: number; detail: string };
};

/** A request that the vendor refuses. */
export class Refusal extends Refused {
  override readonly name = "Refusal";
  readonly answer: ProblemAnswer;
  readonly isOfGone: boolean;

  constructor(refused: ProblemName) {
    super(problems[refused][1]);
    this.answer = problem(refused);
    this.isOfGone = ofGone.includes(refused);
  }
}

export function problem(name: ProblemName, text?: string): ProblemAnswer {
  const [status, detail] = problems[name];
  return {
    status,
    ...(status === 401 && { headers: { "www-authenticate": "Bearer" } }),
    body: { type: "about:blank", title: titles[status], status, detail: text ?? detail },
  };
}

/** A request that does not follow the contract. */
export function invalidRequest(errors: FieldErrors): Answer {
  const title = "One or more validation errors occurred.";
  return { status: 400, body: { type: "about:blank", title, status: 400, errors } };
}
