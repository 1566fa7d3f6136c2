/** What the commands of pulumi-msp print of a failure. */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { configuredVendors } from "../../cli/account";
import { exceptions } from "../../cli/drift/exceptions";
import { previewed } from "../../cli/drift/events";
import { withHistory } from "../../cli/drift/history";
import { drift } from "../../cli/drift";
import { emulate } from "../../cli/emulate";
import { inventory } from "../../cli/inventory";
import { compose, notForFiles } from "../../cli/inventory/tenants";
import { mustBeWritable, write } from "../../cli/output";
import { plan } from "../../cli/plan";
import { pricesOf } from "../../cli/plan/prices";
import { schema } from "../../cli/schema";
import { usage } from "../../cli/usage";
import { validate } from "../../cli/validate";
import { esetConfig } from "../../provider/eset/config";
import { Eset } from "../../provider/eset/session";
import { openJournal } from "../../provider/http/journal";
import { redstorConfig } from "../../provider/redstor/config";
import { Redstor } from "../../provider/redstor/session";
import { type EstateObject, lookAt } from "../../provider/vendor/estate";
import { find } from "../../provider/vendors";
import { givenText } from "../../provider/vendor/givenFile";
import { emulated, occasions, printed } from "./told";

/** A command of its own process. */
async function called(...args: string[]): Promise<void> {
  const command = join(__dirname, "..", "..", "cli", "index.js");
  const { stderr } = await promisify(execFile)(process.execPath, [command, ...args]).catch(
    (error: unknown) => error as { stderr: string },
  );
  throw new Error(stderr.trim());
}

let folder: string;
let before: string;
const inFolder = () => {
  beforeEach(() => {
    before = process.cwd();
    process.chdir((folder = mkdtempSync(join(tmpdir(), "command-"))));
  });
  afterEach(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  });
};

describe("what is said of the file of prices", () => {
  const prices = (text: string) => () => pricesOf(text, "prices.yaml");
  inFolder();

  occasions({
    "it is not there": [
      () => givenText("prices.yaml", "prices"),
      "The file of prices cannot be read: ENOENT: no such file or directory, stat 'prices.yaml'",
    ],
    "it is empty": [
      prices(""),
      'prices.yaml:1:1: must have a currency, and the prices of a vendor: e.g. eset: { "2015": 1.85 }.',
    ],
    "it has a tag": [
      prices("currency: !secret EUR\n"),
      "prices.yaml:1:11: Tags, such as !secret, mean nothing here. Write the value itself.",
    ],
    "it has a currency that is none": [
      prices("currency: euro\n"),
      "prices.yaml:1:11: currency must be three capital letters, e.g. EUR.",
    ],
    "it has a vendor that is none": [
      prices("acme: {}\n"),
      'prices.yaml:1:1: "acme" is not known. There are currency, and the vendors eset and redstor.',
    ],
    "it has no prices of a vendor": [
      prices("eset: 1\n"),
      'prices.yaml:1:7: must be prices by the product\'s code or id, e.g. eset: { "2015": 1.85 }.',
    ],
    "it has a product that is none": [
      prices("currency: EUR\neset: { PROTECT Entry: 1 }\n"),
      'prices.yaml:2:9: "PROTECT Entry" is no product: give its code or id.',
    ],
    "it has something of a product that is not known": [
      prices('currency: EUR\neset: { "2015": { price: 1, colour: red } }\n'),
      'prices.yaml:2:29: "colour" is not known. A product has price, currency, name.',
    ],
    "it has nothing of a product": [
      prices('eset: { "2015": {} }\n'),
      "prices.yaml:1:9: must have a price, a name, or both.",
    ],
    "it has a product with a name that is no text": [
      prices('eset: { "2015": { name: 7 } }\n'),
      "prices.yaml:1:19: name must be a text.",
    ],
    "it has a price that is none": [
      prices('currency: EUR\neset: { "2015": cheap }\n'),
      "prices.yaml:2:17: must be a price for one month, a number from 0 to 1000000 with at most four decimals, e.g. 1.85.",
    ],
    "it has a price in no currency": [
      prices('eset: { "2015": 1 }\n'),
      "prices.yaml:1:17: has no currency: give one for all at the top of the file, e.g. currency: EUR.",
    ],
  });
});

