/** What an examination finds. Evidence says numbers, names of properties and kinds, never what belongs to somebody. */

export type Verdict = "confirmed" | "contradicted" | "not observable";

export interface Finding {
  /** Which part of the examination it belongs to. */
  readonly area: string;
  /** What was expected; for an assumption its name in the override file. */
  readonly what: string;
  readonly verdict: Verdict;
  readonly evidence: string;
  /** What to do about a contradiction. */
  readonly remedy?: string;
}

/** What an examination has found so far, and which of the vendor's assumptions that settles. */
export class Findings {
  readonly all: Finding[] = [];
  readonly #settled = new Set<string>();

  constructor(private readonly isCorrected: (name: string) => boolean) {}

  /** The remedy is that of a contradiction. */
  note(area: string, what: string, verdict: Verdict, evidence: string, remedy?: string): void {
    this.add({
      area,
      what,
      verdict,
      evidence: this.isCorrected(what) ? `${evidence} (corrected by your file)` : evidence,
      ...(verdict === "contradicted" && remedy !== undefined ? { remedy } : {}),
    });
  }

  add(finding: Finding): void {
    this.#settled.add(finding.what);
    this.all.push(finding);
  }

  isSettled(what: string): boolean {
    return this.#settled.has(what);
  }
}

/** Enough of an id to find it again, not enough to use it. */
export const shortened = (id: string): string => (id.length <= 8 ? id : `${id.slice(0, 8)}…`);

/** A name of a property as evidence may show it; anything that does not look like one may be somebody's data. */
export const propertyName = (name: string): string => (/^[A-Za-z][A-Za-z0-9_]{0,40}$/.test(name) ? name : "…");

export const plural = (count: number, noun: string): string =>
  count === 1 ? `1 ${noun}` : `${count} ${noun.endsWith("y") ? `${noun.slice(0, -1)}ies` : `${noun}s`}`;

/** A correction in words that can be pasted. */
export const correct = (vendor: string, name: string, value: unknown): string =>
  `Correct it: { ${JSON.stringify(vendor)}: { ${JSON.stringify(name)}: ${JSON.stringify(value)} } } in a file that MSP_ASSUMPTIONS names; and please report it.`;

export const report = "Please report it: this release may read the answers wrongly.";
