/** Does what somebody clicks: asks first where there is something to ask, and says how it went. */
import type { Action, Field } from "../view.js";
import { send } from "./api.js";
import { byId, make, say } from "./dom.js";

const said = byId("said", HTMLElement);
const dialog = byId("dialog", HTMLDialogElement);
const title = byId("dialog-title", HTMLElement);
const explanation = byId("dialog-text", HTMLElement);
const fields = byId("dialog-fields", HTMLElement);
const problem = byId("dialog-error", HTMLElement);
const cancel = byId("dialog-cancel", HTMLButtonElement);
const confirm = byId("dialog-confirm", HTMLButtonElement);

/** Puts it in the status line, which is also read out. */
export function tell(text: string, isError = false): void {
  said.classList.toggle("error", isError);
  // The time makes the same sentence a new one: else it would not be read out again.
  const time = new Date().toLocaleTimeString("en-GB");
  said.replaceChildren(`${time} `, make("span", {}, text));
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Does something and says that it is done, or why not. */
export async function attempt(work: () => Promise<unknown>, done: string): Promise<void> {
  try {
    await work();
    tell(done);
  } catch (error) {
    tell(messageOf(error), true);
  }
}

/** Runs an action, after asking if it asks anything. */
export async function perform(action: Action): Promise<void> {
  if (action.fields === undefined && action.warning === undefined) {
    await attempt(() => send(action.method, action.path, action.body), action.done);
  } else ask(action);
}

/** What a filled-in field stands for. */
type Answer = readonly [name: string, value: () => unknown];

function ask(action: Action): void {
  const { label, object, warning, done, method, path, body } = action;
  const verb = label.replace(/…$/, "");
  const wanted = action.fields ?? [];
  const made = wanted.map(input);
  const answers: Answer[] = made.map(({ answer }) => answer);
  say(title, `${verb}: ${object}`);
  say(explanation, warning ?? "");
  explanation.hidden = warning === undefined;
  say(problem, "");
  fields.replaceChildren(...made.map(({ element }) => element));
  say(confirm, verb);
  confirm.classList.toggle("danger", warning !== undefined);
  confirm.disabled = false;
  dialog.onsubmit = (event) => {
    event.preventDefault();
    confirm.disabled = true;
    const answered = Object.fromEntries(answers.map(([name, value]) => [name, value()]));
    send(method, path, wanted.length > 0 ? { ...body, ...answered } : body).then(
      () => {
        dialog.close();
        tell(done);
      },
      (error: unknown) => {
        confirm.disabled = false;
        say(problem, messageOf(error));
      },
    );
  };
  dialog.showModal();
  // Enter on something that cannot be undone must not be the first thing that happens.
  const first = fields.querySelector<HTMLElement>("input, select");
  (warning === undefined ? (first ?? confirm) : cancel).focus();
  if (first instanceof HTMLInputElement) first.select();
}

cancel.addEventListener("click", () => {
  dialog.close();
});

function input(field: Field): { element: HTMLElement; answer: Answer } {
  const { name, label } = field;
  if (field.type === "choice") {
    const options = field.choices.map(([, text], index) => make("option", { value: String(index) }, text));
    const select = make("select", { name }, ...options);
    select.selectedIndex = Math.max(
      0,
      field.choices.findIndex(([value]) => value === field.value),
    );
    return {
      element: make("label", {}, label, select),
      answer: [name, () => field.choices[select.selectedIndex]?.[0]],
    };
  }
  const element = make("input", {
    ...{ name, required: "", autocomplete: "off", type: field.type },
    ...(field.type === "number" && { min: String(field.min), max: String(field.max), step: "1" }),
  });
  element.value = String(field.value);
  return {
    element: make("label", {}, label, element),
    answer: [name, () => (field.type === "number" ? element.valueAsNumber : element.value)],
  };
}
