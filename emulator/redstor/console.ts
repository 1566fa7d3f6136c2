/** Redstor as the console shows it: companies with their subscriptions, users, and what somebody can click in its web app. */
import type { RedstorWorld } from "./index";
import { acts } from "./portal";
import type { CompanyCopy, SubscriptionCopy } from "./portal";
import type { User } from "./store";
import { buttonsOf } from "../acts";
import type { Button } from "../acts";
import { counted, factsOf, grouped } from "../console/say";
import type { VendorSource } from "../console/source";
import type { Action, CompanyDetail, CompanyRow, ItemDetail, ItemRow, State, UserRow } from "../console/view";

const button = buttonsOf("redstor", acts);

export const sourceOf = (redstor: RedstorWorld): VendorSource => ({
  overview: () => overview(redstor),
  company: (id) => detailOf(redstor, id),
});

function overview(redstor: RedstorWorld): ReturnType<VendorSource["overview"]> {
  const companies = redstor.companies();
  const subscriptions = redstor.subscriptions();
  const users = redstor.users();
  const names = productNames(redstor);
  const byId = new Map(companies.map((company) => [company.companyId, company]));
  const byCompany = grouped(subscriptions, ({ companyId }) => companyId);
  const numberOf = (type: CompanyCopy["type"]): number => companies.filter((company) => company.type === type).length;
  const active = subscriptions.filter(({ isActive }) => isActive);
  return {
    summary: [
      counted(numberOf("Partner"), "partner"),
      counted(numberOf("Customer"), "customer"),
      `${counted(active.length, "active subscription")}, ${counted(active.filter(isTrial).length, "in trial", "in trial")}`,
      counted(users.length, "user"),
    ],
    companies: companies.map((company): CompanyRow => ({
      id: company.companyId,
      parentId: company.parentCompanyId,
      name: company.companyName,
      type: company.type,
      state: company.isEnabled ? { text: "enabled", tone: "good" } : { text: "disabled", tone: "bad" },
      items: (byCompany.get(company.companyId) ?? []).map((subscription) => itemOf(subscription, names)),
    })),
    users: users.map((user) => userOf(user, byId.get(user.companyId)?.companyName ?? "")),
  };
}

function detailOf(redstor: RedstorWorld, id: string): CompanyDetail | undefined {
  const companies = redstor.companies();
  const company = companies.find(({ companyId }) => companyId === id);
  if (company === undefined) return undefined;
  const names = productNames(redstor);
  return {
    facts: factsOf({ Id: company.companyId }),
    actions: companyActions(redstor, company, companies),
    items: redstor.subscriptions(id).map((subscription): ItemDetail => ({
      ...itemOf(subscription, names),
      facts: factsOf({
        Id: subscription.subscriptionId,
        Product: String(subscription.productId),
        Edition: String(subscription.editionId),
        "Trial status": subscription.trialStatus,
      }),
      actions: subscriptionActions(subscription, company, names),
    })),
  };
}

const isTrial = ({ trialStatus }: SubscriptionCopy): boolean => trialStatus === "Trial";

const productNames = (redstor: RedstorWorld): ReadonlyMap<number, string> =>
  new Map(redstor.products().map(({ id, name }) => [id, name]));

const nameOf = ({ productId }: SubscriptionCopy, names: ReadonlyMap<number, string>): string =>
  names.get(productId) ?? String(productId);

const itemOf = (subscription: SubscriptionCopy, names: ReadonlyMap<number, string>): ItemRow => ({
  id: subscription.subscriptionId,
  product: nameOf(subscription, names),
  isTrial: isTrial(subscription),
  state: stateOf(subscription),
});

function stateOf({ isActive, removal, trialStatus }: SubscriptionCopy): State {
  if (removal !== undefined) return { text: "being removed", tone: "warning" };
  if (isActive) return { text: "active", tone: "good" };
  if (trialStatus === "Expired") return { text: "trial expired", tone: "bad" };
  return { text: "inactive", tone: "off" };
}

