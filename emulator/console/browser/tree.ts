/** A vendor's companies as nested lists. A click on a name opens the company in its place; one at a time. */
import type { CompanyDetail, CompanyRow } from "../view.js";
import { read } from "./api.js";
import { Company, itemText, stateOf } from "./company.js";
import { keepingFocus, make, Parts, place, say } from "./dom.js";
import type { Part } from "./dom.js";

const byName = new Intl.Collator("en", { numeric: true });

/** A company and those below it. */
class Branch implements Part<CompanyRow> {
  readonly element: HTMLLIElement;
  readonly button: HTMLButtonElement;
  readonly below = make("ul");
  /** What it is found by. */
  text = "";
  readonly #name = make("bdi");
  readonly #about = make("span", { class: "about" });
  readonly #items = make("ul", { class: "items" });
  readonly #row: HTMLElement;

  constructor(onClick: () => void) {
    this.button = make("button", { type: "button", class: "name", "aria-expanded": "false" }, this.#name);
    this.button.addEventListener("click", onClick);
    this.#row = make("div", { class: "row" }, this.button, this.#about, this.#items);
    this.element = make("li", {}, this.#row);
  }

  show({ id, name, type, state, items }: CompanyRow): void {
    say(this.#name, name);
    say(this.#about, type, ...(state.tone === "good" ? [] : [" ", stateOf(state)]));
    this.#items.replaceChildren(...items.map((item) => make("li", {}, ...itemText(item))));
    this.#items.hidden = items.length === 0;
    const words = items.flatMap((item) => [item.id, item.product, item.state.text, item.isTrial ? "trial" : "full"]);
    this.text = [id, name, type, state.text, ...words].join("\n").toLowerCase();
  }

  /** Shows these below it; none takes the list away. */
  grow(elements: readonly HTMLElement[]): void {
    place(this.below, elements);
    if (elements.length === 0) this.below.remove();
    else if (this.below.parentElement === null) this.element.append(this.below);
  }

  open(detail: HTMLElement): void {
    this.button.setAttribute("aria-expanded", "true");
    this.#row.after(detail);
  }

  close(): void {
    this.button.setAttribute("aria-expanded", "false");
  }
}

export class Tree {
  readonly element: HTMLElement;
  readonly #roots = make("ul", { class: "tree" });
  readonly #nothing = make("p", { class: "quiet" });
  readonly #branches = new Parts<CompanyRow, Branch>(
    ({ id }) => id,
    (id) =>
      new Branch(() => {
        void this.#toggle(id);
      }),
  );
  /** Below each id; null are the roots. */
  #childrenOf = new Map<string | null, CompanyRow[]>();
  #wanted = "";
  #open: { readonly id: string; readonly company: Company; shown: string | undefined } | undefined;

  constructor(private readonly vendor: string) {
    this.element = make("div", {}, this.#roots, this.#nothing);
  }

  show(rows: readonly CompanyRow[]): void {
    this.#branches.show(rows);
    this.#childrenOf = new Map();
    for (const row of rows) {
      const parentId = row.parentId !== null && this.#branches.get(row.parentId) !== undefined ? row.parentId : null;
      const siblings = this.#childrenOf.get(parentId);
      if (siblings === undefined) this.#childrenOf.set(parentId, [row]);
      else siblings.push(row);
    }
    for (const siblings of this.#childrenOf.values()) siblings.sort((a, b) => byName.compare(a.name, b.name));
    for (const { id } of rows) this.#branches.get(id)?.grow(this.#elementsBelow(id));
    place(this.#roots, this.#elementsBelow(null));
    if (this.#open !== undefined && this.#branches.get(this.#open.id) === undefined) this.#open = undefined;
    this.#showMatches();
  }

  filter(wanted: string): void {
    this.#wanted = wanted.trim().toLowerCase();
    this.#showMatches();
  }

  /** Brings the open company up to date. */
  async look(): Promise<void> {
    const open = this.#open;
    if (open === undefined) return;
    const text = await read(`console/${this.vendor}/companies/${encodeURIComponent(open.id)}`);
    // None: it was deleted just now, and the next overview says so.
    if (text === undefined || text === open.shown) return;
    open.shown = text;
    const detail = JSON.parse(text) as CompanyDetail; // the emulator's own answer
    keepingFocus(
      () => {
        open.company.show(detail);
      },
      () => this.#branches.get(open.id)?.button ?? null,
    );
  }

  #elementsBelow(parentId: string | null): HTMLElement[] {
    return (this.#childrenOf.get(parentId) ?? []).flatMap(({ id }) => this.#branches.get(id)?.element ?? []);
  }

  async #toggle(id: string): Promise<void> {
    const before = this.#open;
    this.#open = undefined;
    if (before !== undefined) {
      before.company.element.remove();
      this.#branches.get(before.id)?.close();
    }
    if (before?.id === id) return;
    const company = new Company();
    this.#open = { id, company, shown: undefined };
    this.#branches.get(id)?.open(company.element);
    await this.look();
  }

  /** Hides what does not fit the filter and leads to nothing that does. */
  #showMatches(): void {
    let found = 0;
    const showBelow = (parentId: string | null): boolean => {
      let any = false;
      for (const { id } of this.#childrenOf.get(parentId) ?? []) {
        const branch = this.#branches.get(id);
        if (branch === undefined) continue;
        const fits = branch.text.includes(this.#wanted);
        const leads = showBelow(id);
        if (fits) found += 1;
        branch.element.hidden = !fits && !leads;
        branch.element.classList.toggle("leads", !fits && leads);
        any ||= fits || leads;
      }
      return any;
    };
    showBelow(null);
    say(this.#nothing, found === 0 ? "No company fits." : "");
    this.#nothing.hidden = found > 0;
  }
}
