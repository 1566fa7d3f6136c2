/** One company opened up: its facts, its licences or subscriptions, and what can be done to each. */
import type { Action, CompanyDetail, Fact, ItemDetail, ItemRow, State } from "../view.js";
import { perform } from "./actions.js";
import { make, Parts, place, say } from "./dom.js";
import type { Part } from "./dom.js";

export const stateOf = ({ text, tone }: State): HTMLElement => make("span", { class: `state ${tone}` }, text);

/** "10 × ESET PROTECT Entry", with what is not usual about it. */
export function itemText({ product, seats, isTrial, state }: ItemRow): (HTMLElement | string)[] {
  return [
    make("bdi", {}, `${seats === undefined ? "" : `${seats.toLocaleString("en-GB")} × `}${product}`),
    ...(isTrial ? [" ", make("span", { class: "state accent" }, "trial")] : []),
    ...(state.tone === "good" ? [] : [" ", stateOf(state)]),
  ];
}

/** A button does what its action says now: when that changes it stays the same button, and keeps the focus. */
class ActionButton implements Part<Action> {
  readonly element = make("button", { type: "button" });
  #action: Action | undefined;

  constructor() {
    this.element.addEventListener("click", () => {
      if (this.#action !== undefined) void perform(this.#action);
    });
  }

  show(action: Action): void {
    this.#action = action;
    say(this.element, action.label);
    // As it is read aloud: it begins with what is to be seen.
    this.element.setAttribute("aria-label", `${action.label} ${action.object}`);
    this.element.classList.toggle("danger", action.warning !== undefined);
  }
}

export class Buttons implements Part<readonly Action[]> {
  readonly element = make("div", { class: "buttons" });
  readonly #buttons = new Parts<Action, ActionButton>(
    ({ id }) => id,
    () => new ActionButton(),
  );

  show(actions: readonly Action[]): void {
    place(this.element, this.#buttons.show(actions));
  }
}

function factList(facts: readonly Fact[]): HTMLElement[] {
  return facts.map(([label, value]) => make("div", {}, make("dt", {}, label), make("dd", {}, make("bdi", {}, value))));
}

class Item implements Part<ItemDetail> {
  readonly element: HTMLLIElement;
  readonly #heading = make("h3");
  readonly #facts = make("dl", { class: "facts" });
  readonly #buttons = new Buttons();

  constructor() {
    this.element = make("li", { class: "item" }, this.#heading, this.#facts, this.#buttons.element);
  }

  show(item: ItemDetail): void {
    say(this.#heading, ...itemText(item));
    this.#facts.replaceChildren(...factList(item.facts));
    this.#buttons.show(item.actions);
  }
}

export class Company implements Part<CompanyDetail> {
  readonly element: HTMLElement;
  readonly #facts = make("dl", { class: "facts" });
  readonly #list = make("ul", { class: "plain" });
  readonly #buttons = new Buttons();
  readonly #items = new Parts<ItemDetail, Item>(
    ({ id }) => id,
    () => new Item(),
  );

  constructor() {
    this.element = make("div", { class: "detail" }, this.#buttons.element, this.#list, this.#facts);
  }

  show({ facts, actions, items }: CompanyDetail): void {
    this.#buttons.show(actions);
    this.#facts.replaceChildren(...factList(facts));
    place(this.#list, this.#items.show(items));
  }
}
