/** The call for users: they can only be listed. */
import { inOrder, nothing, paged, seenCompany } from "./call";
import type { Action } from "./call";

/** The contract has no 404 here: that there is nothing for a company that is not there is inferred. */
export const list: Action<"usersListGet"> = (call, wanted) => {
  const company = seenCompany(call, wanted.companyId);
  if (company === undefined) return nothing;
  const { companyId, companyName } = company;
  const users = call.listed.users.filter((user) => user.companyId === companyId);
  return paged(call, inOrder(call, users), wanted, ({ sso, ...user }) => ({
    ...user,
    companyName,
    ...(sso !== null && { sso }),
  }));
};
