/** Which function carries out which operation of the contract. The compiler asks for one for each. */
import type { operations } from "../../contracts/generated/eset";
import type { Action, Call } from "./call";
import * as company from "./company";
import * as enums from "./enum";
import { Refusal } from "./errors";
import * as license from "./license";
import * as operation from "./operation";
import * as search from "./search";
import type { Account, Store } from "./store";
import type { Tokens } from "./token";
import * as user from "./user";

/** What the server knows of a request. Without an account only the public operations are called. */
export interface Dispatch extends Omit<Call, "account"> {
  readonly store: Store;
  readonly tokens: Tokens;
  readonly account: Account | undefined;
}

type TokenCall = "Token_Get" | "Token_Renew" | "Token_Check";

const signedIn: { [Id in Exclude<keyof operations, TokenCall>]: Action<Id> } = {
  Company_Create_customer: company.createCustomer,
  Company_Update_customer: company.updateCustomer,
  Company_Detail: company.detail,
  Company_Children: company.children,
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
  Search_Companies: search.companies,
  Search_Licenses: search.licenses,
  User_Current: user.current,
  Enum_EntityTypes: enums.entityTypes,
  Enum_AvailableProducts: enums.availableProducts,
  Enum_UserStatuses: enums.userStatuses,
  Enum_PermissionTypes: enums.permissionTypes,
  Enum_LicenseStates: enums.licenseStates,
  Enum_OperationStates: enums.operationStates,
};

/** Runs a request whose body was checked against the contract already: hence the casts of bodies. */
type Run = (dispatch: Dispatch, body: unknown) => unknown;

export const actions: { readonly [Id in keyof operations]: Run } = {
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
