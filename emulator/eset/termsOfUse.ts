/** The TermsOfUse calls. Accepted once, for a company and (inferred) those below it; there is no way back. */
import { ownCompany, requireWrite } from "./call";
import type { Action } from "./call";
import { Refusal } from "./errors";
import { products } from "./products";
import type { Company, Store } from "./store";

const list: readonly { id: string; name: string }[] = [...products.values()].flatMap(({ name, termsOfUseId }) =>
  termsOfUseId === undefined ? [] : [{ id: termsOfUseId, name: `Terms of Use of ${name}` }],
);

export const get: Action<"TermsOfUse_Get"> = (call) => {
  const own = ownCompany(call);
  return { termsOfUse: list.map((terms) => ({ ...terms, accepted: call.store.hasAccepted(terms.id, own) })) };
};

export const detail: Action<"TermsOfUse_Detail"> = (call) => {
  const { store, params } = call;
  const { id, name } = find(params["termsOfUseId"] ?? "");
  const line = store.lineOf(ownCompany(call)).map((company) => company.id);
  const url = `https://emulator.pulumi-msp.invalid/eset/terms-of-use/${id}`;
  const accepted = store.acceptedTerms.find((one) => one.termsOfUseId === id && line.includes(one.companyId));
  if (accepted === undefined) return { id, name, url, accepted: false };
  return {
    ...{ id, name, url, accepted: true, acceptedOn: accepted.date },
    ...(store.account(accepted.userId) !== undefined && { acceptedBy: accepted.userId }),
  };
};

/** A second time changes nothing, not even who accepted (inferred). */
export const accept: Action<"TermsOfUse_Accept"> = (call, { termsOfUseId }) => {
  const { store, account, now } = call;
  const { id } = find(termsOfUseId);
  const own = ownCompany(call);
  requireWrite(call, own);
  acceptFor(store, now, id, own, account.userId);
  return undefined;
};

export function acceptFor(store: Store, now: Date, termsOfUseId: string, company: Company, userId: string): void {
  if (store.hasAccepted(termsOfUseId, company)) return;
  store.acceptedTerms.push({ termsOfUseId, companyId: company.id, userId, date: now.toISOString() });
  store.touch();
}

function find(id: string): { id: string; name: string } {
  const terms = list.find((one) => one.id === id.toLowerCase());
  if (terms === undefined) throw new Refusal("TermsOfUseNotFound");
  return terms;
}
