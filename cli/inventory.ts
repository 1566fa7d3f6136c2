/** `pulumi-msp inventory`: what exists at the vendors already, as files to commit and a file that takes it into a stack. */
import { mkdirSync, readdirSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { messageOf } from "../provider/lifecycle/errors";
import { isRecord, type Properties } from "../provider/lifecycle/values";
import { tenantFiles } from "../provider/tenant/files";
import { inOneLine, readFolder } from "../provider/tenant/folder";
import { parts } from "../provider/tenant/parts";
import type { EstateObject } from "../provider/vendor/estate";
import { vendorOf } from "../provider/vendors";
import { colours } from "./colours";
import { openEstates } from "./estates";
import { collect, type Collected } from "./inventory/collect";
import { fileOf, saysTheSame } from "./inventory/file";
import { importFileOf } from "./inventory/importFile";
import { Notebook } from "./inventory/notebook";
import { Progress } from "./inventory/progress";
import { compose, type KnownKey, type LeftOut, type Tenant } from "./inventory/tenants";
import { exists, type Outcome, write } from "./output";
import { json, visible } from "./rows";

export interface InventoryOptions {
  /** Folder of the tenants' files. */
  readonly output: string;
  /** The file for `pulumi import --file`. */
  readonly import: string;
  /** Names or ids. */
  readonly customer?: readonly string[];
  readonly vendor?: string;
  /** Whether the program of the stack is one of the native provider. */
  readonly native: boolean;
  readonly resume: boolean;
  readonly force: boolean;
  readonly json: boolean;
}

interface Written {
  readonly tenant: Tenant;
  readonly file: string;
  readonly outcome: Outcome;
}

interface Result extends Pick<Collected, "ambiguities"> {
  readonly files: readonly Written[];
  /** Undefined if there is nothing to import. */
  readonly importFile: { readonly file: string; readonly outcome: Outcome; readonly resources: number } | undefined;
  readonly leftOut: readonly LeftOut[];
  /** What is wrong with the folder as a whole. */
  readonly mistakes: readonly string[];
}

export async function inventory(options: InventoryOptions): Promise<void> {
  const progress = new Progress();
  try {
    const result = await run(options, progress);
    progress.end();
    process.stdout.write(options.json ? json(forPrograms(result)) : `${forPeople(result, options).join("\n")}\n`);
    const unread = result.leftOut.filter(({ isUnread }) => isUnread === true);
    if (unread.length > 0) console.error(colours.red(visible(unreadWords(unread))));
    // an older import file would import something else
    if (unread.length > 0 || result.mistakes.length > 0 || result.importFile?.outcome === "kept") process.exitCode = 1;
  } catch (error) {
    progress.end();
    console.error(colours.red(visible(messageOf(error))));
    process.exitCode = 1;
  }
}

async function run(options: InventoryOptions, progress: Progress): Promise<Result> {
  const estates = openEstates(undefined, options.vendor);
  const identities = await Promise.all(estates.map(async (estate) => `${estate.vendor} ${await estate.identity()}`));
  const output = resolve(options.output);
  mkdirSync(output, { recursive: true });
  mkdirSync(dirname(resolve(options.import)), { recursive: true });
  const notebook = Notebook.open(output, identities, options);
  const forget = onInterruption(() => {
    progress.end();
    console.error(`\nInterrupted. What was read is kept in ${visible(notebook.file)}: run the same again to go on.`);
  });
  const collected = await collect(estates, options.customer, notebook, progress);
  const { tenants, leftOut } = compose(collected.customers, collected.objects, keysIn(output));
  const files: Written[] = [];
  const unsayable: LeftOut[] = [];
  for (const tenant of tenants) {
    const file = join(output, `${tenant.slug}.yaml`);
    const text = fileOf(tenant, schemaFrom(output));
    if (saysTheSame(text, tenant)) files.push({ tenant, file, outcome: written(file, text, options) });
    else {
      const reason = "A file cannot say it: what is read from it would be something else.";
      unsayable.push(...tenant.customer.companies.map((object) => ({ object, reason })));
    }
  }
  const importFile = writeImportFile(files, options);
  notebook.discard();
  forget();
  const { failures } = files.length === 0 ? { failures: [] } : readFolder(output, tenantFiles);
  return {
    ambiguities: collected.ambiguities,
    files,
    importFile,
    leftOut: [...collected.leftOut, ...leftOut, ...unsayable],
    mistakes: failures.map((failure) => inOneLine({ ...failure, file: shown(failure.file) })),
  };
}

/** The keys of the files that there are: what stands under one keeps it, whatever its product is called by now. */
function keysIn(folder: string): KnownKey {
  const declared = new Map(
    readdirSync(folder).some((file) => /\.ya?ml$/.test(file))
      ? readFolder(folder, tenantFiles).files.map(({ name, declaration: { value } }) => [name, value])
      : [],
  );
  return (slug, [vendor, collection], value) => {
    const section = inRecord(declared.get(slug), vendor);
    const { unique } =
      parts.find((part) => part.vendor === vendor)?.collections.find(({ name }) => name === collection) ?? {};
    const entries = Object.entries(asRecord(inRecord(section, collection)));
    return entries.find(([, entry]) => unique !== undefined && inRecord(entry, unique.property) === value)?.[0];
  };
}

const asRecord = (value: unknown): Properties => (isRecord(value) ? value : {});
const inRecord = (value: unknown, name: string): unknown => asRecord(value)[name];

/** The other spelling of the extension would be a second file of the same tenant. */
const written = (file: string, text: string, { force }: InventoryOptions): Outcome =>
  exists(file.replace(/yaml$/, "yml")) ? "kept" : write(file, text, { force, mode: 0o666 });

/** Of a tenant whose file was left alone nobody knows that the program will declare what was read. */
function writeImportFile(
  files: readonly Written[],
  { import: name, native, force }: InventoryOptions,
): Result["importFile"] {
  const tenants = files.filter(({ outcome }) => outcome !== "kept").map(({ tenant }) => tenant);
  if (tenants.length === 0) return undefined;
  const content = importFileOf(tenants, native ? "native" : "dynamic");
  const file = resolve(name);
  const outcome = write(file, `${JSON.stringify(content, undefined, 2)}\n`, { force, mode: 0o600 });
  return { file, outcome, resources: content.resources.length };
}

/** Where editors find the schema, as the first line of a tenant's file says it. */
function schemaFrom(folder: string): string {
  return slashed(relative(folder, resolve("node_modules/pulumi-msp/dist/tenant.schema.json")));
}

const slashed = (path: string): string => path.split(sep).join("/");
const shown = (file: string): string => slashed(relative(process.cwd(), file));

function onInterruption(say: () => void): () => void {
  const signals = { SIGINT: 130, SIGTERM: 143 } as const;
  const listeners = Object.entries(signals).map(([signal, code]) => {
    const listener = () => {
      say();
      process.exit(code);
    };
    process.once(signal, listener);
    return () => process.removeListener(signal, listener);
  });
  return () => {
    for (const remove of listeners) remove();
  };
}

// ---- what was done -----------------------------------------------------------------------------

function forPeople({ files, importFile, leftOut, ambiguities, mistakes }: Result, options: InventoryOptions): string[] {
  const lines: string[] = [];
  const list = (title: string, items: readonly string[]) => {
    if (items.length > 0) lines.push(colours.bold(title), ...items.map((item) => `  ${visible(item)}`), "");
  };
  const ofOutcome = (wanted: Outcome) => files.filter(({ outcome }) => outcome === wanted);
  const kept = ofOutcome("kept");
  list(
    "Written",
    ofOutcome("written").map(({ file, tenant }) => `${shown(file)}: ${tenant.customer.name}`),
  );
  list(
    "Unchanged",
    ofOutcome("unchanged").map(({ file, tenant }) => `${shown(file)}: ${tenant.customer.name}`),
  );
  list(
    "Skipped, because something else stands there (--force overwrites it, --import names another file to import)",
    [...kept.map(({ file }) => file), ...(importFile?.outcome === "kept" ? [importFile.file] : [])].map(shown),
  );
  list(
    "Of the same name; each company has a file of its own",
    ambiguities.map(({ name, companies }) => `${name}: ${companies.map((one) => `${one.type} ${one.id}`).join(", ")}`),
  );
  list(
    "Good to know",
    files.flatMap(({ tenant }) => tenant.notes.map((note) => `${tenant.slug}: ${note}`)),
  );
  for (const [reason, objects] of byReason(leftOut)) {
    list(`Not in a file. ${visible(reason)}`, objects.map(inWords));
  }
  list("The folder has mistakes", mistakes);
  const done = files.length - kept.length;
  lines.push(
    `${counted(done, "tenant")} in ${visible(shown(resolve(options.output))) || "."}` +
      (importFile === undefined || importFile.outcome === "kept"
        ? "."
        : `, ${counted(importFile.resources, "resource")} in ${visible(shown(importFile.file))}. To take them into a stack:`),
  );
  if (importFile !== undefined && importFile.outcome !== "kept") {
    lines.push(`  pulumi import --file ${visible(shown(importFile.file))} --generate-code=false --protect=false`);
  }
  return lines;
}

const inWords = ({ type, id, name, tenant }: EstateObject): string =>
  `${name} (${type} ${id})${tenant === undefined || tenant.id === id ? "" : `, of ${tenant.name}`}`;

/** Which could not be read, by id; why stands with each in the list of what is in no file. */
function unreadWords(unread: readonly LeftOut[]): string {
  const most = 20;
  const ids = unread.slice(0, most).map(({ object }) => `${object.type} ${object.id}`);
  const more = unread.length > most ? `, and ${unread.length - most} more` : "";
  return `${counted(unread.length, "object")} could not be read, so the files do not hold everything: ${ids.join(", ")}${more}.`;
}

const counted = (number: number, what: string): string => `${number} ${what}${number === 1 ? "" : "s"}`;

function byReason(leftOut: readonly LeftOut[]): Map<string, EstateObject[]> {
  const groups = new Map<string, EstateObject[]>();
  for (const { object, reason } of leftOut) groups.set(reason, [...(groups.get(reason) ?? []), object]);
  return groups;
}

/** Goes up when something that programs read is another. */
const version = 1;

function forPrograms({ files, importFile, leftOut, ambiguities, mistakes }: Result): object {
  const about = ({ type, id, name }: EstateObject) => ({ type, id, name });
  return {
    version,
    tenants: files.map(({ tenant, file, outcome }) => ({
      tenant: tenant.slug,
      name: tenant.customer.name,
      file: shown(file),
      outcome,
      companies: Object.fromEntries(tenant.customer.companies.map((company) => [vendorOf(company), company.id])),
      resources: tenant.resources.length,
      notes: tenant.notes,
    })),
    import: importFile === undefined ? null : { ...importFile, file: shown(importFile.file) },
    sameName: ambiguities.map(({ name, companies }) => ({ name, companies: companies.map(about) })),
    notInAFile: leftOut.map(({ object, reason, isUnread = false }) => ({
      ...about(object),
      tenant: object.tenant ?? null,
      reason,
      isUnread,
    })),
    mistakes,
  };
}