function userOf({ userId, name, email, role, enabled, verified, dateCreated }: User, company: string): UserRow {
  const set = (enabled: boolean, rest: Pick<Button, "label" | "done">) =>
    button("updateUser", [userId], { id: "enabled", object: email, body: { enabled }, ...rest });
  return {
    id: userId,
    name,
    email,
    company,
    access: `${role}, since ${dateCreated.slice(0, 10)}`,
    state: !enabled
      ? { text: "disabled", tone: "bad" }
      : verified
        ? { text: "active", tone: "good" }
        : { text: "invited", tone: "warning" },
    actions: [
      enabled
        ? set(false, { label: "Disable", done: `${name} is disabled.` })
        : set(true, { label: "Enable", done: `${name} is enabled.` }),
      button("deleteUser", [userId], {
        ...{ id: "delete", label: "Delete…", object: email },
        warning: `${name} (${email}) is deleted.`,
        done: `${name} was deleted.`,
      }),
    ],
  };
}

function companyActions(redstor: RedstorWorld, company: CompanyCopy, companies: readonly CompanyCopy[]): Action[] {
  const { companyId, companyName: name, isEnabled, type, parentCompanyId } = company;
  const change = (one: Omit<Button, "object">) => button("updateCompany", [companyId], { ...one, object: name });
  const partners = companies.filter((one) => one.type === "Partner" && one !== company);
  const add = button("createCompany", [], {
    ...{ id: "add", label: "Add company…", object: name },
    body: { parentCompanyId: companyId },
    fields: [
      { name: "companyName", label: "Name", type: "text", value: "" },
      {
        ...{ name: "type", label: "Type", type: "choice", value: "Customer" },
        choices: ["Customer", "Partner"].map((one) => [one, one] as const),
      },
    ],
    done: `${name} has another company below it.`,
  });
  const subscribe = button("createSubscription", [], {
    ...{ id: "subscribe", label: "Subscribe…", object: name },
    body: { companyId },
    fields: [
      {
        ...{ name: "productId", label: "Product", type: "choice", value: "" },
        choices: redstor.products().map((product) => [product.id, `${product.name} (${product.id})`] as const),
      },
      {
        ...{ name: "trial", label: "Type", type: "choice", value: false },
        choices: [
          [false, "full"],
          [true, "trial"],
        ],
      },
    ],
    done: `${name} has another subscription.`,
  });
  const move = change({
    ...{ id: "move", label: "Move…" },
    fields: [
      {
        ...{ name: "parentCompanyId", label: "Below", type: "choice", value: parentCompanyId ?? "" },
        choices: partners.map((partner) => [partner.companyId, partner.companyName] as const),
      },
    ],
    done: `${name} was moved.`,
  });
  const set = (enabled: boolean, rest: Pick<Button, "label" | "done">) =>
    change({ id: "enabled", body: { isEnabled: enabled }, ...rest });
  return [
    isEnabled
      ? set(false, { label: "Disable", done: `${name} is disabled.` })
      : set(true, { label: "Enable", done: `${name} is enabled.` }),
    change({
      ...{ id: "rename", label: "Rename…" },
      fields: [{ name: "companyName", label: "Name", type: "text", value: name }],
      done: `${name} has another name now.`,
    }),
    ...(partners.length > 0 ? [move] : []),
    subscribe,
    ...(type === "Partner" ? [add] : []),
    button("deleteCompany", [companyId], {
      ...{ id: "delete", label: "Delete…", object: name },
      warning: `${name} is deleted, with all companies below it, their subscriptions, users and backups. Redstor knows no way back.`,
      done: `${name} was deleted.`,
    }),
  ];
}

function subscriptionActions(
  subscription: SubscriptionCopy,
  { companyName }: CompanyCopy,
  names: ReadonlyMap<number, string>,
): Action[] {
  const { companyId, subscriptionId, isActive, trialStatus } = subscription;
  const object = `${nameOf(subscription, names)} of ${companyName}`;
  const ids = [companyId, subscriptionId] as const;
  const ofTrial = [
    button("convertTrial", [...ids], {
      ...{ id: "convert", label: "Convert to full", object },
      done: `${object} is full now.`,
    }),
    button("expireTrial", [...ids], {
      ...{ id: "expire", label: "Expire trial", object },
      done: `The trial of ${object} is over.`,
    }),
  ];
  const remove = button("removeSubscription", [...ids], {
    ...{ id: "remove", label: "Remove…", object },
    warning: `The subscription to ${object} is removed, and what it has backed up.`,
    done: `The subscription to ${object} was removed.`,
  });
  return [...(trialStatus === "Trial" ? ofTrial : []), ...(isActive || trialStatus === "Expired" ? [remove] : [])];
}
