import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Authorisation, HttpClient, type VendorRequest } from "../../provider/http/client";
import { openJournal } from "../../provider/http/journal";
import { Limiter } from "../../provider/http/limiter";
import { VendorError } from "../../provider/http/vendorError";

/** A vendor that answers what the test says, request by request. */
type Reply = (request: IncomingMessage, response: ServerResponse) => void;

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Reply =>
  (_request, response) =>
    void response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
const drop: Reply = (request) => void request.socket.destroy();
const text =
  (status: number, body: string): Reply =>
  (_request, response) =>
    void response.writeHead(status).end(body);

const read: VendorRequest = {
  method: "POST",
  path: "/License/Detail",
  call: "License/Detail",
  effect: "read",
  body: { a: 1 },
};
const order: VendorRequest = { ...read, path: "/License/Order", call: "License/Order", effect: "once" };
const update: VendorRequest = {
  ...read,
  path: "/License/UpdateQuantity",
  call: "License/UpdateQuantity",
  effect: "idempotent",
};

describe("the HTTP client", () => {
  let server: Server;
  let replies: Reply[];
  let seen: { url: string; authorization: string | undefined }[];
  let tokens: string[];
  let refused: string[];
  let folder: string;

  beforeEach(async () => {
    [replies, seen, tokens, refused] = [[], [], ["token-1"], []];
    folder = mkdtempSync(join(tmpdir(), "pulumi-msp-client-"));
    server = createServer((request, response) => {
      seen.push({ url: request.url ?? "", authorization: request.headers.authorization });
      request.resume().on("end", () => {
        (replies.length > 1 ? replies.shift() : replies[0])?.(request, response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  });

  const authorisation: Authorisation = {
    token: () => Promise.resolve(tokens[0] ?? "none left"),
    accepted: () => undefined,
    refused: (token) => {
      refused.push(token);
      tokens.shift();
      return true;
    },
  };

  const client = (options: Partial<ConstructorParameters<typeof HttpClient>[0]> = {}) =>
    new HttpClient({
      vendor: "ESET",
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
      limiter: new Limiter(1000),
      journal: openJournal(join(folder, "log")),
      authorisation: () => authorisation,
      readError: (status, body) => ({
        text: `said ${status}`,
        maintenance: (body as { maintenance?: boolean } | undefined)?.maintenance ?? false,
      }),
      attemptMilliseconds: 2000,
      overallMilliseconds: 20_000,
      ...options,
    });

  const failure = async (request: VendorRequest, options = {}): Promise<VendorError> => {
    try {
      await client(options).request(request);
    } catch (error) {
      if (error instanceof VendorError) return error;
      throw error;
    }
    throw new Error("expected a VendorError");
  };

  it("sends JSON with the token and gives back the decoded answer", async () => {
    replies = [json(200, { quantity: 10 })];
    assert.deepEqual(await client().request(read), { quantity: 10 });
    assert.deepEqual(seen, [{ url: "/api/License/Detail", authorization: "Bearer token-1" }]);
  });

  it("sends a form as a form, to another server if the request says so, and gives the status of its answer", async () => {
    replies = [
      (request, response) =>
        void response
          .writeHead(202, { "content-type": "application/json" })
          .end(JSON.stringify([request.method, request.headers["content-type"]])),
    ];
    const { port } = server.address() as AddressInfo; // of a TCP server
    const elsewhere = client({ endpoint: "http://127.0.0.1:9/api" });
    const form: VendorRequest = {
      ...read,
      server: `http://127.0.0.1:${port}`,
      path: "/connect/token",
      body: new URLSearchParams({ grant_type: "client_credentials" }),
      token: null,
    };
    assert.deepEqual(await elsewhere.exchange(form), {
      status: 202,
      body: ["POST", "application/x-www-form-urlencoded;charset=UTF-8"],
    });
    assert.deepEqual(seen, [{ url: "/connect/token", authorization: undefined }]);
  });

  it("tells reads of different servers apart", async () => {
    replies = [json(200, {})];
    const { port } = server.address() as AddressInfo; // of a TCP server
    const one = client();
    const there = { ...read, server: `http://127.0.0.1:${port}/other` };
    await Promise.all([one.request(read), one.request(there)]);
    assert.equal(seen.length, 2);
  });

  it("takes an empty answer for nothing to say", async () => {
    replies = [text(200, "")];
    assert.equal(await client().request(update), undefined);
  });

  it("asks once for identical reads in flight, and again after a write", async () => {
    replies = [json(200, {})];
    const one = client();
    await Promise.all([one.request(read), one.request(read), one.request({ ...read, body: { a: 2 } })]);
    assert.equal(seen.length, 2);
    await one.request(read);
    assert.equal(seen.length, 3);
  });

  it("gives a read that is asked for during a write an answer of its own", async () => {
    let answer: (() => void) | undefined;
    replies = [(_request, response) => (answer = () => void response.end("{}")), json(200, {}), json(200, {})];
    const one = client();
    const before = one.request(read);
    while (seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    await one.request(update);
    await one.request(read);
    answer?.();
    await before;
    assert.equal(seen.length, 3);
  });

  it("gives a read that is asked for after a write an answer of its own, not that of one which began meanwhile", async () => {
    const answers: (() => void)[] = [];
    const hold: Reply = (_request, response) => answers.push(() => void response.end("{}"));
    replies = [hold, hold, json(200, {})];
    const arrived = async (count: number) => {
      while (answers.length < count) await new Promise((resolve) => setTimeout(resolve, 1));
    };
    const one = client();
    const write = one.request(order);
    await arrived(1);
    const during = one.request(read);
    await arrived(2);
    answers[0]?.();
    await write;
    const after = one.request(read);
    answers[1]?.();
    await Promise.all([during, after]);
    assert.equal(seen.length, 3);
  });

  it("repeats reads and idempotent writes over dropped connections, 500 to 504 and unreadable answers", async () => {
    for (const request of [read, update]) {
      for (const bad of [drop, json(500, {}), json(502, {}), json(503, {}), text(504, "<html>"), text(200, '{"quan')]) {
        replies = [bad, json(200, { ok: true })];
        seen = [];
        assert.deepEqual(await client().request(request), { ok: true });
        assert.equal(seen.length, 2);
      }
    }
  });

  it("never repeats an order whose outcome is unknown, and says so", async () => {
    for (const bad of [drop, json(500, {}), json(502, {}), json(503, {}), json(504, {}), text(200, '{"quan')]) {
      replies = [bad];
      seen = [];
      assert.equal((await failure(order)).outcome, "unknown");
      assert.equal(seen.length, 1);
    }
  });

  it("shows no token, though the vendor says back what it was sent", async () => {
    replies = [(request, response) => void response.writeHead(400).end(JSON.stringify(request.headers.authorization))];
    const { message } = await failure(read, {
      readError: (_: number, body: unknown) => ({ text: `said ${String(body)}` }),
    });
    assert.match(message, /said Bearer …/);
    assert.doesNotMatch(message, /token-1/);
  });

  it("keeps its log to the owner, even one that others could read before", async () => {
    const file = join(folder, "log");
    writeFileSync(file, "", { mode: 0o644 });
    replies = [json(200, {})];
    await client().request(read);
    if (process.platform !== "win32") assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  it("holds all requests back for as long as a 429 says", async () => {
    const limited = client();
    replies = [json(429, {}, { "retry-after": "1" }), json(200, { done: true })];
    const refusedOnce = limited.request(read);
    while (replies.length > 1) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 100)); // its answer arrives
    assert.equal(seen.length, 1);
    const from = performance.now();
    await limited.request(update);
    assert.ok(performance.now() - from > 700, "another request left at once");
    assert.deepEqual(await refusedOnce, { done: true });
  });

  it("repeats even an order that was surely not done: 429 and maintenance", async () => {
    for (const bad of [json(429, {}, { "retry-after": "0" }), json(503, { maintenance: true })]) {
      replies = [bad, json(200, { publicLicenseKey: "3AB-CDE-FGH" })];
      seen = [];
      assert.deepEqual(await client().request(order), { publicLicenseKey: "3AB-CDE-FGH" });
      assert.equal(seen.length, 2);
    }
  });

  it("does not repeat what the vendor refuses", async () => {
    for (const status of [400, 403, 404, 409]) {
      replies = [json(status, {})];
      seen = [];
      const error = await failure(read);
      assert.deepEqual([error.outcome, error.status, seen.length], ["refused", status, 1]);
    }
  });

  it("gets one new token and tries once more when the vendor refuses the token, even for an order", async () => {
    tokens = ["token-1", "token-2"];
    replies = [json(401, {}), json(200, { ok: true })];
    assert.deepEqual(await client().request(order), { ok: true });
    assert.deepEqual(refused, ["token-1"]);
    assert.deepEqual(
      seen.map(({ authorization }) => authorization),
      ["Bearer token-1", "Bearer token-2"],
    );
  });

  it("gives up when the new token is refused too", async () => {
    tokens = ["token-1", "token-2"];
    replies = [json(401, {})];
    assert.deepEqual([(await failure(order)).status, seen.length], [401, 2]);
  });

  it("does not repeat a failed sign-in once more for each request behind it", async () => {
    let signIns = 0;
    const error = new VendorError({ vendor: "ESET", call: "Token/Get", outcome: "unknown", text: "x" });
    const failing = { ...authorisation, token: () => (signIns++, Promise.reject(error)) };
    const failed = await failure(order, { authorisation: () => failing });
    // the order behind it was never sent, whatever became of the sign-in
    assert.deepEqual([failed.details.call, failed.outcome], ["Token/Get", "notDone"]);
    assert.deepEqual([signIns, seen.length], [1, 0]);
  });

  it("takes secrets that the vendor says back out of its words, before they are cut", async () => {
    const password = 'Pa"ss wörd/1234567890';
    tokens = ["token-of-some-length"];
    const said = ["xx", password, encodeURIComponent(password), "Bearer token-of-some-length", "refresh-me"].join(" ");
    replies = [json(400, { message: said.repeat(20) }), json(400, { message: said.repeat(20) })];
    const cut = (_: number, body: unknown) => ({ text: JSON.stringify(body).slice(0, 40) });
    const signIn = {
      ...read,
      token: null,
      body: { username: "api@msp.example", password, refreshToken: "refresh-me" },
    };
    const text = '{"message":"xx … … Bearer token-of-some-';
    assert.equal((await failure(signIn, { readError: cut })).details.text, text);
    assert.match(
      (await failure(read, { readError: cut })).details.text,
      /^\{"message":"xx Pa/,
      "not sent with this one",
    );
    replies = [json(400, { message: `${"x".repeat(20)}token-of-some-length` })];
    assert.equal((await failure(order, { readError: cut })).details.text, `{"message":"${"x".repeat(20)}…"}`);
  });

  it("ends an attempt at its deadline: the outcome of an order is then unknown", async () => {
    replies = [() => undefined];
    const error = await failure(order, { attemptMilliseconds: 50 });
    assert.equal(
      error.message,
      "ESET License/Order: no answer within 0.05 s. It may have been done all the same: the next run finds out.",
    );
    assert.equal(error.outcome, "unknown");
  });

  it("bears a deadline that is no whole number of milliseconds", async () => {
    replies = [json(200, {})];
    assert.deepEqual(await client({ attemptMilliseconds: 1.005 * 1000 }).request(read), {});
  });

  it("ends an answer that starts and never finishes", async () => {
    replies = [(_request, response) => void response.writeHead(200).write("{")];
    assert.equal((await failure(order, { attemptMilliseconds: 50 })).outcome, "unknown");
  });

  it("starts no attempt after the overall deadline", async () => {
    replies = [json(500, {})];
    await failure(read, { overallMilliseconds: 0 });
    assert.equal(seen.length, 1);
  });

  it("says that nothing was sent when the endpoint cannot be reached", async () => {
    const error = await failure(order, { endpoint: "http://127.0.0.1:9/api" });
    assert.equal(error.outcome, "notDone");
    assert.equal(
      error.message,
      "ESET License/Order: cannot reach 127.0.0.1:9 (ECONNREFUSED). Check the configured endpoint and the network.",
    );
  });

  it("does not follow a redirect: the token stays with the endpoint it is for", async () => {
    replies = [json(302, {}, { location: "http://127.0.0.1:9/elsewhere" })];
    const error = await failure(read);
    assert.deepEqual([error.outcome, error.status, seen.length], ["refused", 302, 1]);
  });

  it("refuses an answer that is larger than anything the vendor sends", async () => {
    const chunk = Buffer.alloc(1024 * 1024, "x");
    replies = [
      (_request, response) => {
        for (let n = 0; n < 40; n++) response.write(chunk);
        response.end();
      },
    ];
    const error = await failure(order);
    assert.deepEqual(
      [error.outcome, error.details.text],
      ["unknown", "the answer is larger than 8 MiB, and was not read"],
    );
  });

  it("logs each attempt without bodies, names or tokens, in a file for its owner only", async () => {
    replies = [json(500, {}), json(200, { secretAnswer: 1 })];
    await client().request({
      ...read,
      objectId: "3AB-CDE-FGH",
      object: "licence of Jane Doe",
      body: { password: "hunter2" },
    });
    const log = readFileSync(join(folder, "log"), "utf8");
    const lines = log
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual(
      lines.map(({ vendor, call, object, attempt, status, outcome }) => [
        vendor,
        call,
        object,
        attempt,
        status,
        outcome,
      ]),
      [
        ["ESET", "License/Detail", "3AB-CDE-FGH", 1, 500, "unknown"],
        ["ESET", "License/Detail", "3AB-CDE-FGH", 2, 200, "done"],
      ],
    );
    assert.doesNotMatch(log, /hunter2|token-1|secretAnswer|Jane/);
    assert.equal(statSync(join(folder, "log")).mode & 0o777, 0o600);
  });

  it("goes on when the log cannot be written", async () => {
    replies = [json(200, { ok: true })];
    const journal = openJournal(join(folder, "no", "such", "folder"));
    assert.deepEqual(await client({ journal }).request(read), { ok: true });
  });
});
