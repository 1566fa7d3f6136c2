/** The provider process: what loading our code adds, what it loads, and whether its memory stays flat. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { accountOf, median, root } from "./stacks.mjs";

const { Struct } = struct;

/** Runs a text in a Node.js process of its own; answers the JSON that it prints. */
function inProcess(text, { env = {}, flags = [] } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...flags, "-e", text], {
      cwd: root,
      env: { PATH: process.env.PATH, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [printed, problems] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (more) => (printed += more));
    child.stderr.setEncoding("utf8").on("data", (more) => (problems += more));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(JSON.parse(printed));
      else reject(new Error(`the process ended with ${code}: ${problems}`));
    });
  });
}

/** The packages beside the SDK's that are loaded at this point. */
const packages = `
  const packages = () => [...new Set(Object.keys(require.cache).map((file) => file.split("node_modules/").at(-1))
    .filter((file) => !file.startsWith("/")).map((file) => file.split("/").slice(0, file.startsWith("@") ? 2 : 1).join("/")))];`;

/** As the engine's dynamic provider does: the SDK is there, then ours is loaded, and then it checks its first resource. */
const loading = (type, inputs) => `
  require("@pulumi/pulumi/cmd/dynamic-provider/../../dynamic");
  require("@pulumi/pulumi");
  ${packages}
  const before = new Set(packages());
  const start = performance.now();
  const provider = require("./dist/provider/host/dynamic.js").serve(${JSON.stringify(type)});
  const loaded = performance.now();
  provider.check({}, ${JSON.stringify(inputs)}).then(() => {
    const checked = performance.now();
    const added = packages().filter((name) => !before.has(name));
    console.log(JSON.stringify({ loaded: loaded - start, checked: checked - start, added }));
  });`;

const program = (name) => `
  const start = performance.now();
  require(${JSON.stringify(name)});
  console.log(JSON.stringify({ loaded: performance.now() - start }));`;

export async function loadTimes({ rounds, log }) {
  const kinds = {
    eset: loading("eset:Customer", { name: "Customer" }),
    redstor: loading("redstor:Company", { name: "Customer", type: "Customer" }),
  };
  const results = {};
  const programs = { sdk: [], ours: [] };
  for (let round = 0; round < rounds; round++) {
    log(`loading, round ${round + 1} of ${rounds}`);
    for (const [kind, text] of Object.entries(kinds)) (results[kind] ??= []).push(await inProcess(text));
    for (const [key, name] of [
      ["sdk", "@pulumi/pulumi"],
      ["ours", "./dist/provider/index.js"],
    ])
      programs[key].push((await inProcess(program(name))).loaded);
  }
  const summary = (all) => ({
    loadMilliseconds: median(all.map(({ loaded }) => loaded)),
    firstCheckMilliseconds: median(all.map(({ checked }) => checked)),
    packages: all[0].added,
  });
  return {
    eset: summary(results.eset),
    redstor: summary(results.redstor),
    programMilliseconds: median(programs.ours.map((ours, i) => ours - programs.sdk[i])),
  };
}

const reading = (id, state, reads) => `
  const provider = require("./dist/provider/host/dynamic.js").serve("eset:License");
  void provider.configure({ config: { get: () => undefined } });
  const state = ${JSON.stringify(state)};
  const heap = () => { gc(); gc(); return process.memoryUsage().heapUsed; };
  (async () => {
    const samples = [];
    for (let done = 0; done < ${reads}; ) {
      for (const next = done + ${reads / 10}; done < next; done++) await provider.read(${JSON.stringify(id)}, state);
      samples.push({ reads: done, heap: heap() });
    }
    console.log(JSON.stringify(samples));
    process.exit(0);
  })();`;

/** An emulator with one licence, as a state has it. */
async function withLicence(startEmulator, act) {
  const emulator = await startEmulator();
  try {
    const { portal } = emulator.eset;
    const customer = portal.createCustomer({ name: "Customer" });
    const licence = portal.orderLicense({ customerId: customer.id, productCode: "2015", quantity: 10 });
    const id = licence.publicLicenseKey;
    const state = {
      customerId: customer.id,
      productCode: "2015",
      quantity: 10,
      type: "full",
      suspended: false,
      publicLicenseKey: id,
    };
    return await act({ id, state, env: accountOf(emulator) });
  } finally {
    await emulator.close();
  }
}

/** The heap after a collection, when half of so many reads of one licence are done, and when all are: compiled code and caches fill up at first. */
export async function memory({ startEmulator, reads, log }) {
  log(`${reads} reads`);
  return await withLicence(startEmulator, async ({ id, state, env }) => {
    const samples = await inProcess(reading(id, state, reads), { env, flags: ["--expose-gc"] });
    const [half, last] = [samples[samples.length / 2 - 1], samples.at(-1)];
    return { reads: last.reads, halfHeap: half.heap, lastHeap: last.heap, ratio: last.heap / half.heap };
  });
}

/** The megabytes of the native provider's process: when it has answered once, after half of the reads, and after all. */
export async function resident({ startEmulator, reads, log }) {
  log(`${reads} reads of the native provider`);
  return await withLicence(startEmulator, async ({ id, state, env }) => {
    const child = spawn(join(root, "pulumi-resource-msp"), [], {
      env: { PATH: process.env.PATH, ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      const [port] = await once(createInterface(child.stdout), "line");
      const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
      const call = (method, request) => promisify(client[method].bind(client))(request);
      await call("configure", new messages.ConfigureRequest());
      const request = new messages.ReadRequest();
      request.setId(id);
      request.setUrn("urn:pulumi:bench::bench::msp:eset:License::licence");
      request.setProperties(Struct.fromJavaScript(state));
      const read = async (times) => {
        for (let done = 0; done < times; done++) await call("read", request);
        return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))[1]) / 1024;
      };
      return { reads, atRest: await read(1), half: await read(reads / 2), last: await read(reads / 2) };
    } finally {
      child.kill();
    }
  });
}
