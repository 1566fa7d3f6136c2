/** The User calls. */
import { visibleCompany } from "./call";
import type { Action } from "./call";

export const current: Action<"User_Current"> = (call) => {
  const { account } = call;
  const { id, name, type } = visibleCompany(call, account.companyId);
  return {
    id: account.userId,
    firstName: account.firstName,
    lastName: account.lastName,
    email: account.email,
    description: null,
    phoneNumber: null,
    twoFactorEnabled: false,
    status: 1,
    created: account.createdOn,
    lastUpdate: account.createdOn,
    company: { companyId: id, name, type },
    country: { countryCode: "SVK" },
    timeZone: { name: "(UTC) Coordinated Universal Time", code: "UTC", timeShift: "00:00:00" },
  };
};
