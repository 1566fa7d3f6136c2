/** What can be subscribed to. Two products are in the vendor's samples; the others are made up, and say so. */

export interface Edition {
  /** Means something only together with its product. */
  readonly id: number;
  readonly name: string;
  readonly hasTrial: boolean;
}

/** A part of a product, which has accounts of its own. */
export interface ProductService {
  readonly id: number;
  readonly name: string;
  /** Accounts of some services belong to a set of backups, those of others to a group. */
  readonly belongsTo: "set" | "group";
}

export interface Product {
  readonly id: number;
  readonly name: string;
  readonly shortName: string;
  readonly description: string;
  /** What is billed: people, or machines and the like. */
  readonly billedBy: "seat" | "workload";
  readonly services: readonly ProductService[];
  readonly editions: readonly Edition[];
  /** It is not the vendor's: it is here to try what its own do not show. */
  readonly invented?: true;
}

const premium: Edition = { id: 5, name: "Premium", hasTrial: true };

/** The ids of the first two and of the services of O365 are known, and that all live ones have edition 5. */
const list: readonly Product[] = [
  {
    id: 4,
    name: "O365",
    shortName: "O365",
    description: "Backup of Microsoft 365.",
    billedBy: "seat",
    services: [
      { id: 94, name: "Exchange", belongsTo: "group" },
      { id: 91, name: "OneDrive", belongsTo: "group" },
      { id: 92, name: "SharePoint", belongsTo: "group" },
      { id: 107, name: "Teams", belongsTo: "group" },
    ],
    editions: [premium],
  },
  {
    id: 130,
    name: "Machines",
    shortName: "Machines",
    description: "Backup of servers and workstations.",
    billedBy: "workload",
    services: [{ id: 130, name: "Machines", belongsTo: "set" }],
    editions: [premium],
  },
  {
    id: 901,
    name: "Sample without trial",
    shortName: "NoTrial",
    description: "A made-up product whose edition has no trial.",
    billedBy: "seat",
    services: [{ id: 911, name: "Sample mail", belongsTo: "set" }],
    editions: [{ ...premium, hasTrial: false }],
    invented: true,
  },
  {
    id: 902,
    name: "Sample with editions",
    shortName: "Editions",
    description: "A made-up product with two editions.",
    billedBy: "workload",
    services: [{ id: 912, name: "Sample databases", belongsTo: "set" }],
    editions: [premium, { id: 1, name: "Standard", hasTrial: false }],
    invented: true,
  },
];

export const products: ReadonlyMap<number, Product> = new Map(list.map((product) => [product.id, product]));
