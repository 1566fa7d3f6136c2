/** One customer of the MSP, at all vendors: what a file of tenants becomes, and what programs can write themselves. */
import * as pulumi from "@pulumi/pulumi";
import { Customer, type CustomerArgs, License, type LicenseArgs, User, type UserArgs } from "../eset/program";
import { Company, type CompanyArgs, Subscription, type SubscriptionArgs } from "../redstor/program";

interface Protected {
  /** Whether Pulumi refuses to remove it (resource option `protect`). */
  protect?: boolean;
}

export type TenantLicense = Omit<LicenseArgs, "customerId" | "productCode"> &
  Protected & {
    /** ESET product code, e.g. `"2015"`. Once per customer; the resource is named by it. */
    productCode: string | number;
  };

export type TenantUser = Omit<UserArgs, "email" | "permission"> &
  Protected & {
    /** Unique in all of ESET MSP Administrator 2; the resource is named by it. Another address means another user. */
    email: string;
    /**
     * What the user may do with the MSP's own company, and with all customers unless `access` or `companyPermissions` says
     * otherwise.
     * @default "NoAccess"
     */
    permission?: UserArgs["permission"];
    /**
     * What the user may do with this customer. Only with the permissions Read and NoAccess.
     * @default "Read"
     */
    access?: pulumi.Input<"Write" | "Read" | undefined>;
  };

export type TenantSubscription = Omit<SubscriptionArgs, "companyId" | "productId"> &
  Protected & {
    /** Number of the Redstor product, e.g. 4. Once per company; the resource is named by it. */
    productId: number;
  };

interface ProtectedCompany {
  /**
   * Whether Pulumi refuses to remove the company (resource option `protect`).
   * @default what the tenant says
   */
  protect?: boolean;
}

export type TenantEset = Omit<CustomerArgs, "name"> &
  ProtectedCompany & {
    /**
     * Name of the customer at ESET; unique among its siblings.
     * @default the tenant's name
     */
    name?: CustomerArgs["name"];
    /** The customer's licences, in any order. */
    licenses?: readonly TenantLicense[];
    /** Users of the MSP's company who look after this customer, in any order. */
    users?: readonly TenantUser[];
  };

export type TenantRedstor = Omit<CompanyArgs, "name" | "deletionPolicy"> &
  ProtectedCompany & {
    /**
     * What removing the company does. `disable`: it and its backups stay, disabled. `delete`: its subscriptions are removed,
     * then it is deleted, with its backups, which cannot be taken back. `retain`: nothing.
     * @default "disable", or "retain" for a company that was taken over with `adopt`
     */
    deletionPolicy?: "disable" | "delete" | "retain";
    /**
     * Name of the company at Redstor.
     * @default the tenant's name
     */
    name?: CompanyArgs["name"];
    /** The company's subscriptions, in any order. */
    subscriptions?: readonly TenantSubscription[];
  };

export interface TenantArgs {
  /** Name of the customer's company at every vendor whose part does not say another. */
  name: pulumi.Input<string>;
  /**
   * Whether Pulumi refuses to remove the companies (resource option `protect`).
   * @default true
   */
  protect?: boolean;
  /** What the customer has at ESET: the properties of `eset.Customer`, its licences and users. Left out: nothing. */
  eset?: TenantEset;
  /** What the customer has at Redstor: the properties of `redstor.Company`, and its subscriptions. Left out: nothing. */
  redstor?: TenantRedstor;
}

/** The vendors' ids of what a tenant has. */
export interface TenantIds {
  readonly eset?: {
    readonly companyId: string;
    /** By product code: the key of the first order. */
    readonly licenses: Readonly<Record<string, string>>;
    /** By e-mail address, in small letters. */
    readonly users: Readonly<Record<string, string>>;
  };
  readonly redstor?: {
    readonly companyId: string;
    /** By product. */
    readonly subscriptions: Readonly<Record<string, string>>;
  };
}

/**
 * A customer of the MSP at all vendors: the company at each, with licences, users and subscriptions. They are named after the tenant:
 * `bakery` (the ESET customer), `bakery-2015` (a licence, by product), `bakery/jane@msp.example` (a user), `bakery-redstor` (the
 * Redstor company), `bakery-redstor-4` (a subscription, by product).
 *
 * The companies are protected: Pulumi refuses to remove them until `protect: false` is applied. When a company is removed,
 * licences and subscriptions go its way (resource option `deletedWith`): what becomes of them is what its `deletionPolicy` says.
 *
 * @example
 * const bakery = new msp.Tenant("bakery", {
 *   name: "Example Bakery",
 *   eset: { email: "it@bakery.example", licenses: [{ productCode: "2015", quantity: 10 }] },
 *   redstor: { subscriptions: [{ productId: 4, editionId: 5, mode: "trial" }] },
 * });
 */
export class Tenant extends pulumi.ComponentResource {
  readonly customer: Customer | undefined;
  /** By product code. */
  readonly licenses: Readonly<Record<string, License>>;
  /** By e-mail address, in small letters. */
  readonly users: Readonly<Record<string, User>>;
  readonly company: Company | undefined;
  /** By product. */
  readonly subscriptions: Readonly<Record<string, Subscription>>;
  readonly ids: pulumi.Output<TenantIds>;

