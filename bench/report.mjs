/** The figures as tables, and as docs/performance.md. */
import { cpus } from "node:os";
import { format } from "prettier";
import { tableOf } from "../tools/docs/coverage.mjs";

const number = (value, digits = 2) => value.toFixed(digits);
const verdict = (reached) => (reached ? "yes" : "**no**");
const operationNames = {
  up: "up",
  preview: "preview",
  driftPreview: "preview --refresh --run-program",
  destroy: "destroy",
};

/** Each section: heading, what it says, and its table. Only of what was measured. */
function sections(results) {
  const { lifecycle, hosts, fleet, state, calls, redstor, bulk, limit, daily, load, memory, resident } = results;
  const made = [];
  const section = (title, text, head, rows) => made.push({ title, text, table: tableOf(head, rows) });
  const targets = [];
  const target = (what, wanted, measured, reached) => targets.push([what, wanted, measured, verdict(reached)]);

  if (calls !== undefined) {
    const one = (of) => `${of.calls}, and ${of.ofRun} of the run`;
    target("vendor calls to create two objects", "2", one(calls.createTwo), calls.createTwo.calls === 2);
    target("… to change seats", "1", one(calls.changeSeats), calls.changeSeats.calls === 1);
    target("… to suspend a licence", "1", one(calls.suspendLicence), calls.suspendLicence.calls === 1);
    target("… to refresh two objects", "2", one(calls.refreshTwo), calls.refreshTwo.calls === 2);
    target("… of an up without changes", "0", one(calls.upWithoutChange), calls.upWithoutChange.calls === 0);
  }
  if (redstor !== undefined) {
    const { companies, subscribed } = redstor;
    const aim = 1 + Math.ceil(companies / 100) + subscribed;
    target(
      `… to refresh ${companies} Redstor companies, ${subscribed} of them with subscriptions`,
      `≤ ${aim}`,
      `${redstor.calls}, and ${redstor.ofRun} of the run`,
      redstor.calls <= aim,
    );
  }
  if (bulk !== undefined) {
    const measured = `${number(bulk.bulk, 3)} (${bulk.objects} objects; one by one ${number(bulk.exact, 3)})`;
    target("ESET bulk refresh, calls per unchanged object", "≤ 0.05", measured, bulk.bulk <= 0.05);
  }
  if (lifecycle !== undefined) {
    const up = lifecycle.rows.find(({ operation, resources }) => operation === "up" && resources === 100);
    if (up !== undefined) {
      target(
        "up of 100 resources, against the engine's own time",
        "≤ 1.15 ×",
        `${number(up.to.floor.ratio)} ×`,
        up.to.floor.ratio <= 1.15,
      );
      target("… against stock dynamic resources", "< 1 ×", `${number(up.to.stock.ratio)} ×`, up.to.stock.ratio < 1);
    }
  }
  for (const { operation, resources, to } of hosts ?? []) {
    const { dynamic, floor } = to;
    if (operation === "up" && resources === 1)
      target(
        "native host: up of one resource, against the dynamic host",
        "≤ 0.4 ×",
        `${number(dynamic.ratio)} ×`,
        dynamic.ratio <= 0.4,
      );
    if (operation !== "driftPreview" || resources < 100) continue;
    target(
      `native host: preview --refresh of ${resources}, against the dynamic host`,
      "≤ 0.5 ×",
      `${number(dynamic.ratio)} ×`,
      dynamic.ratio <= 0.5,
    );
    target("… against a native plugin that does nothing", "≤ 1.3 ×", `${number(floor.ratio)} ×`, floor.ratio <= 1.3);
  }
  const natively = fleet?.filter(({ host }) => host === "native") ?? [];
  for (const { command, tenants, seconds, processes } of natively) {
    const most = Math.max(...processes.map(({ megabytes }) => megabytes));
    const [preview] = natively;
    const aim = command === preview.command ? 20 : 1.3 * preview.seconds;
    target(
      `native host: ${command} of ${tenants} tenants`,
      `≤ ${number(aim, 0)} s`,
      `${number(seconds, 1)} s`,
      seconds <= aim,
    );
    target("… memory of its largest process", "≤ 600 MB", `${number(most, 0)} MB`, most <= 600);
  }
  if (resident !== undefined) {
    const { atRest, half, last, reads } = resident;
    target("native provider at rest", "≤ 120 MB", `${number(atRest, 0)} MB`, atRest <= 120);
    target(
      `… after ${reads} reads`,
      "≤ 120 MB, flat (≤ 1.05 ×)",
      `${number(last, 0)} MB, ${number(last / half, 3)} × that after ${reads / 2}`,
      last <= 120 && last / half <= 1.05,
    );
  }
  if (limit !== undefined) {
    const measured = `${number(limit.share, 3)}, ${limit.refused} refused (${limit.objects} objects)`;
    target(
      "share of 10 requests/s used, with 100 ms latency",
      "≥ 0.95, none refused",
      measured,
      limit.share >= 0.95 && limit.refused === 0,
    );
  }
  if (state !== undefined) {
    target("provider's text", "≤ 160 bytes", `${state.providerText} bytes`, state.providerText <= 160);
    target("state of a resource", "≤ 1.5 KB", `${state.ours.largest} bytes at most`, state.ours.largest <= 1536);
  }
  if (load !== undefined) {
    for (const vendor of ["eset", "redstor"]) {
      const { loadMilliseconds } = load[vendor];
      target(
        `our load time in the provider process, ${vendor}`,
        "≤ 60 ms",
        `${number(loadMilliseconds, 0)} ms`,
        loadMilliseconds <= 60,
      );
    }
  }
  if (memory !== undefined) {
    const measured = `${number(memory.ratio, 3)} × the heap after ${memory.reads / 2} reads`;
    target(`heap after ${memory.reads} reads`, "flat (≤ 1.05 ×)", measured, memory.ratio <= 1.05);
  }
  section(
    "What was aimed at",
    calls === undefined && redstor === undefined
      ? ""
      : "Calls *of the run* are asked once, however much it does: to sign in, and, when it creates something, to see whose account it is.",
    ["what", "aim", "measured", "reached"],
    targets,
  );

  if (lifecycle !== undefined) {
    const { rows, curve } = lifecycle;
    section(
      "Time on the engine",
      "The floor is the same engine with as many resources, of the same shape, whose provider does nothing. *Stock* is the same " +
        "lifecycle given to `pulumi.dynamic.Resource` as closures. The emulator runs on the same machine and answers at once. " +
        "Ratios are medians over rounds in which the three took turns." +
        (curve === undefined
          ? ""
          : ` From ${curve.from} to ${curve.to} resources the time of \`up\` grows with n to the power of ${number(curve.ours)}, the floor's with ${number(curve.floor)}: the file backend writes the whole state at every step.`),
      ["operation", "resources", "seconds", "floor's", "stock's", "to the floor", "from – to", "to stock", "rounds"],
      rows.map(({ operation, resources, seconds, rounds, to: { floor, stock } }) => [
        operationNames[operation],
        String(resources),
        ...[seconds, floor.seconds, stock.seconds].map((one) => number(one)),
        `${number(floor.ratio)} ×`,
        `${number(floor.from)} – ${number(floor.to)}`,
        `${number(stock.ratio)} ×`,
        String(rounds),
      ]),
    );
  }
  if (hosts !== undefined)
    section(
      "Both hosts",
      "The native host with a YAML program, the dynamic one with a JavaScript program of the same resources, and a native plugin that does nothing (the floor), in turns.",
      ["operation", "resources", "native", "dynamic", "floor", "to dynamic", "to the floor", "from – to", "rounds"],
      hosts.map(({ operation, resources, seconds, rounds, to: { dynamic, floor } }) => [
        operationNames[operation],
        String(resources),
        ...[seconds, dynamic.seconds, floor.seconds].map((one) => number(one)),
        `${number(dynamic.ratio)} ×`,
        `${number(floor.ratio)} ×`,
        `${number(floor.from)} – ${number(floor.to)}`,
        String(rounds),
      ]),
    );
  if (fleet !== undefined)
    section(
      "A large fleet",
      `${fleet[0].tenants} tenants as files, with a company at Redstor each, and a subscription for three of ten: ${fleet[0].resources} resources with their components and guards. Processor time and memory at most, of each process below the command.`,
      ["host", "command", "seconds", "process", "its processor seconds", "its MB"],
      fleet.flatMap(({ host, command, seconds, processes }) =>
        processes
          .toSorted((a, b) => b.seconds - a.seconds)
          .map((process, n) => [
            ...(n === 0 ? [host, command, number(seconds, 1)] : ["", "", ""]),
            process.name,
            number(process.seconds, 1),
            number(process.megabytes, 0),
          ]),
      ),
    );
  if (limit !== undefined || daily !== undefined) {
    const row = (what, { requests, refused, seconds, share }, total) => [
      what,
      String(requests),
      String(refused),
      number(seconds, 1),
      number(share, 3),
      number(total, 1),
    ];
    section(
      "On a real account's conditions",
      "Every answer takes 100 ms, and the emulator refuses more than 10 requests in a second. The share is the time that the limit alone asks for, against the time from the first request to the last.",
      ["run", "requests", "refused", "seconds of requests", "share", "seconds of the command"],
      [
        ...(limit === undefined
          ? []
          : [row(`up of ${limit.customers} customers with two licences each`, limit, limit.upSeconds)]),
        ...(daily === undefined
          ? []
          : ["exact", "bulk"].map((refresh) =>
              row(
                `drift preview of ${daily.objects} objects, ${refresh}`,
                daily[refresh],
                daily[refresh].previewSeconds,
              ),
            )),
      ],
    );
  }
  if (load !== undefined) {
    section(
      "Loading",
      `On top of the SDK's own time: our part of the provider process until it serves a resource type, and until its first check is done. A program's \`require("pulumi-msp")\` adds ${number(load.programMilliseconds, 0)} ms.`,
      ["vendor", "served after", "first check after", "packages that it loads"],
      ["eset", "redstor"].map((vendor) => [
        vendor,
        `${number(load[vendor].loadMilliseconds, 0)} ms`,
        `${number(load[vendor].firstCheckMilliseconds, 0)} ms`,
        load[vendor].packages.join(", ") || "none",
      ]),
    );
  }
  if (state !== undefined) {
    section(
      "State",
      "Of one resource, as the engine writes it, without the positions in source files that it notes.",
      ["resources", "bytes on average", "at most"],
      ["ours", "stock"].map((one) => [one, String(state[one].mean), String(state[one].largest)]),
    );
  }
  return made;
}

/** For a terminal. */
export const tables = (results) =>
  sections(results)
    .filter(({ table }) => table.length > 2)
    .map(({ title, table }) => `${title}\n\n${table.join("\n")}\n`)
    .join("\n");

/** docs/performance.md, as prettier writes it. */
export async function document(results, engineVersion) {
  const text = [
    "# Performance",
    `Written by \`npm run bench\` (about forty minutes; \`npm run bench -- --help\`). Pulumi ${engineVersion}, Node.js ${process.version}, ${cpus().length} processors; the vendors are emulated on the same machine, state lies in a file backend. Seconds say little about another machine; ratios do.`,
    ...sections(results).map(({ title, text: said, table }) =>
      [`## ${title}`, said, table.join("\n")].filter(Boolean).join("\n\n"),
    ),
  ].join("\n\n");
  return await format(text, { parser: "markdown", printWidth: 120 });
}
