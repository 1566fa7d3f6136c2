/** Every refusal, with the vendor's code where it is public. One table: a correction from a live account is one line. */
import { Refused } from "../refused";
import type { Answer } from "../vendor";

interface Code {
  readonly status: number;
  readonly code: number;
  readonly subCode: number;
  /** The vendor documents the refusal but no code, or not even the refusal. Such codes are in group 900. */
  readonly invented?: true;
  readonly message?: string;
}

const documented = (code: number, subCode: number, status = 400): Code => ({ status, code, subCode });
const invented = (subCode: number, status: number, message?: string): Code => ({
  status,
  code: 900,
  subCode,
  invented: true,
  ...(message !== undefined && { message }),
});

/** Keyed by the identifier that the vendor prints, spelling and all. That the status is 400 is inferred. */
export const codes = {
  NewPasswordDoesNotMatchPolicy: documented(2, 6),
  InvalidLicenseType: documented(8, 17),
  InvalidQuantity: documented(8, 18),
  LicenseIsAlreadyConvertedToFull: documented(8, 19),
  LicenseIsAlreadyOrdered: documented(8, 20),
  LicenseIsAlreadySuspend: documented(8, 21),
  LicenseIsNotActive: documented(8, 23),
  LicenseIsInactive: documented(8, 23),
  LicenseIsNotTrial: documented(8, 24),
  ProductIsNotAvailable: documented(8, 27),
  QuantityIsOutOfRange: documented(8, 30),
  TimesToExtendTrialLicenseIsExceeded: documented(8, 31),
  TrialLicenseIsNotAllowed: documented(8, 32),
  UpdateLicenseStateError: documented(8, 33),
  LicenseIsNotSuspended: documented(8, 36),
  LicenseIsExpired: documented(8, 37),
  TermsOfUseAreNotAccepted: documented(8, 40),
  ChangeOfProductIsUnavailable: documented(8, 45),
  EntityIsNotMspOrCustomer: documented(8, 47),
  LicenseQunatityIsEqualToPrevious: documented(8, 48),
  PageNotFound: {
    ...documented(99, 1, 403),
    message: "We are sorry but it looks like we can't find the page you are looking for.",
  },
  Maintenance: {
    ...documented(99, 2, 503),
    message:
      "Sorry, we are currently down for maintenance. ESET MSP Administrator API is being updated to a newer version and will be back soon. Please try again later.",
  },

  CompanyNotFound: invented(1, 404),
  LicenseNotFound: invented(2, 404),
  OperationNotFound: invented(3, 404),
  WritePermissionIsMissing: invented(4, 403),
  CompanyIsNotDirectChild: invented(5, 403),
  CompanyIsNotSubordinate: invented(6, 403),
  ManagedMspIsNotTrusted: invented(7, 403),
  ApiAccessIsNotEnabled: invented(8, 403),
  InvalidToken: invented(9, 401, "The access token is missing, expired or not valid."),
  InvalidCredentials: invented(10, 401, "The user name or the password is wrong."),
  InvalidRefreshToken: invented(11, 401, "The refresh token is not valid, or was used before."),
  CompanyNameIsNotUnique: invented(12, 400),
  CompanyIsNotCustomer: invented(13, 400),
  CompanyCannotHaveCustomers: invented(14, 400),
  CompanyIsNotActive: invented(15, 400),
  CompanyIsNotSuspended: invented(16, 400),
  CompanyHasChildren: invented(17, 400),
  CompanyHasRunningOperation: invented(18, 400),
  SearchColumnIsUnknown: invented(19, 400),
  TooManyRequests: invented(20, 429, "Too many requests."),
  ReadPermissionIsMissing: invented(21, 403),
  CallerCannotCreateMsps: invented(22, 403, "Only Headquarters, Distributors and Divisions create MSPs."),
  CallerCannotCreateManagedMsps: invented(23, 403, "Only MSP Managers create Managed MSPs."),
  CompanyCannotHaveMsps: invented(24, 400, "MSPs belong under a Distributor or a Division."),
  EmailIsNotUnique: invented(25, 400),
  CountryIsUnknown: invented(26, 400),
  ProductCannotBeGranted: invented(27, 400),
  CompanyIsNotMsp: invented(28, 400),
  CompanyIsNotManagedMsp: invented(29, 400),
  CompanyHasManagedMsps: invented(30, 400),
  CompanyIsNotDivision: invented(31, 400),
  CompanyCannotBeDeleted: invented(32, 400),
  UserNotFound: invented(33, 404),
  SpecificPermissionsAreNotAllowed: invented(34, 400, "With Write on everything there is nothing specific."),
  PasswordWasChangedRecently: invented(35, 400, "The password can be changed once in 24 hours."),
  TermsOfUseNotFound: invented(36, 404),
  ReportIntervalIsNotValid: invented(37, 400),
  BillingReportIsNotAllowed: invented(38, 403, "Only Distributors and Headquarters get billing reports."),
  BillingMonthIsNotOver: invented(39, 400),
  Ema1IdNotFound: invented(40, 404),
  Ema1KeyIsMissing: invented(41, 400, "Either siteId or legacyKey is needed."),
  EmulatorFailure: invented(99, 500),
} as const satisfies Record<string, Code>;

export type CodeName = keyof typeof codes;

/** What refuses a call about an object that there is not, or not any more. */
const ofGone: readonly CodeName[] = ["CompanyNotFound", "LicenseNotFound", "UserNotFound"];

/** As the contract has it; how the vendor writes it is the answer's form. */
type RefusalAnswer = Answer & { readonly body: { code: number; subCode: number; message: string } };

/** A request that the vendor refuses. */
export class Refusal extends Refused {
  override readonly name = "Refusal";
  readonly answer: RefusalAnswer;
  readonly isOfGone: boolean;

  constructor(
    readonly refused: CodeName,
    message?: string,
  ) {
    super(message ?? refused);
    this.answer = refusal(refused, message);
    this.isOfGone = ofGone.includes(refused);
  }
}

export function refusal(name: CodeName, message?: string): RefusalAnswer {
  const { status, code, subCode, message: usual }: Code = codes[name];
  return {
    status,
    ...(status === 401 && { headers: { "www-authenticate": "Bearer" } }),
    body: { code, subCode, message: message ?? usual ?? name },
  };
}
