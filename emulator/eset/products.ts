/** What can be ordered. The codes exist at the vendor; where a name is not public, ours says so by `invented`. */

export interface Product {
  readonly code: string;
  readonly name: string;
  /** Groups products in reports. All are invented. */
  readonly category: string;
  /** What a seat costs per day, in thousandths of a euro. All are invented. */
  readonly pricePerSeatDay: number;
  /** The name (or, for LiveGuard, which code it has) is ours. */
  readonly invented?: true;
  readonly upgradeableTo?: readonly string[];
  readonly downgradeableTo?: readonly string[];
  /** Codes of its parts. A bundle is one licence all the same. */
  readonly bundle?: readonly string[];
  /** Terms of Use that must be accepted before the first order. */
  readonly termsOfUseId?: string;
  /** Only granted to companies by name, not part of what MSPs get at the start. */
  readonly restricted?: true;
}

const list: readonly Product[] = [
  { code: "2015", name: "ESET PROTECT Entry", category: "Bundles", pricePerSeatDay: 60, upgradeableTo: ["2018"] },
  {
    code: "2018",
    name: "ESET PROTECT Complete",
    category: "Bundles",
    pricePerSeatDay: 100,
    downgradeableTo: ["2015"],
    bundle: ["107", "111", "211"],
  },
  { code: "107", name: "ESET Endpoint Security", category: "Endpoints", pricePerSeatDay: 50, invented: true },
  { code: "111", name: "ESET Server Security", category: "Servers", pricePerSeatDay: 90, invented: true },
  { code: "211", name: "ESET Mail Security", category: "Servers", pricePerSeatDay: 30, invented: true },
  { code: "220", name: "ESET Full Disk Encryption", category: "Endpoints", pricePerSeatDay: 20, invented: true },
  { code: "310", name: "ESET Cloud Office Security", category: "Cloud", pricePerSeatDay: 40, invented: true },
  { code: "350", name: "ESET Inspect", category: "Detection", pricePerSeatDay: 70, invented: true },
  {
    code: "313",
    name: "ESET LiveGuard Advanced",
    category: "Detection",
    pricePerSeatDay: 25,
    invented: true,
    termsOfUseId: "70000000-0000-4000-8000-000000000313",
  },
  {
    code: "2050",
    name: "ESET PROTECT MDR",
    category: "Bundles",
    pricePerSeatDay: 200,
    invented: true,
    restricted: true,
  },
];

export const products: ReadonlyMap<string, Product> = new Map(list.map((product) => [product.code, product]));

/** What an MSP may order if nobody says otherwise. */
export const usualProducts: readonly string[] = list.filter(({ restricted }) => !restricted).map(({ code }) => code);
