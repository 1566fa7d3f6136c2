import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { importJWK, SignJWT } from "jose";
import type { JWK } from "jose";

const command = join(__dirname, "../../cli/index.js");

/** One run of the command. */
class Run {
  output = "";
  errors = "";
  readonly ended: Promise<number | NodeJS.Signals>;
  readonly child: ChildProcess;

  constructor(args: string[], env: NodeJS.ProcessEnv = {}) {
    this.child = spawn(process.execPath, [command, ...args], {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.child.stdout?.on("data", (data: Buffer) => (this.output += data.toString()));
    this.child.stderr?.on("data", (data: Buffer) => (this.errors += data.toString()));
    this.ended = new Promise((resolve) => {
      this.child.once("close", (code, signal) => {
        resolve(code ?? signal ?? -1);
      });
    });
  }

  /** Waits until the output matches. */
  async printed(pattern: RegExp): Promise<RegExpExecArray> {
    for (let tries = 0; tries < 2400; tries++) {
      const match = pattern.exec(this.output);
      if (match !== null) return match;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return assert.fail(`${String(pattern)} was not printed: ${this.output} ${this.errors}`);
  }

  environment(): Record<string, string> {
    return Object.fromEntries(
      [...this.output.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name = "", value = ""]) => [name, value]),
    );
  }
}

describe("pulumi-msp emulate", function () {
  this.timeout(5 * 60_000);
  const runs: Run[] = [];
  const run = (args: string[], env?: NodeJS.ProcessEnv): Run => {
    const started = new Run(args, env);
    runs.push(started);
    return started;
  };
  const emulate = async (...args: string[]): Promise<Run> => {
    const started = run(["emulate", "--port", "0", ...args]);
    await started.printed(/Ctrl-C ends it/);
    return started;
  };
  const over = async (started: Run): Promise<Run> => {
    await started.ended;
    return started;
  };
  const signIn = async ({
    ESET_MSP_ENDPOINT,
    ESET_MSP_USERNAME,
    ESET_MSP_PASSWORD,
  }: Record<string, string>): Promise<Response> =>
    fetch(`${ESET_MSP_ENDPOINT ?? ""}/Token/Get`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ username: ESET_MSP_USERNAME, password: ESET_MSP_PASSWORD }),
    });
  /** The own company at Redstor, read with nothing but what was printed. */
  const companyOf = async (environment: Record<string, string>): Promise<Record<string, unknown>> => {
    const {
      REDSTOR_ENDPOINT = "",
      REDSTOR_ISSUER = "",
      REDSTOR_CLIENT_ID = "",
      REDSTOR_PRIVATE_KEY_FILE = "",
    } = environment;
    const key = JSON.parse(readFileSync(REDSTOR_PRIVATE_KEY_FILE, "utf8")) as JWK & { kid: string }; // written by the command
    const assertion = await new SignJWT({ jti: randomUUID() })
      .setProtectedHeader({ alg: "RS256", kid: key.kid })
      .setIssuer(REDSTOR_CLIENT_ID)
      .setSubject(REDSTOR_CLIENT_ID)
      .setAudience(`${REDSTOR_ISSUER}/connect/token`)
      .setExpirationTime("5m")
      .sign(await importJWK(key, "RS256"));
    const answer = await fetch(`${REDSTOR_ISSUER}/connect/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        client_assertion: assertion,
      }),
    });
    const { access_token: token } = (await answer.json()) as { access_token: string }; // RFC 6749
    const company = await fetch(`${REDSTOR_ENDPOINT}/companies`, { headers: { authorization: `Bearer ${token}` } });
    return (await company.json()) as Record<string, unknown>; // an object, by the contract
  };
  afterEach(async () => {
    for (const { child, ended } of runs.splice(0)) {
      child.kill("SIGKILL");
      await ended;
    }
  });

  it("prints the environment that a program needs, and works with it", async () => {
    const environment = (await emulate()).environment();
    assert.deepEqual(Object.keys(environment), [
      ...["ESET_MSP_ENDPOINT", "ESET_MSP_USERNAME", "ESET_MSP_PASSWORD"],
      ...["REDSTOR_ENDPOINT", "REDSTOR_ISSUER", "REDSTOR_CLIENT_ID", "REDSTOR_PRIVATE_KEY_FILE"],
    ]);
    assert.match(environment["ESET_MSP_ENDPOINT"] ?? "", /^http:\/\/127\.0\.0\.1:\d+\/eset\/api$/);
    assert.equal((await signIn(environment)).status, 200);
    assert.equal((await companyOf(environment))["companyName"], "Example Partner");
  });

  it("keeps the private key to its owner, and takes it along when it ends", async () => {
    const emulator = await emulate();
    const file = emulator.environment()["REDSTOR_PRIVATE_KEY_FILE"] ?? "";
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.equal(statSync(dirname(file)).mode & 0o777, 0o700);
    assert.ok(!emulator.output.includes((JSON.parse(readFileSync(file, "utf8")) as { d: string }).d));
    emulator.child.kill("SIGTERM");
    await emulator.ended;
    assert.ok(!existsSync(dirname(file)));
  });

  it("lets a client of Redstor sign in when the clock was moved", async () => {
    const environment = (await emulate()).environment();
    const clock = (environment["ESET_MSP_ENDPOINT"] ?? "").replace("/eset/api", "/_emulator/clock");
    await fetch(clock, { method: "PUT", body: JSON.stringify({ advance: 40 * 24 * 3600_000 }) });
    assert.equal((await companyOf(environment))["companyName"], "Example Partner");
  });

  it("prints one line per request, without colours where there is no terminal", async () => {
    const emulator = await emulate();
    await signIn(emulator.environment());
    await emulator.printed(/^\d\d:\d\d:\d\d Token\/Get 200 [\d.]+ ms$/m);
    assert.ok(!emulator.output.includes("\u001b"));
  });

  it("prints no such lines when quiet", async () => {
    const emulator = await emulate("--quiet");
    await signIn(emulator.environment());
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.doesNotMatch(emulator.output, /Token\/Get/);
  });

  it("does not let a path speak to the terminal", async () => {
    const emulator = await emulate();
    await fetch(`${emulator.environment()["ESET_MSP_ENDPOINT"] ?? ""}/%1b%5b31mred`);
    await emulator.printed(/\?\[31mred 403/);
  });

  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    it(`ends with 0 on ${signal}, even with connections open`, async () => {
      const emulator = await emulate();
      await signIn(emulator.environment());
      emulator.child.kill(signal);
      assert.equal(await emulator.ended, 0);
      assert.equal(emulator.errors, "");
    });
  }

  it("ends at once even while a request is held up", async () => {
    const emulator = await emulate();
    const environment = emulator.environment();
    const faults = (environment["ESET_MSP_ENDPOINT"] ?? "").replace("/eset/api", "/_emulator/faults");
    await fetch(faults, { method: "POST", body: JSON.stringify({ call: "*", kind: "delay", milliseconds: 600_000 }) });
    const pending = assert.rejects(signIn(environment));
    await new Promise((resolve) => setTimeout(resolve, 200));
    emulator.child.kill("SIGTERM");
    assert.equal(await emulator.ended, 0);
    await pending;
  });

  it("limits requests to 10 per second unless told otherwise", async () => {
    const statuses = async (emulator: Run): Promise<number[]> =>
      Promise.all(Array.from({ length: 12 }, async () => (await signIn(emulator.environment())).status));
    assert.equal((await statuses(await emulate())).filter((status) => status === 429).length, 2);
    assert.deepEqual(new Set(await statuses(await emulate("--requests-per-second", "0"))), new Set([200]));
  });

  it("warns when other machines can reach it", async () => {
    assert.match((await emulate("--host", "0.0.0.0")).output, /Warning: 0\.0\.0\.0 can be reached from other machines/);
    assert.doesNotMatch((await emulate()).output, /Warning/);
  });

  it("says in one line that the port is taken, and ends with 1", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo; // it listens on TCP
    try {
      const emulator = run(["emulate", "--port", String(port)]);
      assert.equal(await emulator.ended, 1);
      assert.equal(
        emulator.errors,
        `Port ${port} on 127.0.0.1 is in use. Choose another one with --port (0 is any free one).\n`,
      );
    } finally {
      server.close();
    }
  });

  it("keeps its state in a file", async () => {
    const folder = mkdtempSync(join(tmpdir(), "emulate-"));
    const file = join(folder, "state.json");
    try {
      const first = await emulate("--data", file);
      const url = first.environment()["ESET_MSP_ENDPOINT"]?.replace("/eset/api", "") ?? "";
      await fetch(`${url}/_emulator/eset/companies`, { method: "POST", body: JSON.stringify({ name: "Bakery" }) });
      const key = readFileSync(first.environment()["REDSTOR_PRIVATE_KEY_FILE"] ?? "", "utf8");
      first.child.kill("SIGTERM");
      await first.ended;
      assert.match(readFileSync(file, "utf8"), /"Bakery"/);

      const second = await emulate("--data", file);
      const again = second.environment()["ESET_MSP_ENDPOINT"]?.replace("/eset/api", "") ?? "";
      assert.match(await (await fetch(`${again}/_emulator/eset/companies`)).text(), /"Bakery"/);
      const keyFile = `${file}.redstor-key.json`;
      assert.equal(second.environment()["REDSTOR_PRIVATE_KEY_FILE"], keyFile);
      assert.equal(readFileSync(keyFile, "utf8"), key);
      assert.equal(statSync(keyFile).mode & 0o777, 0o600);

      const beside = run(["emulate", "--port", "0", "--data", file]);
      assert.equal(await beside.ended, 1);
      assert.match(beside.errors, /state\.json is in use by another emulator \(process \d+\).*\n$/);

      second.child.kill("SIGTERM");
      await second.ended;
      writeFileSync(file, "nonsense");
      const third = run(["emulate", "--port", "0", "--data", file]);
      assert.equal(await third.ended, 1);
      assert.match(third.errors, /state\.json is not a data file of the emulator .*\n$/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("says so, and ends with 1, when the last of its state cannot be written", async () => {
    const folder = mkdtempSync(join(tmpdir(), "emulate-"));
    const emulator = await emulate("--data", join(folder, "state.json"));
    const url = emulator.environment()["ESET_MSP_ENDPOINT"]?.replace("/eset/api", "") ?? "";
    rmSync(folder, { recursive: true });
    // the second of two changes within a second waits for its turn
    for (const name of ["Bakery", "Florist"]) {
      await fetch(`${url}/_emulator/eset/companies`, { method: "POST", body: JSON.stringify({ name }) });
    }
    emulator.child.kill("SIGTERM");
    assert.equal(await emulator.ended, 1);
    assert.match(emulator.errors, /^Cannot write .*state\.json: ENOENT.*\n$/);
  });

  it("takes the reading of an open point that it is told, for a state that was kept too", async () => {
    const folder = mkdtempSync(join(tmpdir(), "emulate-"));
    try {
      const readingsOf = async (...args: string[]): Promise<Record<string, unknown>> => {
        const emulator = await emulate("--data", join(folder, "state.json"), ...args);
        const url = /listens on (\S+)/.exec(emulator.output)?.[1] ?? "";
        const answer = await fetch(`${url}/_emulator/redstor/readings`);
        emulator.child.kill("SIGTERM");
        await emulator.ended;
        return (await answer.json()) as Record<string, unknown>;
      };
      assert.equal((await readingsOf())["subscription.removal"], "now");
      const changed = await readingsOf("--reading", "redstor.subscription.removal=queued");
      assert.equal(changed["subscription.removal"], "queued");
      assert.equal((await readingsOf())["subscription.removal"], "queued");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("lists the open points with their readings", async () => {
    const { ended, output } = await over(run(["emulate", "--list-readings"]));
    assert.equal(await ended, 0);
    assert.match(output, /^redstor\.subscription\.removal {2}When is a subscription removed\?$/m);
    assert.match(output, /^ {2}queued: Later \(202\); it stays listed until then\.$/m);
  });

  const mistakes: [args: string[], error: RegExp][] = [
    [["emulate", "--port", "70000"], /--port <number>.*whole number from 0 to 65535/],
    [["emulate", "--port", "x"], /--port <number>/],
    [["emulate", "--requests-per-second", "-1"], /--requests-per-second/],
    [["emulate", "--host", "203.0.113.1", "--port", "0"], /203\.0\.113\.1 is not an address of this machine/],
    [["emulate", "--reading", "eset=x"], /--reading "eset=x" must be vendor\.point=reading.*eset or redstor/],
    [
      ["emulate", "--port", "0", "--reading", "redstor.subscription.removal=later"],
      /The reading redstor\.subscription\.removal must be one of \["now","queued"\]/,
    ],
    [["emulate", "--port", "0", "--reading", "eset.moon=full"], /eset has no open point "moon"\. It has /],
    [["emulate", "--host", "", "--port", "0"], /--host <address>.*must not be empty/],
    [["emulate", "--data", "", "--port", "0"], /--data <file>.*must not be empty/],
    [
      ["emulate", "--data", "/no/such/folder/state.json", "--port", "0"],
      /^Cannot write \/no\/such\/folder\/state\.json: ENOENT/,
    ],
    [["nonsense"], /unknown command 'nonsense'/],
  ];
  for (const [args, error] of mistakes) {
    it(`answers ${args.join(" ")} with 1 and what is wrong`, async () => {
      const wrong = run(args);
      assert.equal(await wrong.ended, 1);
      assert.match(wrong.errors, error);
      assert.doesNotMatch(wrong.errors, /\n {4}at /);
    });
  }

  it("colours its lines when told to, and never with NO_COLOR", async () => {
    const coloured = run(["emulate", "--port", "0"], { FORCE_COLOR: "1" });
    await coloured.printed(/Ctrl-C/);
    assert.ok(coloured.output.includes("\u001b[1m"));
    const plain = run(["emulate", "--port", "0"], { NO_COLOR: "1" });
    await plain.printed(/Ctrl-C/);
    assert.ok(!plain.output.includes("\u001b"));
  });
});

describe("pulumi-msp", function () {
  it("tells its version and what it can do", async () => {
    const version = new Run(["--version"]);
    assert.equal(await version.ended, 0);
    const { version: expected } = JSON.parse(readFileSync(join(__dirname, "../../../package.json"), "utf8")) as {
      version: string;
    };
    assert.equal(version.output, `${expected}\n`);
    const help = new Run(["--help"]);
    assert.equal(await help.ended, 0);
    assert.match(help.output, /emulate/);
  });
});
