/** Makes and updates parts of the page. Whatever text comes from outside goes through here and stays a text. */

export type Content = string | Node;

/** An element with attributes (undefined ones are left out) and content. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | undefined>> = {},
  ...content: readonly Content[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(name, visible(value));
  }
  element.append(...content.map(text));
  return element;
}

/** Puts this in the place of what an element holds, unless it says that already. */
export function say(element: Element, ...content: readonly Content[]): void {
  const [only] = content;
  if (content.length === 1 && typeof only === "string" && element.textContent === visible(only)) return;
  element.replaceChildren(...content.map(text));
}

const text = (content: Content): Content => (typeof content === "string" ? visible(content) : content);

/**
 * Names may hold what no eye sees, or what makes the text around them run backwards: control characters, and those for
 * the direction of writing. They are spelt out.
 */
const visible = (raw: string): string =>
  raw.replaceAll(/(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (one) => `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`);

/** Makes these the children of an element, in this order. Those that are in place stay untouched, and keep the focus. */
export function place(parent: Element, children: readonly Element[]): void {
  const wanted = new Set(children);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  let at = parent.firstElementChild;
  for (const child of children) {
    if (child === at) at = at.nextElementSibling;
    else parent.insertBefore(child, at);
  }
}

/** A part of the page that shows one thing. */
export interface Part<T> {
  readonly element: HTMLElement;
  show(value: T): void;
}

/** Parts for a list of things: made once for each, and brought up to date when the thing is no longer what it was. */
export class Parts<T, P extends Part<T>> {
  readonly #known = new Map<string, { readonly part: P; shown: string }>();

  constructor(
    private readonly keyOf: (value: T) => string,
    private readonly create: (key: string) => P,
  ) {}

  get(key: string): P | undefined {
    return this.#known.get(key)?.part;
  }

  /** The elements for these things, in their order; the others are forgotten. */
  show(values: readonly T[]): HTMLElement[] {
    const keys = new Set(values.map(this.keyOf));
    for (const key of this.#known.keys()) if (!keys.has(key)) this.#known.delete(key);
    return values.map((value) => {
      const key = this.keyOf(value);
      const known = this.#known.get(key) ?? { part: this.create(key), shown: "" };
      this.#known.set(key, known);
      const now = JSON.stringify(value);
      if (now !== known.shown) known.part.show(value);
      known.shown = now;
      return known.part.element;
    });
  }
}

/** An element of the page as it was delivered. */
export function byId<E extends Element>(id: string, type: new () => E): E {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`The page has no ${type.name} with the id ${id}.`);
  return element;
}

/** Changes the page; if what had the focus is gone afterwards, `next` gets it, and nobody has to start at the top. */
export function keepingFocus(change: () => void, next: () => HTMLElement | null): void {
  const before = document.activeElement;
  change();
  if (before === null || before === document.body) return;
  // A browser may take the focus from what is hidden only later: so ask whether it can be seen.
  const isGone = !before.checkVisibility();
  if (!isGone && document.activeElement === before) return;
  if (!isGone && before instanceof HTMLElement) before.focus({ preventScroll: true });
  else next()?.focus({ preventScroll: true });
}
