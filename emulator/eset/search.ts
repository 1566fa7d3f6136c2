/** The Search calls. Their answers are in PascalCase. */
import { asListed, isVisible, orNull, page, visibleCompany } from "./call";
import type { Action, Call } from "./call";
import { companyStatusIds, companyTypeIds, userStatusIds } from "./enums";
import { Refusal } from "./errors";
import { products } from "./products";
import type { Account, Company } from "./store";

/** What each column of Search/Companies is compared with. The guide is cut after 6; 4 is not in it. */
const columns: Readonly<Record<number, (company: Company, keyword: string) => boolean>> = {
  0: ({ name }, keyword) => includes(name, keyword),
  1: ({ id }, keyword) => equals(id, keyword),
  2: ({ createdOn }, keyword) => createdOn.slice(0, 10) === keyword,
  3: ({ modifiedOn }, keyword) => modifiedOn.slice(0, 10) === keyword,
  5: ({ customIdentifier }, keyword) => customIdentifier !== null && equals(customIdentifier, keyword),
  6: ({ type }, keyword) => String(companyTypeIds[type]) === keyword,
};

export const companies: Action<"Search_Companies"> = (call, body) => {
  const keywords = Object.entries(body.search);
  if (keywords.some(([, numbers]) => numbers.some((number) => !Object.hasOwn(columns, number)))) {
    throw new Refusal("SearchColumnIsUnknown");
  }
  const shown = asListed(call);
  const found = [...shown.store.companies.values()].filter(
    (company) =>
      !company.deleted &&
      isVisible(shown, company) &&
      fits(call, keywords, (keyword, number) => columns[number]?.(company, keyword)),
  );
  return {
    Search: page(call, found, body).map((company) => ({
      CompanyId: company.id,
      Name: company.name,
      CompanyTypeId: companyTypeIds[company.type],
      StatusId: companyStatusIds[company.status],
      CustomIdentifier: company.customIdentifier,
      Email: company.email,
      VatId: company.vatId,
      Description: company.description,
      ParentId: company.parentId,
    })),
    Paging: { TotalCount: found.length },
  };
};

export const licenses: Action<"Search_Licenses"> = (call, body) => {
  const shown = asListed(call);
  const { store } = shown;
  const isIn = call.store.readings["search.licenceKeyword"] === "whole" ? equals : includes;
  const customerId = orNull(body.customerId);
  const only = customerId === null ? undefined : visibleCompany(call, customerId);
  const keyword = orNull(body.keyword) ?? "";
  const found = [...store.obsoleteLicenses, ...store.licenses.values()].filter(
    ({ publicLicenseKey, productCode, customerId: owner }) => {
      const customer = store.company(owner);
      return (
        customer !== undefined &&
        (only === undefined ? isVisible(shown, customer) : customer.id === only.id) &&
        (keyword === "" ||
          [productCode, products.get(productCode)?.name ?? "", publicLicenseKey].some((text) => isIn(text, keyword)))
      );
    },
  );
  return {
    Search: page(call, found, body).map(({ publicLicenseKey, productCode }) => ({
      PublicLicenseKey: publicLicenseKey,
      Code: productCode,
      Name: products.get(productCode)?.name ?? "",
    })),
    Paging: { TotalCount: found.length },
  };
};

/** What each column of Search/Users is compared with. 1 and 6 are not in the guide; 8 has lost its name there. */
const userColumns: Readonly<Record<number, (user: Account, keyword: string) => boolean>> = {
  0: ({ userId }, keyword) => equals(userId, keyword),
  2: ({ firstName }, keyword) => includes(firstName, keyword),
  3: ({ lastName }, keyword) => includes(lastName, keyword),
  4: ({ firstName, lastName }, keyword) => includes(`${firstName} ${lastName}`, keyword),
  5: ({ status }, keyword) => String(userStatusIds[status]) === keyword,
  7: ({ phoneNumber }, keyword) => phoneNumber !== null && includes(phoneNumber, keyword),
  8: ({ email }, keyword) => includes(email, keyword),
};

export const users: Action<"Search_Users"> = (call, body) => {
  const keywords = Object.entries(body.search);
  if (keywords.some(([, numbers]) => numbers.some((number) => !Object.hasOwn(userColumns, number)))) {
    throw new Refusal("SearchColumnIsUnknown");
  }
  const shown = asListed(call);
  const found = shown.store.accounts.filter((user) => {
    const company = shown.store.company(user.companyId);
    return (
      company !== undefined &&
      isVisible(shown, company) &&
      fits(call, keywords, (keyword, number) => userColumns[number]?.(user, keyword))
    );
  });
  return {
    Search: page(call, found, body).map((user) => ({
      UserId: user.userId,
      FirstName: user.firstName,
      LastName: user.lastName,
      Email: user.email,
      PhoneNumber: user.phoneNumber,
      StatusId: userStatusIds[user.status],
      CompanyId: user.companyId,
    })),
    Paging: { TotalCount: found.length },
  };
};

/** A keyword is looked for in each of its columns. How several of them combine is not known. */
function fits(
  { store }: Call,
  keywords: readonly [keyword: string, columns: readonly number[]][],
  isIn: (keyword: string, column: number) => boolean | undefined,
): boolean {
  const matches = ([keyword, numbers]: (typeof keywords)[number]) =>
    numbers.some((number) => isIn(keyword, number) === true);
  if (store.readings["search.keywords"] === "all") return keywords.every(matches);
  return keywords.length === 0 || keywords.some(matches);
}

const includes = (text: string, part: string): boolean => text.toLowerCase().includes(part.toLowerCase());
const equals = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
