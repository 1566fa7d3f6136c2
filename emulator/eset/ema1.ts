/** The Ema1Mapping calls: what became of the things of the product's first version. */
import { isVisible } from "./call";
import type { Action, Call } from "./call";
import { Refusal } from "./errors";
import type { Company, Ema1Mapping } from "./store";

export const companyId: Action<"Ema1Mapping_CompanyId"> = (call) => find(call, "company", call.params["id"]);
export const licenseId: Action<"Ema1Mapping_LicenseId"> = (call) => find(call, "license", call.params["id"]);
export const userId: Action<"Ema1Mapping_UserId"> = (call) => find(call, "user", call.params["userId"]);

/** By the id of the site or by its legacy key, not by both (inferred). */
export const siteId: Action<"Ema1Mapping_SiteId"> = (call) => {
  const { siteId: site, legacyKey: key } = call.params;
  if ((site === undefined) === (key === undefined)) throw new Refusal("Ema1KeyIsMissing");
  return site === undefined ? find(call, "legacyKey", key) : find(call, "site", site);
};

/** Only what the caller may see. */
function find(call: Call, kind: Ema1Mapping["kind"], ema1Id: string | undefined): { publicId: string } {
  const mapping = call.store.ema1Mappings.find((one) => one.kind === kind && one.ema1Id === ema1Id);
  const company = mapping && companyOf(call, mapping);
  if (mapping === undefined || company === undefined || !isVisible(call, company)) throw new Refusal("Ema1IdNotFound");
  return { publicId: mapping.publicId };
}

function companyOf({ store }: Call, { kind, publicId }: Ema1Mapping): Company | undefined {
  switch (kind) {
    case "license":
      return store.company(store.licenses.get(publicId)?.customerId ?? "");
    case "user":
      return store.company(store.account(publicId)?.companyId ?? "");
    case "company":
    case "site":
    case "legacyKey":
      return store.company(publicId);
  }
}
