/** Who changed an object, and when, where a vendor keeps a history. */

/** An entry of an object's history. */
export interface PastChange {
  /** In words: `seats changed`. */
  readonly what: string;
  /** Who, as the vendor names people. */
  readonly by: string;
  readonly at: string;
  /** The properties that an entry of this kind changes. */
  readonly of: readonly string[];
  /** Whether it made the object. */
  readonly isCreation: boolean;
  /** What it made of properties, where the entry says it. */
  readonly made: Readonly<Record<string, unknown>>;
}

export interface History {
  /** The type of the resource that the vendor keeps a history of: `eset:License`. */
  readonly type: string;
  /** One of them in words: `a licence`. */
  readonly what: string;
  /** The history of the object that the vendor knows by this key. */
  changes(session: never, key: string): Promise<readonly PastChange[]>;
}
