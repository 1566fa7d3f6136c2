/**
 * The report as one page that needs nothing else: no network, no file beside it. All data is text in the page, escaped; the
 * only script is the one below, which the page's policy knows by its hash.
 */
import { createHash } from "node:crypto";
import { visible } from "../rows";
import { byObject, classOf, type CustomerReport, type Finding, type Pending, type Report, shown } from "./finding";
import {
  acceptedWords,
  changeWords,
  countsOf,
  expiredWords,
  headline,
  isWell,
  meanings,
  moment,
  pendingWords,
  remarks,
} from "./words";

export function html(report: Report): string {
  const { project, stack, at, customers } = report;
  const said = remarks(report);
  const policy = `default-src 'none'; script-src '${hash(script)}'; style-src '${hash(style)}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${text(`${headline(report)}: ${project}/${stack}`)}</title>
<style>${style}</style>
</head>
<body>
<header>
<p class="where">${text(`${project}/${stack}`)} <span>${text(moment(at))}</span></p>
<h1 class="${isWell(report) ? "none" : "drift"}">${text(headline(report))}</h1>
${counts(report)}
${customers.length === 0 ? "" : filter}
</header>
<main>
${customers.map(section).join("\n")}
${customers.length === 0 ? `<p class="empty">${text(`Everything${isWell(report) ? "" : " that could be read"} is as the program says: ${countsOf(report)}.`)}</p>` : '<p id="nothing" class="empty" hidden>Nothing matches.</p>'}
${said.length === 0 ? "" : `<section class="remarks"><h2>Remarks</h2><ul>${said.map((remark) => `<li>${text(remark)}</li>`).join("")}</ul></section>`}
</main>
<script>${script}</script>
</body>
</html>
`;
}

const filter = `<p class="filter"><label for="filter">Filter</label><input id="filter" type="search" autocomplete="off" placeholder="customer, object, property, person"><output id="count" for="filter"></output></p>`;

/** As text of the page: nothing in it is markup, and nothing is invisible. */
const text = (value: string): string =>
  visible(value).replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

function counts({ summary }: Report): string {
  const { changed, vanished, unmanaged, accepted, pending, objects } = summary;
  const numbers: [keyof typeof meanings, number | undefined][] = [
    ["changed", changed],
    ["vanished", vanished],
    ["unmanaged", unmanaged],
    ["accepted", accepted],
    ["pending", pending],
  ];
  const items = numbers.map(
    ([kind, number]) =>
      `<div class="${kind}"><dt>${kind}</dt><dd>${number ?? "–"}</dd><dd class="meaning">${number === undefined ? "not looked for" : meanings[kind]}</dd></div>`,
  );
  return `<dl class="counts">${items.join("")}<div><dt>compared</dt><dd>${objects}</dd><dd class="meaning">objects of the program</dd></div></dl>`;
}

function section({ name, tenant, ids, drift, accepted, pending }: CustomerReport): string {
  const known = [
    ...(tenant === undefined || tenant === name ? [] : [`tenant ${tenant}`]),
    ...ids.map(({ vendor, id }) => `${vendor} ${id}`),
  ];
  const rows = [
    ...byObject(drift).flatMap((object) => object.map((finding, at) => row(finding.kind, finding, at > 0))),
    ...byObject(accepted).flatMap((object) => object.map((finding, at) => row("accepted", finding, at > 0))),
    ...byObject(pending).flatMap((object) => object.map((change, at) => pendingRow(change, at > 0))),
  ];
  return `<section class="customer">
<h2>${text(name)}</h2>
${known.length === 0 ? "" : `<p class="known">${known.map(text).join(" · ")}</p>`}
<div class="scroll" tabindex="0" role="region" aria-label="${text(`Differences of ${name}`)}"><table>
<thead><tr><th scope="col">What</th><th scope="col">Object</th><th scope="col">Property</th><th scope="col">Program</th><th scope="col">Vendor</th><th scope="col">Remarks</th></tr></thead>
<tbody>
${rows.join("\n")}
</tbody></table></div>
</section>`;
}

function row(kind: keyof typeof meanings, finding: Finding, isContinued: boolean): string {
  const { property, program, live, deployed, change, accepted, expired, hint } = finding;
  const said = [
    ...(deployed === undefined ? [] : [`deployed: ${shown(deployed)}`]),
    ...(change === undefined ? [] : [changeWords(change)]),
    ...(accepted === undefined ? [] : [acceptedWords(accepted)]),
    ...(expired === undefined ? [] : [expiredWords(expired)]),
    ...(hint === undefined ? [] : [hint]),
  ];
  const isChange = property !== undefined;
  return cells(kind, kind, finding, isContinued, [
    isChange ? `<code>${text(property)}</code>` : "",
    isChange ? `<code>${text(shown(program))}</code>` : "",
    isChange ? `<code class="live">${text(shown(live))}</code>` : "",
    said.map((one) => `<p>${text(one)}</p>`).join(""),
  ]);
}