describe("what is said of the file of exceptions", () => {
  const accepted = (text: string) => () => exceptions(text, "accepted.yaml");
  const one = (what: string) => accepted(`exceptions:\n  - { ${what} }\n`);
  const until = 'reason: known, until: "2027-03-31"';

  occasions({
    "it is empty": [accepted(""), 'accepted.yaml:1:1: must have a list under "exceptions".'],
    "it has something else": [
      accepted("exceptions: []\nexeptions: []\n"),
      'accepted.yaml:2:1: "exeptions" is not known: only "exceptions" is.',
    ],
    "it has an exception that is none": [
      accepted("exceptions:\n  - seats\n"),
      'accepted.yaml:2:5: must be an exception, e.g. "- { resource: seats, property: quantity, … }".',
    ],
    "it has something of an exception that is not known": [
      one(`resource: seats, property: quantity, colour: red, ${until}`),
      'accepted.yaml:2:44: "colour" is not known. An exception has customer, resource, property, kind, reason, until.',
    ],
    "it has a property that is no text": [
      one(`resource: [seats], property: quantity, ${until}`),
      "accepted.yaml:2:7: resource must be a text.",
    ],
    "it is about nobody": [
      one(`property: quantity, ${until}`),
      "accepted.yaml:2:5: must name a customer, a resource, or both.",
    ],
    "it is about nothing": [
      one(`resource: seats, ${until}`),
      'accepted.yaml:2:5: must have either a property, or kind: "vanished" or "unmanaged".',
    ],
    "it is about a kind that there is not": [
      one(`resource: seats, kind: gone, ${until}`),
      'accepted.yaml:2:30: kind must be "vanished" or "unmanaged", not "gone".',
    ],
    "it has no reason": [
      one('resource: seats, property: quantity, until: "2027-03-31"'),
      "accepted.yaml:2:5: reason is missing: say why this is accepted.",
    ],
    "it has no end": [
      one("resource: seats, property: quantity, reason: known"),
      "accepted.yaml:2:5: until is missing: give the last day on which this is accepted, e.g. 2027-03-31.",
    ],
    "it has an end that is no day": [
      one("resource: seats, property: quantity, reason: known, until: soon"),
      'accepted.yaml:2:66: until must be a day, e.g. 2027-03-31, not "soon".',
    ],
  });
});

