/** An ESET estate: the companies below the account's own, their licences, and the users of the account's own company. */
import { declaredOf, isSameId } from "../lifecycle/declare";
import { idKey } from "../lifecycle/ids";
import { type Estate, type EstateObject, listed, ofType, type ReadObject, type Tenant } from "../vendor/estate";
import { CompanyStatus, EntityType, Permission } from "./enums";
import { kindOf } from "./permissions";
import { resources } from "./resources";
import type { Eset } from "./session";

const resourceOf: Partial<Record<number, string>> = {
  [EntityType.customer]: "eset:Customer",
  [EntityType.managedMsp]: "eset:ManagedMsp",
  [EntityType.msp]: "eset:MspCompany",
  [EntityType.mspManager]: "eset:MspCompany",
};

export class EsetEstate implements Estate {
  readonly vendor = "eset";
  /** By id in lower case: the vendor's lists tell no parents, and its licences only the id of their customer. */
  readonly #companies = new Map<string, Tenant & { readonly type: number }>();

  constructor(private readonly eset: Eset) {}

  async identity(): Promise<string> {
    return await this.eset.ownUserId();
  }

  async *list(): AsyncGenerator<EstateObject> {
    yield* this.companies();
    yield* this.belongings();
  }

  async *companies(): AsyncGenerator<EstateObject> {
    const companyId = await this.eset.ownCompanyId();
    const args = { companyId, entityType: "Any" } as const;
    for await (const company of this.eset.pages(this.eset.api.company.descendants, args, "companies")) {
      const id = company.id("publicId");
      if (isSameId(id, companyId)) continue; // some lists include their start
      yield listed(company, { type: "eset:Company", id }, () => {
        const tenant = { id, name: company.filled("name") };
        const ofKind = company.whole("type");
        this.#companies.set(idKey(id), { ...tenant, type: ofKind });
        const type = resourceOf[ofKind];
        const kind = kindOf(ofKind) ?? String(ofKind);
        return {
          type: type ?? "eset:Company",
          name: tenant.name,
          tenant,
          ...(type === undefined
            ? { undeclarable: `No resource stands for an ESET company of the kind ${kind}.` }
            : {}),
        };
      });
    }
  }

  async *belongings(of?: readonly EstateObject[]): AsyncGenerator<EstateObject> {
    if (of === undefined) {
      yield* this.#licenses();
      yield* this.#users();
    } else for (const { id, name } of of) yield* this.#licenses({ id, name });
  }

  /** The search for all licences does not say whose they are. */
  async *#licenses(tenant?: Tenant): AsyncGenerator<EstateObject> {
    const search = { keyword: "", ...(tenant === undefined ? {} : { customerId: tenant.id }) };
    for await (const license of this.eset.pages(this.eset.api.search.licenses, search, "Search")) {
      const known = { type: "eset:License", id: license.id("PublicLicenseKey") };
      yield listed(license, known, () => {
        const [word, code] = [license.text("Name"), license.id("Code")];
        return {
          type: known.type,
          name: `${word || "licence"} (${code})`,
          ...(word === "" ? {} : { words: [{ property: "productCode", code, word }] }),
          ...(tenant === undefined ? {} : { tenant }),
        };
      });
    }
  }

  /** Users belong to the account's own company, whichever customers they see; ESET does not tell which. */
  async *#users(): AsyncGenerator<EstateObject> {
    const [ownUserId, tenant] = await Promise.all([this.eset.ownUserId(), this.#own()]);
    for (const user of await this.eset.ownUsers()) {
      const known = { type: "eset:User", id: user.id("id") };
      yield listed(user, known, () => {
        const email = user.filled("email");
        const access = user.whole("permission") === Permission.NoAccess ? ", without access" : "";
        return {
          type: known.type,
          name: `${user.text("firstName")} ${user.text("lastName")} <${email}>${access}`,
          person: email,
          tenant,
          ...(isSameId(known.id, ownUserId)
            ? { undeclarable: "It is the account that is signed in: a program should not be able to lock itself out." }
            : {}),
        };
      });
    }
  }

  async read(object: EstateObject): Promise<ReadObject | undefined> {
    const resource = ofType(resources, object);
    // asked for at the same time, so that the vendor is asked once for what both want to know
    const [live, more] = await Promise.all([
      resource.read(this.eset as never, object.id, {}), // each resource takes its own vendor's session
      object.type === "eset:License" ? this.#aboutLicense(object.id) : this.#aboutOther(object),
    ]);
    if (more === undefined) return undefined;
    if (live === undefined) {
      if (object.type !== "eset:License") return undefined;
      return {
        ...object,
        tenant: more.tenant,
        inputs: {},
        outputs: {},
        notes: [],
        undeclarable: "Its customer is gone.",
      };
    }
    const ownId = await this.eset.ownCompanyId();
    const { trialExtensions, ...rest } = live;
    // a trial that was never extended says nothing of extensions
    const said = trialExtensions === 0 ? rest : live;
    const { undeclarable, notes, ...properties } = declaredOf(resource, said, ownId);
    const reason = object.undeclarable ?? undeclarable ?? more.undeclarable;
    return {
      ...object,
      ...properties,
      tenant: more.tenant,
      ...(more.product === undefined ? {} : { product: more.product }),
      notes: [...more.notes, ...notes],
      ...(reason === undefined ? {} : { undeclarable: reason }),
    };
  }

  async #aboutLicense(publicLicenseKey: string): Promise<About | undefined> {
    const detail = await this.eset.license(publicLicenseKey);
    if (detail === undefined) return undefined;
    const customerId = detail.id("customerId");
    const expires = detail.text("trialExpiration");
    const product = detail.text("productName");
    const expired = detail.flag("trial") && expires !== "" && Date.parse(expires) <= Date.now();
    return {
      tenant: { id: customerId, name: this.#companies.get(idKey(customerId))?.name ?? customerId },
      ...(product === "" ? {} : { product }),
      notes: expired ? [`This trial has expired (${expires.slice(0, 10)}).`] : [],
    };
  }

  async #aboutOther({ type, id, name }: EstateObject): Promise<About | undefined> {
    if (type === "eset:User" || type === "eset:TermsAcceptance") return { tenant: await this.#own(), notes: [] };
    const detail = await this.eset.company(id);
    if (detail === undefined) return undefined;
    const parentId = detail.object("ancestor")?.text("id") ?? "";
    const isOwn = isSameId(parentId, await this.eset.ownCompanyId());
    const parent = this.#companies.get(idKey(parentId));
    const outOfReach =
      (type === "eset:ManagedMsp" && !isOwn) ||
      (type === "eset:MspCompany" && !isOwn && parent?.type !== EntityType.division);
    return {
      tenant: { id, name },
      notes: detail.says("status", CompanyStatus.waitingForActivation)
        ? ["It waits until its contact person activates it."]
        : [],
      ...(outOfReach
        ? { undeclarable: `Only an account of the company above it (${parent?.name ?? parentId}) can declare it.` }
        : {}),
    };
  }

  async #own(): Promise<Tenant> {
    const companyId = await this.eset.ownCompanyId();
    return { id: companyId, name: "the account's own company" };
  }
}

/** What the resource's own read does not tell. */
interface About {
  readonly tenant: Tenant;
  readonly product?: string;
  readonly notes: readonly string[];
  readonly undeclarable?: string;
}
