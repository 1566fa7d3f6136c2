/** How the emulator's tests talk to it: over HTTP, as a vendor's client does. */
import assert from "node:assert/strict";
import { startEmulator } from "../../emulator";
import type { Emulator, EmulatorOptions } from "../../emulator";

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined when it is empty. */
  readonly body: unknown;
}

/** The ids of the companies that every emulator starts with. */
export const ids = {
  headquarters: "10000000-0000-4000-8000-000000000001",
  distributor: "10000000-0000-4000-8000-000000000002",
  division: "10000000-0000-4000-8000-000000000003",
  mspManager: "10000000-0000-4000-8000-000000000004",
  msp: "10000000-0000-4000-8000-000000000005",
  managedMsp: "10000000-0000-4000-8000-000000000006",
  untrustedManagedMsp: "10000000-0000-4000-8000-000000000007",
};

export async function send(
  url: string,
  method: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const response = await fetch(url, {
    method,
    headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") === true;
  const parsed: unknown = isJson && text !== "" ? parseJson(text) : undefined;
  assert.ok(!text.includes("bug of the emulator"), text);
  return { status: response.status, headers: response.headers, text, body: parsed };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A signed-in account of the ESET API. */
export class EsetClient {
  constructor(
    readonly emulator: Emulator,
    public accessToken: string,
    public refreshToken: string,
  ) {}

  /** `name` is the part of the user name before the @. */
  static async signIn(emulator: Emulator, name = "api"): Promise<EsetClient> {
    const reply = await send(`${emulator.eset.endpoint}/Token/Get`, "POST", {
      username: `${name}@msp.example`,
      password: "emulator",
    });
    return new EsetClient(emulator, text(reply, "accessToken"), text(reply, "refreshToken"));
  }

  post(call: string, body: unknown): Promise<Reply> {
    return send(`${this.emulator.eset.endpoint}/${call}`, "POST", body, {
      authorization: `Bearer ${this.accessToken}`,
    });
  }

  get(call: string): Promise<Reply> {
    return send(`${this.emulator.eset.endpoint}/${call}`, "GET", undefined, {
      authorization: `Bearer ${this.accessToken}`,
    });
  }

  /** Creates a customer and gives its id. */
  async customer(name = "Bakery", more: object = {}): Promise<string> {
    return text(await this.post("Company/Create/customer", { name, address: {}, ...more }), "companyId");
  }

  /** Orders a licence, ten seats of ESET PROTECT Entry unless said otherwise, and gives its key. */
  async order(customerId: string, more: object = {}): Promise<string> {
    const order = { customerId, productCode: "2015", quantity: 10, licenseType: 1, ...more };
    return text(await this.post("License/Order", order), "publicLicenseKey");
  }

  async license(publicLicenseKey: string): Promise<Record<string, unknown>> {
    return record(await this.post("License/Detail", { publicLicenseKey }));
  }

  async company(companyId: string): Promise<Record<string, unknown>> {
    return record(await this.post("Company/Detail", { companyId }));
  }

  /** Suspends a company and lets the time pass that it takes. */
  async suspendCompany(companyId: string): Promise<void> {
    assert.equal((await this.post("Company/Suspend", { companyId })).status, 200);
    this.emulator.clock.advance(1000);
  }
}

/** The body of a successful answer that is an object. */
export function record(reply: Reply): Record<string, unknown> {
  assert.equal(reply.status, 200, reply.text);
  assert.ok(typeof reply.body === "object" && reply.body !== null && !Array.isArray(reply.body));
  return { ...reply.body };
}

export function text(reply: Reply, field: string): string {
  const value = record(reply)[field];
  assert.ok(typeof value === "string", reply.text);
  return value;
}

/** An object without some of its fields. */
export function without(object: object, ...fields: string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([field]) => !fields.includes(field)));
}

/** Asserts a refusal with the vendor's code. */
export function refused(reply: Reply, status: number, code: number, subCode: number): void {
  assert.ok(typeof reply.body === "object" && reply.body !== null, reply.text);
  const { code: actual, subCode: actualSub } = reply.body as { code?: unknown; subCode?: unknown }; // any JSON object
  assert.deepEqual({ status: reply.status, code: actual, subCode: actualSub }, { status, code, subCode }, reply.text);
}

/** Asserts success with nothing to return. */
export function done(reply: Reply): void {
  assert.deepEqual({ status: reply.status, text: reply.text }, { status: 200, text: "" });
}

/** One emulator for the tests of a file, new before each test. */
export function useEmulator(options: EmulatorOptions = {}): {
  readonly emulator: Emulator;
  readonly client: EsetClient;
} {
  let emulator: Emulator | undefined;
  let client: EsetClient | undefined;
  beforeEach(async () => {
    emulator = await startEmulator(options);
    client = await EsetClient.signIn(emulator);
  });
  afterEach(async () => {
    await emulator?.close();
  });
  return {
    get emulator() {
      assert.ok(emulator);
      return emulator;
    },
    get client() {
      assert.ok(client);
      return client;
    },
  };
}