describe("what pulumi-msp plan and drift say", () => {
  inFolder();
  const options = { cwd: ".", format: "table", quiet: true } as const;
  const planning = (more: object) => () =>
    printed(() => plan({ ...options, refresh: false, expectNoChanges: false, ...more }));
  const drifting = (more: object) => () =>
    printed(() => drift({ ...options, allStacks: false, unmanaged: false, ...more }));
  const from = (text: string) => () => {
    writeFileSync("preview.json", text);
    return planning({ from: "preview.json" })();
  };
  const form =
    'It must be what "pulumi preview --json --show-sames" prints, and nothing else: mind that the log goes elsewhere.';
  const urn = "urn:pulumi:production::fleet::pulumi-nodejs:dynamic/eset:Customer::bakery";
  const metadata = (op: string) => ({ op, urn, type: "pulumi-nodejs:dynamic/eset:Customer" });
  const looked =
    (...events: object[]) =>
    () =>
      previewed(events as never);
  const summary = { summaryEvent: {} };

  occasions({
    "of a preview that is not JSON": [
      from("Previewing update"),
      `It cannot be told what would change.\npreview.json is not the JSON of a preview: it is not JSON. ${form}`,
    ],
    "of a preview that is something else": [
      from("{}"),
      `It cannot be told what would change.\npreview.json is not the JSON of a preview: it has neither steps nor diagnostics. ${form}`,
    ],
    "of a preview with half of a step": [
      from('{ "steps": [{}] }'),
      `It cannot be told what would change.\npreview.json is not the JSON of a preview: A step has no op or no urn. ${form}`,
    ],
    "of a stack without a name": [
      planning({ stack: "" }),
      "It cannot be told what would change.\n--stack is empty. Name a stack, or leave the option out for the one that is selected.",
    ],
    "of a stack without a name, to drift": [
      drifting({ stack: "" }),
      "It cannot be told whether there is drift.\n--stack is empty. Name a stack, or leave the option out for the one that is selected.",
    ],
    "of a folder without a project": [
      drifting({ stack: "production" }),
      "It cannot be told whether there is drift.\nThere is no Pulumi.yaml in <folder>: run this in the folder of a project, or name it with --cwd.",
    ],
    "of a report that a folder is in the way of": [
      drifting({ output: "." }),
      "It cannot be told whether there is drift.\nThe report cannot be written to .: it is a folder.",
    ],
    "of a report that a link is in the way of": [
      () => {
        symlinkSync("others", "report");
        mustBeWritable("report");
      },
      "The report cannot be written to report: it is a link. Name the file that it leads to.",
    ],
    "of an engine that ended too soon": [looked(), "The engine ended before it had looked at everything. Run again."],
    "of a resource that the engine failed at": [
      looked(summary, { resOpFailedEvent: { metadata: metadata("refresh") } }),
      "bakery could not be looked at. Run again.",
    ],
    "of a resource that the engine says nothing of": [
      looked(summary, { resourcePreEvent: { metadata: metadata("refresh") } }),
      "The engine did not say what it would do with bakery. Run again.",
    ],
    "of a resource that the engine did not look at": [
      looked(summary, { resourcePreEvent: { metadata: metadata("same") } }),
      "The engine did not look at bakery. Run again.",
    ],
    "of an object that goes while it is looked for": [
      async () => {
        const object = { type: "eset:Customer", id: "c1", name: "Bakery" };
        const found = await lookAt({ read: () => Promise.resolve(undefined) }, object);
        throw new Error("reason" in found ? found.reason : "");
      },
      "The vendor lists it, but does not know it when asked for it alone: it was removed while this ran, or this account may not see it. Run again.",
    ],
  });
});

