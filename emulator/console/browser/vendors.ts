/** The vendors: a section each, with its companies as a tree, its users, and its links. Knows no vendor. */
import type { UserRow, VendorView } from "../view.js";
import { tell } from "./actions.js";
import { read } from "./api.js";
import { Buttons, stateOf } from "./company.js";
import { byId, keepingFocus, make, Parts, place, say } from "./dom.js";
import type { Part } from "./dom.js";
import { Tree } from "./tree.js";

export interface Vendors {
  readonly names: readonly string[];
  /** Looks what is there now, soon; as often as that makes sense. */
  refresh(): void;
}

/** After a look, the least time to the next; and a multiple of what the look took, so that big worlds are not busy with it. */
const restMilliseconds = 250;
const restFactor = 4;

export async function startVendors(): Promise<Vendors> {
  const main = byId("vendors", HTMLElement);
  const names = JSON.parse((await read("console")) ?? "[]") as string[]; // the emulator's own list
  const sections = names.map((name) => new VendorSection(name));
  main.replaceChildren(...sections.map(({ element }) => element));
  byId("parts", HTMLElement).prepend(
    ...sections.map(({ name, link }) => make("li", {}, Object.assign(link, { href: `#${name}` }))),
  );

  let isLooking = false;
  let isWanted = false;
  const refresh = async (): Promise<void> => {
    isWanted = true;
    if (isLooking) return;
    isLooking = true;
    for (; isWanted;) {
      isWanted = false;
      const start = performance.now();
      try {
        for (const section of sections) await section.look();
      } catch (error) {
        tell(error instanceof Error ? error.message : String(error), true);
      }
      const took = performance.now() - start;
      await new Promise((rested) => setTimeout(rested, Math.max(restMilliseconds, restFactor * took)));
    }
    isLooking = false;
  };
  return { names, refresh: () => void refresh() };
}

class VendorSection {
  readonly element: HTMLElement;
  /** To this section, for the page's navigation. */
  readonly link = make("a");
  readonly #title: HTMLHeadingElement;
  readonly #summary = make("p", { class: "summary" });
  readonly #environment = make("pre");
  readonly #users = make("tbody");
  readonly #userCount = make("summary");
  readonly #userLines = new Parts<UserRow, UserLine>(
    ({ id }) => id,
    () => new UserLine(),
  );
  readonly #tree: Tree;
  #shown: string | undefined;

  constructor(readonly name: string) {
    const titleId = `${name}-title`;
    this.#title = make("h2", { id: titleId }, name);
    say(this.link, name);
    const filter = make("input", { type: "search", autocomplete: "off" });
    this.#tree = new Tree(name);
    filter.addEventListener("input", () => {
      this.#tree.filter(filter.value);
    });
    const copy = make("button", { type: "button" }, "Copy");
    copy.addEventListener("click", () => {
      navigator.clipboard.writeText(`${this.#environment.textContent}\n`).then(
        () => {
          tell("The lines are in the clipboard.");
        },
        () => {
          tell("The browser does not allow that here: select the lines and copy them.", true);
        },
      );
    });
    const shell = make(
      "details",
      {},
      make("summary", {}, "Use it from a shell"),
      make("div", { class: "copied" }, this.#environment, copy),
    );
    shell.addEventListener("toggle", () => {
      if (shell.open) void this.#showEnvironment();
    });
    this.element = make(
      "section",
      { id: name, class: "panel vendor", "aria-labelledby": titleId, tabindex: "-1" },
      make(
        "div",
        { class: "heading" },
        this.#title,
        make("a", { href: `/${name}/swagger` }, "API explorer"),
        make("a", { href: `/_emulator/${name}` }, "objects as JSON"),
      ),
      this.#summary,
      shell,
      make("label", { class: "grow" }, "Find ", filter),
      this.#tree.element,
      make(
        "details",
        { class: "users" },
        this.#userCount,
        make(
          "table",
          {},
          make("caption", { class: "hidden" }, `Users of ${name}`),
          make(
            "thead",
            {},
            make(
              "tr",
              {},
              ...["User", "Company", "Access", "Change"].map((title) => make("th", { scope: "col" }, title)),
            ),
          ),
          this.#users,
        ),
      ),
    );
  }

  /** Shows what the emulator has now. */
  async look(): Promise<void> {
    const text = await read(`console/${this.name}`);
    if (text !== undefined && text !== this.#shown) {
      const view = JSON.parse(text) as VendorView; // the emulator's own answer
      keepingFocus(
        () => {
          this.#show(view);
        },
        () => this.element,
      );
    }
    this.#shown = text;
    await this.#tree.look();
  }

  async #showEnvironment(): Promise<void> {
    const lines = JSON.parse((await read(`console/${this.name}/environment`)) ?? "[]") as string[]; // the emulator's own
    say(this.#environment, lines.join("\n"));
  }

  #show({ title, summary, companies, users }: VendorView): void {
    say(this.#title, title);
    say(this.link, title);
    say(this.#summary, summary.join(" · "));
    this.#tree.show(companies);
    say(this.#userCount, `Users (${users.length.toLocaleString("en-GB")})`);
    place(this.#users, this.#userLines.show(users));
  }
}

class UserLine implements Part<UserRow> {
  readonly element: HTMLTableRowElement;
  readonly #name = make("td");
  readonly #company = make("td");
  readonly #access = make("td");
  readonly #buttons = new Buttons();

  constructor() {
    this.element = make("tr", {}, this.#name, this.#company, this.#access, make("td", {}, this.#buttons.element));
  }

  show({ name, email, company, access, state, actions }: UserRow): void {
    this.#name.replaceChildren(make("bdi", {}, name), make("br"), make("bdi", { class: "quiet" }, email));
    this.#company.replaceChildren(make("bdi", {}, company));
    say(this.#access, access, ...(state.tone === "good" ? [] : [" ", stateOf(state)]));
    this.#buttons.show(actions);
  }
}
