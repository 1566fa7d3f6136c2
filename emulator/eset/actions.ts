/** Which function carries out which operation of the contract. The compiler asks for one for each. */
import type { operations } from "../../contracts/generated/eset";
import * as billing from "./billing";
import type { Action, Call } from "./call";
import * as company from "./company";
import * as ema1 from "./ema1";
import * as enums from "./enum";
import { Refusal } from "./errors";
import * as license from "./license";
import * as msp from "./msp";
import * as operation from "./operation";
import * as search from "./search";
import type { Account, Store } from "./store";
import * as termsOfUse from "./termsOfUse";
import type { Tokens } from "./token";
import * as usageReport from "./usageReport";
import * as user from "./user";
import { version } from "./version";

/** What the server knows of a request. Without an account only the public operations are called. */
export interface Dispatch extends Omit<Call, "account"> {
  readonly store: Store;
  readonly tokens: Tokens;
  readonly account: Account | undefined;
}

type TokenCall = "Token_Get" | "Token_Renew" | "Token_Check";

/** Calls that are in the contract but not here are answered like unknown ones. */
const signedIn: { [Id in Exclude<keyof operations, TokenCall>]?: Action<Id> } = {
  Company_Create_customer: company.createCustomer,
  Company_Create_msp: msp.createMsp,
  Company_Create_managedmsp: msp.createManagedMsp,
  Company_Update_msp: msp.updateMsp,
  Company_Update_managedmsp: msp.updateManagedMsp,
  Company_Update_customer: company.updateCustomer,
  Company_Detail: company.detail,
  Company_Children: company.children,
  Company_Descendants: company.descendants,
  Company_Users: company.users,
  Company_Suspend: company.suspend,
  Company_Unsuspend: company.unsuspend,
  Company_Delete: company.remove,
  Operation_Get: operation.read,
  License_Order: license.order,
  License_UpdateQuantity: license.updateQuantity,
  License_Suspend: license.suspend,
  License_Unsuspend: license.unsuspend,
  License_Remove: license.remove,
  License_ConvertToFull: license.convertToFull,
  License_ExtendTrial: license.extendTrial,
  License_ChangeProduct: license.changeProduct,
  License_Detail: license.detail,
  License_GetHistory: license.history,
  License_GetPossibleProductChanges: license.possibleProductChanges,
  Search_Companies: search.companies,
  Search_Licenses: search.licenses,
  Search_Users: search.users,
  User_Current: user.current,
  User_GetUserDetails: user.details,
  User_Create: user.create,
  User_Update: user.update,
  User_ChangePassword: user.changePassword,
  User_GetDirectAccessibleChildren: user.accessibleChildren,
  TermsOfUse_Get: termsOfUse.get,
  TermsOfUse_Detail: termsOfUse.detail,
  TermsOfUse_Accept: termsOfUse.accept,
  UsageReport_AllCompanies_products: usageReport.allByProduct,
  UsageReport_AllCompanies_categories: usageReport.allByCategory,
  UsageReport_SelectedCompanies_products: usageReport.selectedByProduct,
  UsageReport_SelectedCompanies_categories: usageReport.selectedByCategory,
  UsageReport_Monthly_products: usageReport.monthlyByProduct,
  UsageReport_Monthly_categories: usageReport.monthlyByCategory,
  UsageReport_Daily_products: usageReport.dailyByProduct,
  UsageReport_Daily_categories: usageReport.dailyByCategory,
  BillingReport_MyCompany: billing.myCompany,
  BillingReport_MyCompanySelectedCompaniesOnly: billing.selectedCompanies,
  BillingReport_SingleManagedCompany: billing.singleCompany,
  BillingReport_DivisionsUnderSelectedDistributor: billing.divisions,
  Ema1Mapping_CompanyId: ema1.companyId,
  Ema1Mapping_SiteId: ema1.siteId,
  Ema1Mapping_LicenseId: ema1.licenseId,
  Ema1Mapping_UserId: ema1.userId,
  Enum_EntityTypes: enums.entityTypes,
  Enum_AvailableProducts: enums.availableProducts,
  Enum_UserStatuses: enums.userStatuses,
  Enum_PermissionTypes: enums.permissionTypes,
  Enum_LicenseStates: enums.licenseStates,
  Enum_OperationStates: enums.operationStates,
  Enum_Countries: enums.countries,
  Version: version,
};

/** Runs a request whose body was checked against the contract already: hence the casts of bodies. */
type Run = (dispatch: Dispatch, body: unknown) => unknown;

export const actions: { readonly [Id in keyof operations]?: Run } = {
  ...(Object.fromEntries(
    Object.entries(signedIn).map(([id, action]): [string, Run] => [
      id,
      ({ account, ...call }, body) => {
        if (account === undefined) throw new Refusal("InvalidToken");
        return action({ ...call, account }, body as never);
      },
    ]),
  ) as Record<keyof typeof signedIn, Run>), // fromEntries forgets the keys
  Token_Get: ({ tokens, store, now }, body) => tokens.get(store, body as never, now),
  Token_Renew: ({ tokens, account, now }, body) => {
    if (account === undefined) throw new Refusal("InvalidToken");
    return tokens.renew(account, body as never, now);
  },
  Token_Check: ({ tokens, store, now }, body) => tokens.check(store, body as never, now),
};
