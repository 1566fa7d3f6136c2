/**
 * What the console page is told, and all it knows: it shows any vendor whose objects can be put this way. Declarations
 * only, because both sides read them: the emulator (CommonJS) and the page's scripts (ES modules), which are built apart.
 */

/** How something is. The tone only adds a colour to the text. */
export interface State {
  readonly text: string;
  readonly tone: "good" | "warning" | "bad" | "off";
}

/** A company as a line of its vendor's tree. */
export interface CompanyRow {
  readonly id: string;
  /** Null for a root; one that is not in the list makes a root too. */
  readonly parentId: string | null;
  readonly name: string;
  readonly type: string;
  readonly state: State;
  readonly items: readonly ItemRow[];
}

/** A licence or subscription. */
export interface ItemRow {
  readonly id: string;
  readonly product: string;
  /** Undefined where the vendor does not count. */
  readonly seats?: number;
  readonly isTrial: boolean;
  readonly state: State;
}

export interface UserRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly company: string;
  readonly access: string;
  readonly state: State;
  readonly actions: readonly Action[];
}

export interface VendorView {
  readonly name: string;
  readonly title: string;
  /** How many there are of what, in words. */
  readonly summary: readonly string[];
  readonly companies: readonly CompanyRow[];
  readonly users: readonly UserRow[];
}

/** What is there to say and do about one company. Read for the one that is open. */
export interface CompanyDetail {
  readonly facts: readonly Fact[];
  readonly actions: readonly Action[];
  readonly items: readonly ItemDetail[];
}

export interface ItemDetail extends ItemRow {
  readonly facts: readonly Fact[];
  readonly actions: readonly Action[];
}

export type Fact = readonly [label: string, value: string];

/** Something that somebody can click: a control of the emulator (admin.ts) with what it is sent. */
export interface Action {
  /** The same for both directions of a switch, so that its button keeps the focus. */
  readonly id: string;
  readonly label: string;
  /** What it is done to, for whoever hears the button out of its context. */
  readonly object: string;
  readonly method: "POST" | "PATCH" | "PUT" | "DELETE";
  /** Below /_emulator/. */
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  /** What is asked for; each answer goes into the body under its name. */
  readonly fields?: readonly Field[];
  /** What to say before something is done that cannot be undone. */
  readonly warning?: string;
  /** What to say when it is done. */
  readonly done: string;
}

export type Field =
  | { readonly name: string; readonly label: string; readonly type: "text"; readonly value: string }
  | {
      readonly name: string;
      readonly label: string;
      readonly type: "number";
      readonly value: number;
      readonly min: number;
      readonly max: number;
    }
  | {
      readonly name: string;
      readonly label: string;
      readonly type: "choice";
      readonly value: string | number | boolean;
      readonly choices: readonly (readonly [value: string | number | boolean, label: string])[];
    };

/** Clock, faults and limit. */
export interface Settings {
  /** The emulator's time when this was sent. ISO 8601. */
  readonly now: string;
  /** How far that is from the computer's, in milliseconds. */
  readonly offset: number;
  readonly faults: readonly FaultState[];
  /** Null is no limit. */
  readonly requestsPerSecond: number | null;
}

/** A fault as it was added, and how often it has hit. */
export interface FaultState {
  readonly fault: Readonly<Record<string, unknown>>;
  readonly hits: number;
  /** Whether it has hit as often as it may. */
  readonly isSpent: boolean;
}