  constructor(name: string, args: TenantArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("msp:index:Tenant", name, {}, opts);
    const { eset, redstor } = args;
    const { protect = opts.protect ?? true } = args;

    const customer = eset && customerOf(name, eset, { name: args.name, protect, parent: this });
    this.customer = customer;
    this.licenses = customer === undefined ? {} : licensesOf(name, eset?.licenses, customer, this);
    this.users = customer === undefined ? {} : usersOf(name, eset?.users, customer, this);
    if (customer !== undefined) {
      const all = [customer, ...Object.values(this.licenses), ...Object.values(this.users)];
      new Protection(`${name}/eset`, all, { parent: this, protect: eset?.protect ?? protect });
    }

    const company = redstor && companyOf(name, redstor, { name: args.name, protect, parent: this });
    this.company = company;
    this.subscriptions =
      redstor === undefined || company === undefined ? {} : subscriptionsOf(name, redstor, company, this);
    if (company !== undefined) {
      const all = [company, ...Object.values(this.subscriptions)];
      new Protection(`${name}/redstor`, all, { parent: this, protect: redstor?.protect ?? protect });
    }

    this.ids = pulumi.output({
      ...(customer && { eset: { companyId: customer.id, licenses: ids(this.licenses), users: ids(this.users) } }),
      ...(company && { redstor: { companyId: company.id, subscriptions: ids(this.subscriptions) } }),
    });
    this.registerOutputs({ ids: this.ids });
  }
}

/**
 * Makes the protection of a company that of everything it has, when all of it is to go. The engine removes what depends on others
 * first, and finds out that a company is protected when its licences and subscriptions are gone already, from the state at
 * least. This depends on all of them, so it is what the engine meets first; and it does not keep one licence from going.
 */
class Protection extends pulumi.ComponentResource {
  constructor(name: string, of: pulumi.Resource[], opts: { parent: Tenant; protect: boolean }) {
    super("msp:index:Protection", name, {}, { ...opts, dependsOn: of });
  }
}

/** What all companies of a tenant have unless their part says otherwise. */
interface Common {
  readonly name: pulumi.Input<string>;
  readonly protect: boolean;
  readonly parent: Tenant;
}

function customerOf(tenant: string, part: TenantEset, { name, protect, parent }: Common): Customer {
  const { protect: own, licenses, users, ...inputs } = part;
  return new Customer(tenant, { name, ...inputs }, { parent, protect: own ?? protect });
}

function licensesOf(tenant: string, licenses: readonly TenantLicense[] = [], customer: Customer, parent: Tenant) {
  return Object.fromEntries(
    licenses.map(({ protect, ...inputs }) => {
      const productCode = String(inputs.productCode);
      const opts = { parent, deletedWith: customer, ...options(protect) };
      return [productCode, new License(`${tenant}-${productCode}`, { ...inputs, customerId: customer.id }, opts)];
    }),
  );
}

function usersOf(tenant: string, users: readonly TenantUser[] = [], customer: Customer, parent: Tenant) {
  return Object.fromEntries(
    users.map(({ protect, access = "Read", permission = "NoAccess", companyPermissions = {}, ...inputs }) => {
      const email = inputs.email.toLowerCase();
      const permissions = pulumi
        .all([customer.id, permission, access, companyPermissions])
        .apply(([customerId, own, ofCustomer, ofOthers]) =>
          // whoever may do everything can have no permissions on single companies
          own === "Write" ? undefined : { ...ofOthers, [customerId]: ofCustomer ?? "Read" },
        );
      // a user is no part of the company: removing that does not take the user's access away
      const args = { ...inputs, permission, companyPermissions: permissions };
      return [email, new User(`${tenant}/${email}`, args, { parent, ...options(protect) })];
    }),
  );
}

function companyOf(tenant: string, part: TenantRedstor, { name, protect, parent }: Common): Company {
  const { protect: own, subscriptions, ...inputs } = part;
  return new Company(`${tenant}-redstor`, { name, ...inputs }, { parent, protect: own ?? protect });
}

function subscriptionsOf(
  tenant: string,
  { subscriptions = [], deletionPolicy }: TenantRedstor,
  company: Company,
  parent: Tenant,
) {
  // Redstor refuses to delete a company that has subscriptions; with one that stays, their backups stay
  const removedFirst = deletionPolicy === "delete";
  return Object.fromEntries(
    subscriptions.map(({ protect, ...inputs }) => {
      const opts = { parent, ...(removedFirst ? {} : { deletedWith: company }), ...options(protect) };
      const name = `${tenant}-redstor-${inputs.productId}`;
      return [String(inputs.productId), new Subscription(name, { ...inputs, companyId: company.id }, opts)];
    }),
  );
}

/** Left out, the tenant's own option counts. */
const options = (protect: boolean | undefined): { protect?: boolean } => (protect === undefined ? {} : { protect });

const ids = (resources: Readonly<Record<string, pulumi.CustomResource>>): Record<string, pulumi.Output<string>> =>
  Object.fromEntries(Object.entries(resources).map(([key, { id }]) => [key, id]));