describe("what the other commands say", () => {
  inFolder();
  const emulator = emulated();
  const environment = { ...process.env };
  beforeEach(() => {
    process.env["XDG_CACHE_HOME"] = join(folder, "cache");
    Object.assign(process.env, emulator().eset.environment(), { NO_COLOR: "1" });
  });
  afterEach(() => {
    for (const name of Object.keys(process.env)) {
      if (!(name in environment)) Reflect.deleteProperty(process.env, name);
    }
    Object.assign(process.env, environment);
  });
  const read =
    (more: object = {}) =>
    () =>
      printed(() =>
        inventory({
          output: "tenants",
          import: "import.json",
          native: false,
          resume: false,
          force: false,
          json: false,
          ...more,
        }),
      );
  const emulating = (more: object) => () =>
    printed(() =>
      emulate({
        port: 0,
        host: "127.0.0.1",
        requestsPerSecond: 0,
        operationMilliseconds: 0,
        quiet: true,
        reading: [],
        ...more,
      }),
    );
  const reporting = (more: object) => () =>
    printed(() =>
      usage({
        from: "2024-01-01",
        to: "2024-01-31",
        by: "product",
        daily: false,
        monthly: false,
        format: "table",
        ...more,
      } as never),
    );
  const without = (...names: string[]) => {
    for (const name of names) Reflect.deleteProperty(process.env, name);
  };

  occasions({
    "without an account": [
      () => {
        without("ESET_MSP_USERNAME", "ESET_MSP_PASSWORD", "REDSTOR_CLIENT_ID", "REDSTOR_PRIVATE_KEY");
        return configuredVendors();
      },
      "No account is configured. Set ESET_MSP_USERNAME and ESET_MSP_PASSWORD, or REDSTOR_CLIENT_ID and REDSTOR_PRIVATE_KEY_FILE.",
    ],
    "of usage, with half of an account": [
      () => {
        without("ESET_MSP_PASSWORD");
        return reporting({})();
      },
      "ESET_MSP_PASSWORD is not set. The account is read from ESET_MSP_USERNAME and ESET_MSP_PASSWORD.",
    ],
    "of usage, for a day that there is not": [
      reporting({ from: "2024-02-30", to: "2024-03-01" }),
      '--from must be a day, YYYY-MM-DD, not "2024-02-30".',
    ],
    "of usage, for days in the wrong order": [
      reporting({ from: "2024-03-02", to: "2024-03-01" }),
      "--from (2024-03-02) is after to (2024-03-01).",
    ],
    "of usage, for nobody": [reporting({ company: "Bakery" }), 'No company is named "Bakery".'],
    "of an inventory, for nobody": [
      read({ customer: ["Bakery"], vendor: "eset" }),
      "No customer has this name or id: Bakery.",
    ],
    "of an inventory that was interrupted long ago": [
      async () => {
        emulator().eset.portal.createCustomer({ name: "Bakery" });
        emulator().eset.portal.createCustomer({ name: "Brewery" });
        emulator().faults.add({ call: "Company/Detail", kind: "status", status: 400, nth: 2, times: 99 });
        await read({ vendor: "eset" })().catch(() => undefined);
        emulator().faults.clear();
        const cache = join(folder, "cache", "pulumi-msp");
        const hours = Date.now() / 1000 - 3 * 3600;
        for (const file of readdirSync(cache)) utimesSync(join(cache, file), hours, hours);
        await read({ vendor: "eset" })();
      },
      "There is an unfinished inventory from 3 hours ago. Delete <folder>/cache/pulumi-msp/inventory-<account>.jsonl to begin anew, or go on with it with --resume.",
    ],
    "of an inventory, where its notes have no place": [
      () => {
        writeFileSync("cache", "");
        return read({ vendor: "eset" })();
      },
      "What is read cannot be noted: ENOTDIR: not a directory, mkdir '<folder>/cache/pulumi-msp'. Name another cache in XDG_CACHE_HOME.",
    ],
    "of an inventory, where its notes have somebody else's place": [
      () => {
        mkdirSync("cache");
        mkdirSync("others");
        symlinkSync(join(folder, "others"), join("cache", "pulumi-msp"));
        return read({ vendor: "eset" })();
      },
      "<folder>/cache/pulumi-msp is not a folder of yours. Remove it, or name another cache in XDG_CACHE_HOME.",
    ],
    "of a file that is none": [
      () => {
        mkdirSync("import.json");
        write("import.json", "{}", { force: true, mode: 0o600 });
      },
      "import.json is not a file. Name another one.",
    ],
    "of files with mistakes": [
      () => {
        mkdirSync("tenants");
        writeFileSync(join("tenants", "bakery.yaml"), "name: Bakery\n");
        return printed(() => validate("tenants", { cwd: "." }));
      },
      "1 mistake in 1 file.",
    ],
    "of a schema that cannot be written": [
      () =>
        printed(() => {
          schema("tenant", { output: "nowhere/tenant.json" });
        }),
      "nowhere/tenant.json cannot be written: ENOENT: no such file or directory, open 'nowhere/.tenant.json.<id>.tmp'",
    ],
    "of who changed a licence, where nobody may know": [
      async () => {
        emulator().faults.add({ call: "License/GetHistory", kind: "status", status: 403, times: 9 });
        const changed = { kind: "changed", type: "eset:License", property: "quantity" };
        const { notes } = await withHistory(
          () => () => undefined,
          [{ drift: [changed] }] as never,
          () => "AAA-BBB-CCC",
        );
        throw new Error(notes.join("\n"));
      },
      "Who changed a licence could not be read: ESET License/GetHistory for licence <key>: an MSP account may not do this here; it takes Read permission and its own company or one below it; a Managed MSP must be trusted (HTTP 403).",
    ],
    "of a port that is no number": [
      () => called("emulate", "--port", "some"),
      "error: option '--port <number>' argument 'some' is invalid. It must be a whole number from 0 to 65535.\n(--help tells what there is)",
    ],
    "of a file without a name": [
      () => called("emulate", "--data", ""),
      "error: option '--data <file>' argument '' is invalid. It must not be empty.\n(--help tells what there is)",
    ],
    "of a project, where there is no Pulumi": [
      () => {
        writeFileSync("Pulumi.yaml", "name: fleet\nruntime: nodejs\n");
        process.env["PATH"] = "/nowhere";
        const options = { cwd: ".", format: "table", quiet: true, allStacks: false, unmanaged: false } as const;
        return printed(() => drift({ ...options, stack: "production" }));
      },
      "It cannot be told whether there is drift.\nThe Pulumi CLI (pulumi) is not on the PATH. https://www.pulumi.com/docs/install/ says how to get it.",
    ],
    "of a reading that is none": [
      emulating({ reading: ["colour=red"] }),
      '--reading "colour=red" must be vendor.point=reading, where the vendor is eset or redstor. --list-readings prints all of them.',
    ],
    "of a port that is in use": [
      () => emulating({ port: Number(new URL(emulator().url).port) })(),
      "Port <port> on 127.0.0.1 is in use. Choose another one with --port (0 is any free one).",
    ],
    "of an address that is another machine's": [
      emulating({ host: "203.0.113.1" }),
      "203.0.113.1 is not an address of this machine. Choose another one with --host.",
    ],
  });
});

