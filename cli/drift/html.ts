/**
 * The report as one page that needs nothing else: no network, no file beside it. All data is text in the page, escaped; the
 * only script is the one below, which the page's policy knows by its hash.
 */
import { createHash } from "node:crypto";
import { visible } from "../rows";
import { byObject, classOf, type CustomerReport, type Finding, type Pending, type Report } from "./finding";
import { type Part, partsOf } from "./order";
import {
  acceptedWords,
  changeWords,
  countsOf,
  deploying,
  difference,
  expiredWords,
  failedRemarks,
  headline,
  isWell,
  meanings,
  moment,
  pendingWords,
  placeOf,
  remarks,
  type StepInWords,
  stepsOf,
  titles,
} from "./words";

export function html(report: Report): string {
  const { at, customers, stacks } = report;
  const policy = `default-src 'none'; script-src '${hash(script)}'; style-src '${hash(style)}'; base-uri 'none'; form-action 'none'`;
  const several = stacks.length > 1;
  const [changed, unmanaged, pending, accepted] = partsOf(customers);
  const parts = [
    ...[changed, unmanaged].map((part) => section(part, (found) => rowsOf(found, several))),
    section(pending, (changes) => changes.map((change, n) => pendingRow(change, n > 0, several)), deploying),
    section(accepted, (found) => rowsOf(found, several, "accepted")),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${text(`${headline(report)}: ${placeOf(report)}`)}</title>
<style>${style}</style>
</head>
<body>
<header>
<p class="where">${text(placeOf(report))} <span>${text(moment(at))}</span></p>
<h1 class="${isWell(report) ? "none" : "drift"}">${text(headline(report))}</h1>
${listed("failed", failedRemarks(report))}
${counts(report)}
${customers.length === 0 ? "" : filter}
</header>
<main${isLong(report) ? ' class="long"' : ""}>
${parts.filter((part) => part !== "").join("\n")}
${customers.length === 0 ? `<p class="empty">${text(`Everything${isWell(report) ? "" : " that could be read"} is as the program says: ${countsOf(report)}.`)}</p>` : '<p id="nothing" class="empty" hidden>Nothing matches.</p>'}
${listed("remarks", remarks(report), "<h2>Remarks</h2>")}
</main>
<script>${script}</script>
</body>
</html>
`;
}

/** Whether a browser should lay out only what is to be seen: filtering takes it half a second otherwise. */
const isLong = ({ summary: { changed, vanished, unmanaged = 0, pending, accepted } }: Report): boolean =>
  changed + vanished + unmanaged + pending + accepted > 200;

/** Without scripts there is no filter, and nothing looks like one. */
const filter = `<p class="filter" hidden><label for="filter">Filter</label><input id="filter" type="search" autocomplete="off" placeholder="customer, object, property, person"><output id="count" for="filter"></output></p>`;

/** As text of the page: nothing in it is markup, and nothing is invisible. */
const text = (value: string): string =>
  visible(value).replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const listed = (name: string, said: readonly string[], title = ""): string =>
  said.length === 0
    ? ""
    : `<section class="${name}">${title}<ul>${said.map((one) => `<li>${text(one)}</li>`).join("")}</ul></section>`;

/** The script makes buttons of those that have something to show. */
function counts({ summary }: Report): string {
  const { changed, vanished, unmanaged, accepted, pending, objects } = summary;
  const numbers: [keyof typeof meanings, number | undefined][] = [
    ["changed", changed],
    ["vanished", vanished],
    ["unmanaged", unmanaged],
    ["pending", pending],
    ["accepted", accepted],
  ];
  const item = (name: string, number: number | undefined, meaning: string, kind = ""): string =>
    `<div class="count ${kind}"${kind === "" || number === undefined || number === 0 ? "" : ` data-kind="${kind}"`}><b>${name}</b><strong>${number ?? "–"}</strong><span>${meaning}</span></div>`;
  const items = numbers.map(([kind, number]) =>
    item(kind, number, number === undefined ? "not looked for" : meanings[kind], kind),
  );
  return `<div class="counts">${items.join("")}${item("compared", objects, "objects of the program")}</div>`;
}

/** A part of the report: a table for each customer. */
function section<F extends Finding | Pending>(
  { name, customers }: Part<F>,
  rowsOfObject: (found: readonly F[]) => string[],
  commandsOf: (found: readonly F[]) => readonly string[] = () => [],
): string {
  if (customers.length === 0) return "";
  const commands = commandsOf(customers.flatMap(({ found }) => found));
  return `<section class="part">
<h2>${titles[name]}</h2>
${commands.map((command) => `<p class="command"><code>${text(command)}</code></p>`).join("")}
${customers.map(({ customer, found }) => customerSection(customer, titles[name], byObject(found).flatMap(rowsOfObject))).join("\n")}
</section>`;
}

function customerSection({ name, tenant, ids }: CustomerReport, title: string, rows: readonly string[]): string {
  const known = [
    ...(tenant === undefined || tenant === name ? [] : [`tenant ${tenant}`]),
    ...ids.map(({ vendor, id }) => `${vendor} ${id}`),
  ];
  return `<section class="customer">
<h3>${text(name)}</h3>
${known.length === 0 ? "" : `<p class="known">${known.map(text).join(" · ")}</p>`}
<div class="scroll" tabindex="0" role="region" aria-label="${text(`${title}: ${name}`)}"><table>
<thead><tr><th scope="col">What</th><th scope="col">Object</th><th scope="col">Property</th><th scope="col">Program</th><th scope="col">Vendor</th><th scope="col">Remarks</th></tr></thead>
<tbody>
${rows.join("\n")}
</tbody></table></div>
</section>`;
}

const rowsOf = (found: readonly Finding[], namesStack: boolean, word?: "accepted"): string[] =>
  found.map((finding, at) => row(word ?? finding.kind, finding, at > 0, namesStack));

function row(kind: keyof typeof meanings, finding: Finding, isContinued: boolean, namesStack: boolean): string {
  const { accepted, expired, hint } = finding;
  const { property, program, live, deployed } = difference(finding);
  const change = changeWords(finding);
  const said = [
    ...(finding.deployed === undefined ? [] : [`deployed: ${deployed}`]),
    ...(change === undefined ? [] : [change]),
    ...(accepted === undefined ? [] : [acceptedWords(accepted)]),
    ...(expired === undefined ? [] : [expiredWords(expired)]),
    ...(hint === undefined ? [] : [hint]),
  ];
  const isChange = finding.property !== undefined;
  return cells(kind, kind, finding, isContinued, namesStack, [
    isChange ? `<code>${text(property)}</code>` : "",
    isChange ? `<code>${text(program)}</code>` : "",
    isChange ? `<code class="live">${text(live)}</code>` : "",
    said.map((one) => `<p>${text(one)}</p>`).join("") + toDo(finding),
  ]);
}

function pendingRow(change: Pending, isContinued: boolean, namesStack: boolean): string {
  const { property, program, deployed } = difference(change);
  const isChange = change.property !== undefined;
  return cells("pending", "pending", change, isContinued, namesStack, [
    isChange ? `<code>${text(property)}</code>` : "",
    isChange ? `<code>${text(program)}</code>` : "",
    isChange ? `<code>${text(deployed)}</code>` : "",
    pendingWords[change.kind],
  ]);
}

/** A row says what can be done even where another row of the object says it too: a filter may hide that one. */
function toDo(finding: Finding): string {
  const steps = stepsOf([finding]);
  if (steps.length === 0) return "";
  return `<details><summary>What to do</summary><dl>${steps.map(step).join("")}</dl></details>`;
}

function step({ to, write, commands, isSameCommand, note }: StepInWords): string {
  const parts = [
    ...(write === undefined ? [] : [`<p>${text(write.in)}:</p><code class="typed">${text(write.text)}</code>`]),
    ...(isSameCommand
      ? ["<p>then the same command</p>"]
      : commands.map((command) => `<code class="typed">${text(command)}</code>`)),
    ...(note === undefined ? [] : [`<p>${text(note)}</p>`]),
  ];
  return `<dt>${to}</dt><dd>${parts.join("")}</dd>`;
}

/** On a narrow screen, where the heads of columns have no room. */
const labels = [' data-label="Property"', ' data-label="Program"', ' data-label="Vendor"'];

/** A row says its object even where it goes on with it: a filter may hide the row above. */
function cells(
  kind: string,
  word: string,
  about: Finding | Pending,
  isContinued: boolean,
  namesStack: boolean,
  others: readonly string[],
): string {
  const { resource, name = "", id, stack, stake } = about;
  const title = resource ?? (name === "" ? (id ?? "") : name);
  const known = [
    ...(id === undefined || title === id ? [] : [id]),
    ...(resource === undefined || name === "" ? [] : [name]),
    ...(namesStack && stack !== undefined ? [`stack ${stack}`] : []),
  ];
  const decides = stake === undefined ? "" : `<small>${stake}</small>`;
  return `<tr class="${kind}${isContinued ? " continued" : ""}"><td><span class="kind">${word}</span>${decides}</td><td>${classOf(about)} <b>${text(title)}</b>${known.map((one) => `<small>${text(one)}</small>`).join("")}</td>${others.map((other, at) => `<td${labels[at] ?? ""}>${other}</td>`).join("")}</tr>`;
}

const hash = (content: string): string => `sha256-${createHash("sha256").update(content).digest("base64")}`;

const script = `
const field = document.getElementById("filter");
if (field !== null) {
  field.parentElement.hidden = false;
  const kinds = new Set();
  const parts = [...document.querySelectorAll("section.part")].map((part) => ({
    part,
    customers: [...part.querySelectorAll("section.customer")].map((section) => ({
      section,
      name: (section.querySelector("h3").textContent + " " + (section.querySelector(".known")?.textContent ?? "")).toLowerCase(),
      rows: [...section.querySelectorAll("tbody tr")].map((row) => ({ row, kind: row.classList[0], text: row.textContent.toLowerCase() })),
    })),
  }));
  const set = (element, isHidden) => {
    if (element.hidden !== isHidden) element.hidden = isHidden;
  };
  const apply = () => {
    const words = field.value.toLowerCase().split(/\\s+/).filter((word) => word !== "");
    let shown = 0;
    for (const { part, customers } of parts) {
      let inPart = 0;
      for (const { section, name, rows } of customers) {
        const missing = words.filter((word) => !name.includes(word));
        let here = 0;
        for (const { row, kind, text } of rows) {
          const isShown = (kinds.size === 0 || kinds.has(kind)) && missing.every((word) => text.includes(word));
          set(row, !isShown);
          if (isShown) here++;
        }
        set(section, here === 0);
        inPart += here;
      }
      set(part, inPart === 0);
      shown += inPart;
    }
    set(document.getElementById("nothing"), shown > 0);
    const isFiltered = words.length > 0 || kinds.size > 0;
    document.getElementById("count").textContent = isFiltered ? shown + (shown === 1 ? " row" : " rows") : "";
  };
  for (const count of document.querySelectorAll("[data-kind]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = count.className;
    button.setAttribute("aria-pressed", "false");
    button.append(...count.childNodes);
    button.addEventListener("click", () => {
      const { kind } = count.dataset;
      if (!kinds.delete(kind)) kinds.add(kind);
      button.setAttribute("aria-pressed", String(kinds.has(kind)));
      apply();
    });
    count.replaceWith(button);
  }
  field.addEventListener("input", apply);
  apply();
}
`;

const style = `
:root { color-scheme: light dark; --back: #f6f7f9; --card: #fff; --text: #1c2230; --dim: #5a6272; --line: #dfe3ea;
  --changed: #8a5a00; --vanished: #b3261e; --unmanaged: #8428a8; --accepted: #5a6272; --pending: #0b5fa5; --good: #1b6e3a; --code: #eef1f5; }
@media (prefers-color-scheme: dark) { :root { --back: #12151b; --card: #1b1f28; --text: #e6e9ef; --dim: #a3acbb; --line: #323948;
  --changed: #f0b849; --vanished: #ff8a80; --unmanaged: #dd9bf5; --accepted: #a3acbb; --pending: #7cc0ff; --good: #6fd394; --code: #272d39; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
header, main { max-width: 82rem; margin: 0 auto; padding: 0 1.5rem; }
header { padding-top: 1.5rem; }
.where { margin: 0; color: var(--dim); font-weight: 600; }
.where span { font-weight: 400; margin-left: .75rem; }
h1 { margin: .1rem 0 1rem; font-size: 1.5rem; line-height: 1.3; letter-spacing: -.01em; }
h1.none { color: var(--good); }
.counts { display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: .75rem; margin: 0; }
.count { display: flex; flex-direction: column; justify-content: flex-start; text-align: left; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .6rem .9rem; }
.count b { color: var(--dim); font-weight: 600; }
.count strong { font-size: 1.6rem; font-weight: 650; line-height: 1.2; }
.count span { font-size: .8rem; color: var(--dim); margin-top: .2rem; line-height: 1.35; }
button.count { cursor: pointer; border-color: var(--dim); }
button.count:hover { border-color: var(--text); }
button.count[aria-pressed="true"] { border-color: var(--text); box-shadow: inset 0 0 0 1px var(--text); }
.changed .kind, .count.changed strong { color: var(--changed); }
.vanished .kind, .count.vanished strong { color: var(--vanished); }
.unmanaged .kind, .count.unmanaged strong { color: var(--unmanaged); }
.pending .kind, .count.pending strong { color: var(--pending); }
.accepted .kind { color: var(--accepted); }
.filter { display: flex; align-items: center; gap: .75rem; margin: 1.25rem 0 0; }
.filter label { font-weight: 600; }
.filter input { flex: 1; max-width: 30rem; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--dim); border-radius: .5rem; padding: .45rem .75rem; }
.filter output { color: var(--dim); }
.long .customer { content-visibility: auto; contain-intrinsic-size: auto 12rem; }
.customer, .remarks { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; margin: 1rem 0; padding: 1rem 1.25rem; }
[hidden] { display: none !important; }
h2 { margin: 1.75rem 0 0; font-size: 1.3rem; }
.remarks h2 { margin: 0; font-size: 1.15rem; }
h3 { margin: 0; font-size: 1.1rem; overflow-wrap: anywhere; }
.failed { color: var(--vanished); font-weight: 600; }
.failed ul { margin: 0 0 1rem; padding-left: 1.2rem; overflow-wrap: anywhere; }
.command { margin: .4rem 0 0; }
h1, .where, .command { overflow-wrap: anywhere; }
.known { margin: .1rem 0 0; color: var(--dim); font-size: .85rem; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; margin-top: .6rem; }
:focus-visible { outline: 2px solid var(--pending); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; min-width: 56rem; table-layout: fixed; }
th { text-align: left; font-size: .8rem; color: var(--dim); font-weight: 600; }
th, td { padding: .35rem .75rem .35rem 0; vertical-align: top; overflow-wrap: anywhere; }
th:nth-child(1) { width: 7.4rem; } th:nth-child(2) { width: 22%; } th:nth-child(3) { width: 12%; } th:nth-child(4), th:nth-child(5) { width: 13%; }
td:first-child { overflow-wrap: normal; }
tbody tr { border-top: 1px solid var(--line); }
tbody tr.continued { border-top-style: dotted; }
.kind { font-weight: 650; }
td b { font-weight: 600; }
td small { display: block; color: var(--dim); }
details { font-size: .9rem; }
summary { cursor: pointer; color: var(--pending); }
details dl { margin: .2rem 0 0; }
details dt { font-weight: 600; margin-top: .3rem; }
details dd { margin: 0; }
code.typed { display: block; margin: .1rem 0; user-select: all; overflow-wrap: anywhere; white-space: pre-wrap; }
td p { margin: 0; color: var(--dim); font-size: .9rem; }
code { font: .88em/1.45 ui-monospace, monospace; background: var(--code); border-radius: .3rem; padding: .1rem .3rem; -webkit-box-decoration-break: clone; box-decoration-break: clone; }
code.live { font-weight: 650; }
.remarks ul { margin: .5rem 0 0; padding-left: 1.2rem; }
.empty { color: var(--dim); margin: 1.5rem 0; }
@media (max-width: 48rem) {
  header, main { padding-inline: .75rem; }
  h1 { font-size: 1.2rem; }
  .counts { grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); gap: .5rem; }
  table { min-width: 0; }
  thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  table, tbody, tr, td { display: block; }
  tbody tr { padding: .4rem 0; }
  td { padding: .1rem 0; }
  td:empty { display: none; }
  td[data-label]::before { content: attr(data-label) " "; color: var(--dim); font-size: .85rem; }
}
@media print { .filter { display: none; } .customer { break-inside: avoid; } }
`;