function pendingRow(change: Pending, isContinued: boolean): string {
  const { property, program, deployed, kind } = change;
  const isChange = property !== undefined;
  return cells("pending", "pending", change, isContinued, [
    isChange ? `<code>${text(property)}</code>` : "",
    isChange ? `<code>${text(shown(program))}</code>` : "",
    isChange ? `<code>${text(shown(deployed))}</code>` : "",
    pendingWords[kind],
  ]);
}

/** A row says its object even where it goes on with it: a filter may hide the row above. */
function cells(
  kind: string,
  word: string,
  about: Finding | Pending,
  isContinued: boolean,
  others: readonly string[],
): string {
  const { resource, name, id } = about;
  const title = resource ?? (name === undefined || name === "" ? (id ?? "") : name);
  const known = id === undefined || title === id ? "" : `<small>${text(id)}</small>`;
  return `<tr class="${kind}${isContinued ? " continued" : ""}"><td><span class="kind">${word}</span></td><td>${classOf(about)} <b>${text(title)}</b>${known}</td>${others.map((other) => `<td>${other}</td>`).join("")}</tr>`;
}

const hash = (content: string): string => `sha256-${createHash("sha256").update(content).digest("base64")}`;

const script = `
const filter = document.getElementById("filter");
if (filter !== null) {
  const sections = [...document.querySelectorAll("section.customer")].map((section) => ({
    section,
    name: section.querySelector("h2").textContent + " " + (section.querySelector(".known")?.textContent ?? ""),
    rows: [...section.querySelectorAll("tbody tr")].map((row) => ({ row, text: row.textContent.toLowerCase() })),
  }));
  const apply = () => {
    const words = filter.value.toLowerCase().split(/\\s+/).filter((word) => word !== "");
    let shown = 0;
    for (const { section, name, rows } of sections) {
      const missing = words.filter((word) => !name.toLowerCase().includes(word));
      let here = 0;
      for (const { row, text } of rows) {
        row.hidden = !missing.every((word) => text.includes(word));
        if (!row.hidden) here++;
      }
      section.hidden = here === 0;
      shown += here;
    }
    document.getElementById("nothing").hidden = shown > 0;
    document.getElementById("count").textContent = words.length === 0 ? "" : shown + (shown === 1 ? " row" : " rows");
  };
  filter.addEventListener("input", apply);
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
h1 { margin: .1rem 0 1rem; font-size: 1.9rem; letter-spacing: -.01em; }
h1.none { color: var(--good); }
.counts { display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: .75rem; margin: 0; }
.counts div { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .6rem .9rem; }
.counts dt { color: var(--dim); font-weight: 600; }
.counts dd { margin: 0; font-size: 1.6rem; font-weight: 650; line-height: 1.2; }
.counts dd.meaning { font-size: .8rem; font-weight: 400; color: var(--dim); margin-top: .2rem; line-height: 1.35; }
.changed .kind, .counts .changed dd:not(.meaning) { color: var(--changed); }
.vanished .kind, .counts .vanished dd:not(.meaning) { color: var(--vanished); }
.unmanaged .kind, .counts .unmanaged dd:not(.meaning) { color: var(--unmanaged); }
.pending .kind, .counts .pending dd:not(.meaning) { color: var(--pending); }
.accepted .kind { color: var(--accepted); }
.filter { display: flex; align-items: center; gap: .75rem; margin: 1.25rem 0 0; }
.filter label { font-weight: 600; }
.filter input { flex: 1; max-width: 30rem; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--dim); border-radius: .5rem; padding: .45rem .75rem; }
.filter output { color: var(--dim); }
.customer, .remarks { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; margin: 1.25rem 0; padding: 1rem 1.25rem; }
[hidden] { display: none !important; }
h2 { margin: 0; font-size: 1.15rem; overflow-wrap: anywhere; }
.known { margin: .1rem 0 0; color: var(--dim); font-size: .85rem; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; margin-top: .6rem; }
:focus-visible { outline: 2px solid var(--pending); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; min-width: 56rem; table-layout: fixed; }
th { text-align: left; font-size: .8rem; color: var(--dim); font-weight: 600; }
th, td { padding: .35rem .75rem .35rem 0; vertical-align: top; overflow-wrap: anywhere; }
th:nth-child(1) { width: 7.4rem; } th:nth-child(2) { width: 24%; } th:nth-child(3) { width: 12%; } th:nth-child(4), th:nth-child(5) { width: 15%; }
td:first-child { overflow-wrap: normal; }
tbody tr { border-top: 1px solid var(--line); }
tbody tr.continued { border-top-style: dotted; }
.kind { font-weight: 650; }
td b { font-weight: 600; }
td small { display: block; color: var(--dim); }
td p { margin: 0; color: var(--dim); font-size: .9rem; }
code { font: .88em/1.45 ui-monospace, monospace; background: var(--code); border-radius: .3rem; padding: .1rem .3rem; -webkit-box-decoration-break: clone; box-decoration-break: clone; }
code.live { font-weight: 650; }
.remarks ul { margin: .5rem 0 0; padding-left: 1.2rem; }
.empty { color: var(--dim); margin: 1.5rem 0; }
@media print { .filter { display: none; } .customer { break-inside: avoid; } }
`;