describe("what is said of what no file can hold", () => {
  const emulator = emulated();
  const eset = () => new Eset(esetConfig(() => undefined, emulator().eset.environment()));
  const redstor = () => new Redstor(redstorConfig(() => undefined, emulator().redstor.environment()));
  const tenant = { id: "c1", name: "Bakery" };
  const nothing = { inputs: {}, outputs: {}, notes: [], tenant };
  const company = { ...nothing, type: "eset:Customer", ...tenant, inputs: tenant };
  const licence = (id: string, productCode: string) => ({
    ...nothing,
    type: "eset:License",
    id,
    name: "ESET PROTECT",
    inputs: { customerId: "c1", productCode, quantity: 1 },
  });
  const tell = (reason: string | undefined): never => {
    throw new Error(reason);
  };
  /** What an estate says of the first object of which it says something. */
  const undeclarable = async (
    session: Eset | Redstor,
    type: string,
    isMeant: (one: EstateObject) => boolean = () => true,
  ) => {
    for await (const one of find(type)
      .vendor.estate(session as never)
      .list()) {
      if (one.undeclarable !== undefined && isMeant(one)) tell(one.undeclarable);
    }
  };

  occasions({
    "a user": [
      () => tell(notForFiles({ type: "eset:User", id: "u1", name: "Jane" })),
      "ESET does not tell which customers a user looks after. Write a file of the user, in users/, or declare it in the program, as eset.User.",
    ],
    "a company that is no customer": [
      () => tell(notForFiles({ type: "eset:ManagedMsp", ...tenant })),
      "A tenant's file is for customers. Declare it in the program, as eset.ManagedMsp.",
    ],
    "an acceptance of terms": [
      () => tell(notForFiles({ type: "eset:TermsAcceptance", id: "5", name: "5" })),
      "A tenant's file cannot hold it. Declare it in the program, as eset.TermsAcceptance.",
    ],
    "a licence of a company that is in no file": [
      () => tell(compose([], [licence("AAA", "2015")]).leftOut[0]?.reason),
      "The company that it belongs to (Bakery) is in no file.",
    ],
    "two licences of one product": [
      () => {
        const customers = [{ name: "Bakery", slug: "bakery", companies: [company] }] as never;
        tell(compose(customers, [company, licence("AAA", "2015"), licence("BBB", "2015")]).leftOut[0]?.reason);
      },
      "The company has more than one of this productCode, and a file can say each only once. Keep one at the vendor, or declare them in the program.",
    ],
    "a value that a file would take for something else": [
      () => tell(compose([], [licence("AAA", "${config:code}")]).leftOut[0]?.reason),
      "Its productCode cannot be said in a file: it is written as what stands for a value of the stack's configuration.",
    ],
    "the user who asks": [
      () => undeclarable(eset(), "eset:User", ({ type }) => type === "eset:User"),
      "It is the account that is signed in: a program should not be able to lock itself out.",
    ],
    "a company at ESET of another kind": [
      () => {
        const companies = [{ publicId: "c9", name: "North", type: 1003, status: 1 }];
        emulator().faults.add({
          call: "Company/Descendants",
          kind: "status",
          status: 200,
          body: { companies },
          times: 9,
        });
        return undeclarable(eset(), "eset:Customer", ({ name }) => name === "North");
      },
      "No resource stands for an ESET company of the kind division.",
    ],
    "a licence whose customer is gone": [
      async () => {
        const { id } = emulator().eset.portal.createCustomer({ name: "Bakery" });
        const { publicLicenseKey: key } = emulator().eset.portal.orderLicense({
          customerId: id,
          productCode: "2015",
          quantity: 1,
          suspended: true,
        });
        const body = { code: 8, subCode: 3, message: "Not found." };
        emulator().faults.add({ call: "Company/Detail", kind: "status", status: 404, body, times: 99 });
        const object = { type: "eset:License", id: key, name: key };
        tell(
          (
            await find("eset:License")
              .vendor.estate(eset() as never)
              .read(object)
          )?.undeclarable,
        );
      },
      "Its customer is gone.",
    ],
    "a customer of a company below": [
      async () => {
        const north = { id: "c9", name: "North", email: "it@north.example" };
        const body = { ...north, type: 1006, status: 1, ancestor: { id: "c8" } };
        emulator().faults.add({ call: "Company/Detail", kind: "status", status: 200, body, times: 9 });
        const object = { type: "eset:ManagedMsp", id: "c9", name: "North" };
        tell(
          (
            await find("eset:ManagedMsp")
              .vendor.estate(eset() as never)
              .read(object)
          )?.undeclarable,
        );
      },
      "Only an account of the company above it (c8) can declare it.",
    ],
    "a company at Redstor of another kind": [
      () => {
        emulator().redstor.portal.createCompany({ companyName: "Bakery" });
        emulator().redstor.portal.changeReadings({ "companyType.customer": "Client" });
        return undeclarable(redstor(), "redstor:Company");
      },
      'No resource stands for a Redstor company of the kind "Client".',
    ],
    "a subscription that was removed": [
      () => {
        const { companyId } = emulator().redstor.portal.createCompany({ companyName: "Bakery" });
        const { subscriptionId } = emulator().redstor.portal.createSubscription({
          companyId,
          productId: 4,
          editionId: 5,
        });
        emulator().redstor.portal.changeReadings({ "subscription.removed": "removed" });
        emulator().redstor.portal.removeSubscription(companyId, subscriptionId);
        return undeclarable(redstor(), "redstor:Subscription");
      },
      "Redstor still lists it, but it was removed or is not in force.",
    ],
  });
});

describe("what is said of the log of requests", () => {
  inFolder();
  const line = { vendor: "ESET", call: "License/Detail", attempt: 1, milliseconds: 1, outcome: "done" };

  occasions({
    "its file is a link": [
      () => {
        symlinkSync("others", "log");
        return printed(() => {
          openJournal("log")(line);
        });
      },
      "MSP_HTTP_LOG: cannot write log: it is a link. Name the file that it leads to.",
    ],
    "its folder is not there": [
      () =>
        printed(() => {
          openJournal("nowhere/log")(line);
        }),
      "MSP_HTTP_LOG: cannot write nowhere/log: Error: ENOENT: no such file or directory, open 'nowhere/log'",
    ],
  });
});
