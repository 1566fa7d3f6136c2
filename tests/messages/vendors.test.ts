/** Trouble with a vendor: the network, what its codes mean, what an account may not do, answers that cannot be read. */
import { esetConfig } from "../../provider/eset/config";
import { Eset } from "../../provider/eset/session";
import { company, customers } from "../../provider/redstor/reads";
import { searchCompanies } from "../../provider/eset/reads";
import { redstorConfig } from "../../provider/redstor/config";
import { Redstor } from "../../provider/redstor/session";
import { during } from "../../provider/lifecycle/call";
import { pause } from "../../provider/lifecycle/wait";
import type { Emulator, Fault } from "../../emulator";
import { license as licences } from "../../provider/eset/license";
import { user } from "../../provider/eset/user";
import { emulated, hurry, occasions } from "./told";

type Given = Readonly<Record<string, string>>;

const key = "AAA-BBB-CCC";
const signInAs = (emulator: Emulator, username: string): Given => ({
  ESET_MSP_USERNAME: username,
  ESET_MSP_PASSWORD: emulator.eset.accounts.find((one) => one.username === username)?.password ?? "",
});

describe("what is said of the network", () => {
  const emulator = emulated();
  const eset = (more: Given = {}) =>
    new Eset(
      esetConfig(() => undefined, { ...emulator().eset.environment(), ESET_MSP_TIMEOUT_SECONDS: "0.2", ...more }),
    );
  /** A look at a licence, to which something happens every time. No repetition is waited for. */
  const looking =
    (fault: Partial<Fault> & Pick<Fault, "kind">, more: Given = {}) =>
    async () => {
      emulator().faults.add({ call: "License/Detail", times: 99, ...fault } as Fault);
      const session = eset(more);
      await session.company("c1");
      hurry();
      await session.license(key);
    };
  const ordering = (fault: Partial<Fault> & Pick<Fault, "kind">) => async () => {
    emulator().faults.add({ call: "License/Order", ...fault } as Fault);
    await eset().api.license.order({ customerId: "c1", productCode: "2015", quantity: 1, licenseType: 1 });
  };
  const status = (code: number, body?: unknown) => ({ kind: "status", status: code, body }) as const;
  const between = "Check the configured endpoint, and what is between it and this machine.";
  const notTheVendor =
    "This is no answer of the vendor: check the configured endpoint, and what is between it and this machine.";
  const maybe = "It may have been done all the same: the next run finds out.";

  occasions({
    "no server": [
      () => {
        hurry();
        return eset({ ESET_MSP_ENDPOINT: "http://127.0.0.1:9/api" }).license(key);
      },
      "ESET Token/Get: cannot reach <server> (ECONNREFUSED). Check the configured endpoint and the network.",
    ],
    "no answer to a look": [
      looking({ kind: "delay", milliseconds: 400 }),
      "ESET License/Detail for licence <key>: no answer within 0.2 s. Run again later.",
    ],
    "no answer to an order": [
      ordering({ kind: "delay", milliseconds: 400 }),
      `ESET License/Order for customer c1, product 2015: no answer within 0.2 s. ${maybe}`,
    ],
    "a connection that breaks": [
      looking({ kind: "drop" }),
      "ESET License/Detail for licence <key>: the connection failed (ECONNRESET). Run again later.",
    ],
    "a page in place of an answer": [
      looking({ kind: "html" }),
      `ESET License/Detail for licence <key>: the answer is not JSON (HTTP 200). ${between} Run again later.`,
    ],
    "a page in place of an answer, to an order": [
      ordering({ kind: "html" }),
      `ESET License/Order for customer c1, product 2015: the answer is not JSON (HTTP 200). ${between} ${maybe}`,
    ],
    "a page in place of a refusal": [
      looking({ kind: "html", status: 403 }),
      `ESET License/Detail for licence <key>: the answer is not JSON, so that it may not be the vendor's (HTTP 403). ${between} Run again later.`,
    ],
    "a server that fails": [
      looking(status(500)),
      "ESET License/Detail for licence <key>: the vendor's server failed (HTTP 500). Run again later.",
    ],
    "another server": [
      looking(status(302)),
      "ESET License/Detail for licence <key>: the endpoint redirects, which is not followed (HTTP 302). Check the configured endpoint.",
    ],
    "an answer that is too large": [
      looking(status(200, { id: "x".repeat(9 * 1024 * 1024) }), { ESET_MSP_TIMEOUT_SECONDS: "10" }),
      `ESET License/Detail for licence <key>: the answer is larger than 8 MiB, and was not read. ${notTheVendor}`,
    ],
    "an answer with too much in it": [
      looking(
        status(
          200,
          Array.from({ length: 500_001 }, () => 1),
        ),
      ),
      `ESET License/Detail for licence <key>: the answer holds more than 500000 values, and was not read (HTTP 200). ${notTheVendor}`,
    ],
    "an answer that is nested too deeply": [
      looking(status(200, JSON.parse(`${"[".repeat(101)}${"]".repeat(101)}`) as unknown)),
      `ESET License/Detail for licence <key>: the answer is nested more than 100 levels deep, and was not read (HTTP 200). ${notTheVendor}`,
    ],
    "an order in a run that was cancelled": [
      () => {
        const stop = AbortSignal.abort(new Error("The run was cancelled."));
        return during({ say: () => undefined, progress: () => undefined, stop }, ordering({ kind: "empty" }));
      },
      "ESET License/Order for customer c1, product 2015: not sent. The run was cancelled.",
    ],
    "a wait in a run that was cancelled": [
      () => {
        const stop = AbortSignal.abort(new Error("The run was cancelled."));
        const call = { say: () => undefined, progress: () => undefined, stop };
        return during(call, () => pause(1000, "ESET company c1 is suspended"));
      },
      "The run was cancelled. It was waiting until ESET company c1 is suspended. Run again.",
    ],
  });
});

describe("what is said of what ESET refuses", () => {
  const emulator = emulated();
  /** An order that is refused by a code. */
  const refused =
    (code: number, subCode: number, message: string, status = 400) =>
    async () => {
      const fault = { call: "License/Order", kind: "status", status, body: { code, subCode, message } } as const;
      emulator().faults.add({ ...fault, times: 99 });
      hurry();
      const session = new Eset(esetConfig(() => undefined, emulator().eset.environment()));
      await session.api.license.order({ customerId: "c1", productCode: "2015", quantity: 1, licenseType: 1 });
    };
  const order = "ESET License/Order for customer c1, product 2015:";

  occasions({
    "8/17": [
      refused(8, 17, "Invalid license type."),
      `${order} the licence type is not valid: Invalid license type (HTTP 400, code 8/17).`,
    ],
    "8/18": [
      refused(8, 18, "Invalid quantity."),
      `${order} the quantity is not valid: Invalid quantity (HTTP 400, code 8/18).`,
    ],
    "8/19": [
      refused(8, 19, "License is already converted."),
      `${order} the licence is a full one already: License is already converted (HTTP 400, code 8/19).`,
    ],
    "8/20": [
      refused(8, 20, "License is already ordered."),
      `${order} the customer has a licence of this product already: License is already ordered (HTTP 400, code 8/20).`,
    ],
    "8/21": [
      refused(8, 21, "License is already suspended."),
      `${order} the licence is suspended already: License is already suspended (HTTP 400, code 8/21).`,
    ],
    "8/22": [
      refused(8, 22, "License is already unsuspended."),
      `${order} the licence is running already: License is already unsuspended (HTTP 400, code 8/22).`,
    ],
    "8/23": [
      refused(8, 23, "License is not active."),
      `${order} the licence is not active: License is not active (HTTP 400, code 8/23). It, or its customer, is suspended: resume it first.`,
    ],
    "8/24": [
      refused(8, 24, "License is not trial."),
      `${order} the licence is not a trial: License is not trial (HTTP 400, code 8/24).`,
    ],
    "8/27": [
      refused(8, 27, "Product is not available."),
      `${order} the product is not available to this account: Product is not available (HTTP 400, code 8/27). Check the product code; products are granted to your company by the one above it.`,
    ],
    "8/30": [
      refused(8, 30, "Quantity is out of range."),
      `${order} the quantity is out of range for this product: Quantity is out of range (HTTP 400, code 8/30).`,
    ],
    "8/31": [
      refused(8, 31, "Times exceeded."),
      `${order} a trial can be extended twice at most: Times exceeded (HTTP 400, code 8/31).`,
    ],
    "8/32": [
      refused(8, 32, "Trial is not allowed."),
      `${order} trials are not allowed for this account: Trial is not allowed (HTTP 400, code 8/32). The company above yours can allow them; or order type: full.`,
    ],
    "8/33": [
      refused(8, 33, "Update license state error."),
      `${order} the state of the licence cannot be changed now: Update license state error (HTTP 400, code 8/33).`,
    ],
    "8/36": [
      refused(8, 36, "License is not suspended."),
      `${order} the licence is not suspended: License is not suspended (HTTP 400, code 8/36).`,
    ],
    "8/37": [
      refused(8, 37, "License is expired."),
      `${order} the licence has expired: License is expired (HTTP 400, code 8/37). Convert it to a full one (type: full).`,
    ],
    "8/40": [
      refused(8, 40, "Terms of use 5 are not accepted."),
      `${order} the terms of use of this product must be accepted first: Terms of use 5 are not accepted (HTTP 400, code 8/40). Accept them with eset.TermsAcceptance (the id is in the vendor's words, or in getTermsOfUse()), or in the portal.`,
    ],
    "8/45": [
      refused(8, 45, "Change of product is unavailable."),
      `${order} this licence cannot be changed to that product: Change of product is unavailable (HTTP 400, code 8/45). getLicense() tells the possible ones in upgradeableTo and downgradeableTo.`,
    ],
    "8/48": [
      refused(8, 48, "Quantity is equal."),
      `${order} the licence has this quantity already: Quantity is equal (HTTP 400, code 8/48).`,
    ],
    "99/1": [
      refused(99, 1, "Page not found.", 404),
      `${order} this API has no such call: Page not found (HTTP 404, code 99/1). Check msp:esetEndpoint; the default is https://mspapi.eset.com/api.`,
    ],
    "99/2": [
      refused(99, 2, "Maintenance.", 503),
      `${order} the API is down for maintenance: Maintenance (HTTP 503, code 99/2). Try again later.`,
    ],
    "a code that nobody knows": [
      refused(8, 99, "No such thing.", 409),
      `${order} No such thing (HTTP 409, code 8/99).`,
    ],
  });

  const answered = (status: number, body?: unknown) => async () => {
    emulator().faults.add({ call: "License/Order", kind: "status", status, body, times: 99 });
    hurry();
    const session = new Eset(esetConfig(() => undefined, emulator().eset.environment()));
    await session.api.license.order({ customerId: "c1", productCode: "2015", quantity: 1, licenseType: 1 });
  };
  occasions({
    "what is wrong, field by field": [
      answered(400, { errors: { quantity: ["The value is too large."] } }),
      `${order} the request was not valid: quantity: The value is too large (HTTP 400).`,
    ],
    "something, without a word": [answered(409), `${order} the vendor refused the request (HTTP 409).`],
    "an object that it does not know": [
      answered(404),
      `${order} the vendor does not know this object (HTTP 404). If it was deleted in the portal, run "pulumi refresh".`,
    ],
    "too many requests": [answered(429), `${order} too many requests (HTTP 429). Lower msp:esetRequestsPerSecond.`],
    "a token, again and again": [
      answered(401),
      `${order} not signed in (HTTP 401). Check msp:esetUsername and msp:esetPassword (or ESET_MSP_USERNAME and ESET_MSP_PASSWORD), and that the account may use the API. After a change of the stored password, add --run-program to pulumi refresh and destroy.`,
    ],
  });
});

describe("what is said of what an account at ESET may not do", () => {
  const emulator = emulated();
  const session = (more: Given = {}) =>
    new Eset(esetConfig(() => undefined, { ...emulator().eset.environment(), ...more }));
  const as = (name: string) => session(signInAs(emulator(), `${name}@msp.example`));
  const order = { customerId: "c1", productCode: "2015", quantity: 1, licenseType: 1 } as const;

  occasions({
    "with a wrong password": [
      () => session({ ESET_MSP_PASSWORD: "wrong" }).license(key),
      "ESET Token/Get: the vendor does not accept the user name or the password (HTTP 401, code 900/10). Check msp:esetUsername and msp:esetPassword (or ESET_MSP_USERNAME and ESET_MSP_PASSWORD), and that the account may use the API. After a change of the stored password, add --run-program to pulumi refresh and destroy.",
    ],
    "that is not enabled for the API": [
      () => {
        const [account] = emulator().eset.accounts;
        emulator().eset.portal.updateAccount(account?.userId ?? "", { apiEnabled: false });
        return session().license(key);
      },
      "ESET Token/Get: this account may not use the API; its distributor or ESET can enable it (HTTP 403, code 900/8).",
    ],
    "of another kind of company": [
      () =>
        as("manager").api.company.createMsp({
          name: "Brewery IT",
          email: "it@brewery.example",
          address: { countryCode: "SVK" },
        }),
      'ESET Company/Create/msp for company "Brewery IT": an MSP Manager account may not do this; it takes a Distributor, a Division or ESET Headquarters; ESET says: Only Headquarters, Distributors and Divisions create MSPs (HTTP 403, code 900/22).',
    ],
    "with Read permission, when it orders": [
      () => {
        const [account] = emulator().eset.accounts;
        emulator().eset.portal.updateAccount(account?.userId ?? "", { permission: "read" });
        emulator().faults.add({ call: "License/Order", kind: "status", status: 403 });
        return session().api.license.order(order);
      },
      "ESET License/Order for customer c1, product 2015: an MSP account with Read permission may not do this; it takes Write permission (HTTP 403).",
    ],
    "of a Managed MSP that is not trusted": [
      () => {
        const { companyId = "" } = emulator().eset.accounts.find((one) => one.username === "managed@msp.example") ?? {};
        emulator().eset.portal.updateCompany(companyId, { trusted: false });
        return as("managed").license(key);
      },
      "ESET License/Detail for licence <key>: a Managed MSP account that is not trusted may not do this; the MSP Manager above it can make it trusted; ESET says: ManagedMspIsNotTrusted (HTTP 403, code 900/7).",
    ],
    "to a company that is further down": [
      async () => {
        const body = { id: "c1", name: "Bakery", ancestor: { id: "c8" } };
        emulator().faults.add({ call: "Company/Suspend", kind: "status", status: 403 });
        emulator().faults.add({ call: "Company/Detail", kind: "status", status: 200, body });
        await session().api.company.suspend({ companyId: "c1" });
      },
      "ESET Company/Suspend for company c1: an MSP account may do this only to a company directly under its own, which this one is not (HTTP 403).",
    ],
    "to an object that was deleted, where ESET says so by a code that nobody knows": [
      () => {
        const body = { code: 8, subCode: 99, message: "Object not available." };
        emulator().faults.add({ call: "License/Detail", kind: "status", status: 403, body, times: 9 });
        return session().license(key);
      },
      'ESET License/Detail for licence <key>: an MSP account may not do this here; it takes Read permission and its own company or one below it; a Managed MSP must be trusted; ESET says: Object not available (HTTP 403, code 8/99). If the portal shows that it was deleted, add "403 8/99" to error.gone in a file that MSP_ASSUMPTIONS names.',
    ],
    "of which ESET tells nothing": [
      () => {
        for (const call of ["License/Detail", "User/Current"]) {
          emulator().faults.add({ call, kind: "status", status: 403, times: 9 });
        }
        return session().license(key);
      },
      "ESET License/Detail for licence <key>: this account may not do this; it takes Read permission and its own company or one below it; a Managed MSP must be trusted (HTTP 403).",
    ],
    "of which it does not tell the company": [
      () => {
        emulator().faults.add({ call: "User/Current", kind: "status", status: 200, body: { id: "u1" } });
        return session().ownCompanyId();
      },
      'ESET User/Current for user u1: the answer lacks company, so that it is not known whose account this is. "pulumi-msp doctor" shows what differs.',
    ],
  });
});

describe("what is said of what Redstor refuses", () => {
  const emulator = emulated();
  const connect = (more: Given = {}) =>
    new Redstor(redstorConfig(() => undefined, { ...emulator().redstor.environment(), ...more }));
  const own = () => emulator().redstor.accounts[0]?.companyId ?? "";
  const answered = (status: number, body?: unknown) => async () => {
    emulator().faults.add({ call: "companies/{companyId}", kind: "status", status, body, times: 99 });
    const redstor = connect();
    await redstor.rootId();
    hurry();
    await redstor.api.company.get({ companyId: own() });
  };
  const subscribing = (status: number, body?: unknown) => async () => {
    const call = "companies/{companyId}/subscriptions";
    emulator().faults.add({ call, method: "POST", kind: "status", status, body });
    await connect().api.subscription.create({ companyId: own() }, { productId: 999, editionId: 1 });
  };
  const look = "Redstor GET /companies/{companyId} for company <id>:";

  occasions({
    "a company whose name it looks for in another field": [
      () => {
        const errors = { name: ["The name field is required."] };
        const body = { title: "One or more validation errors occurred.", errors };
        const call = "companies/{companyId}/customers";
        emulator().faults.add({ call, method: "POST", kind: "status", status: 400, body });
        return connect().api.company.create({ companyId: own() }, { companyName: "Bakery", type: "Customer" });
      },
      "Redstor POST /companies/{companyId}/customers for company <id>: the vendor refuses it: name: The name field is required (HTTP 400). If a field that it names has another name there, correct CreateCompanyRequest.companyName and CreateCompanyRequest.type in a file that MSP_ASSUMPTIONS names.",
    ],
    "a subscription whose product it looks for in another field": [
      subscribing(400, { title: "Product is required." }),
      "Redstor POST /companies/{companyId}/subscriptions for company <id>: the vendor refuses it: Product is required (HTTP 400). If a field that it names has another name there, correct AddProductSubscriptionRequest.productId and AddProductSubscriptionRequest.editionId in a file that MSP_ASSUMPTIONS names.",
    ],
    "a product that nobody knows": [
      subscribing(404),
      "Redstor POST /companies/{companyId}/subscriptions for company <id>: the vendor does not know the company, the product or its edition (HTTP 404). getProducts() lists the products.",
    ],
    "a company that the account has no access to, by 401": [
      answered(401),
      `${look} the vendor does not take the access token for this (HTTP 401). In RedApp, under RedAPI, Service accounts, see that the account has access to this company. If every call is refused so, check msp:redstorClientId and msp:redstorPrivateKey (or REDSTOR_CLIENT_ID and REDSTOR_PRIVATE_KEY). After a change of the stored key, add --run-program to pulumi refresh and destroy.`,
    ],
    "a company that the account has no access to, by 403": [
      answered(403),
      `${look} this service account may not do that (HTTP 403). In RedApp, under RedAPI, Service accounts, see that it has access to this company, and the scope api.write for changes.`,
    ],
    "a company that it does not know": [
      answered(404),
      `${look} the vendor does not know this object, or does not show it to this service account (HTTP 404). If it was deleted in the web app, run "pulumi refresh".`,
    ],
    "a company, without anything": [
      async () => {
        emulator().faults.add({ call: "companies/{companyId}", kind: "status", status: 204 });
        await company.ask(connect(), { companyId: own() });
      },
      `${look} the vendor does not know it, or does not show it to this service account (HTTP 204).`,
    ],
    "too many requests": [answered(429), `${look} too many requests (HTTP 429). Lower msp:redstorRequestsPerSecond.`],
    "something, without a word": [answered(409), `${look} the vendor refuses it (HTTP 409).`],
    "a server that fails": [answered(500), `${look} the vendor's server failed (HTTP 500). Run again later.`],
    "the account's own company, by a wrong endpoint": [
      () => {
        emulator().faults.add({ call: "companies", kind: "status", status: 404 });
        return connect().rootId();
      },
      "Redstor GET /companies: the vendor does not know this call (HTTP 404). Check msp:redstorEndpoint (or REDSTOR_ENDPOINT).",
    ],
    "an own company": [
      () => {
        emulator().faults.add({ call: "companies", kind: "status", status: 204 });
        return connect().rootId();
      },
      "Redstor GET /companies: the service account has no company of its own (HTTP 204). In RedApp, under RedAPI, Service accounts, see which companies it has access to.",
    ],
    "a change by an account that may only read": [
      () => {
        const reader = emulator().redstor.accounts.find(({ name }) => name === "reader");
        const more = {
          REDSTOR_CLIENT_ID: reader?.clientId ?? "",
          REDSTOR_PRIVATE_KEY: JSON.stringify(reader?.privateKey),
        };
        return connect(more).api.company.disable({ companyId: own() });
      },
      "Redstor PATCH /companies/{companyId}/disable for company <id>: the service account may only read: it was not granted the scope api.write. Nothing was sent. Grant it in RedApp, under RedAPI, Service accounts.",
    ],
    "an id that would make another call of it": [
      () => connect().api.company.get({ companyId: ".." }),
      'companyId is "..", which is no id. Nothing was sent.',
    ],
    "no id": [
      () => connect().api.company.get({ companyId: undefined as never }),
      "companyId is missing. Nothing was sent.",
    ],
  });
});

describe("what is said of signing in to Redstor", () => {
  const emulator = emulated();
  const connect = (more: Given = {}) =>
    new Redstor(redstorConfig(() => undefined, { ...emulator().redstor.environment(), ...more }));
  const refusing = (call: string, status: number, body?: unknown) => async () => {
    emulator().faults.add({ call, kind: "status", status, body, times: 99 });
    const redstor = connect();
    hurry();
    await redstor.rootId();
  };
  const token = (error: string) => refusing("connect/token", 400, { error });
  const account = "Redstor connect/token for the service account <id>:";

  occasions({
    "at a server that is not there": [
      () => {
        hurry();
        return connect({ REDSTOR_ISSUER: "http://127.0.0.1:9" }).rootId();
      },
      "Redstor openid-configuration: cannot reach <server> (ECONNREFUSED). Check the configured server for signing in and the network.",
    ],
    "at a server that is none for it": [
      refusing(".well-known/openid-configuration", 200, {}),
      'Redstor openid-configuration: the identity server\'s answer cannot be used: "response" body "issuer" property must be a string. Check msp:redstorIssuer (or REDSTOR_ISSUER).',
    ],
    "at a server that names no place for tokens": [
      async () => {
        const issuer = emulator().redstor.issuer;
        await refusing(".well-known/openid-configuration", 200, { issuer })();
      },
      "Redstor openid-configuration: the identity server's answer cannot be used: it names no token endpoint, or one that is not https. Check msp:redstorIssuer (or REDSTOR_ISSUER).",
    ],
    "with another account's key": [
      token("invalid_client"),
      `${account} invalid_client: the identity server does not accept this service account (HTTP 400). Check that msp:redstorClientId and msp:redstorPrivateKey (or REDSTOR_CLIENT_ID and REDSTOR_PRIVATE_KEY) are of one service account, that its key was not deleted in RedApp, and that the clock of this machine is right.`,
    ],
    "without what this needs": [
      token("invalid_scope"),
      `${account} invalid_scope: the service account was not granted what this needs (HTTP 400). Grant it api.read, and api.write for changes, in RedApp, under RedAPI, Service accounts.`,
    ],
    "in another way": [
      token("unauthorized_client"),
      `${account} unauthorized_client: the service account may not sign in in this way (HTTP 400). Make a service account with a key in RedApp, under RedAPI, Service accounts.`,
    ],
    "in a way that is not understood": [
      token("invalid_request"),
      `${account} invalid_request: the identity server does not understand the sign-in (HTTP 400). Please report it.`,
    ],
    "with a wrong clock": [
      token("invalid_grant"),
      `${account} invalid_grant: the identity server refuses the sign-in (HTTP 400). Check the clock of this machine.`,
    ],
    "at a server for people": [
      token("unsupported_grant_type"),
      `${account} unsupported_grant_type: this server does not sign service accounts in (HTTP 400). Check msp:redstorIssuer (or REDSTOR_ISSUER); the default is https://id.redstor.com.`,
    ],
    "for reasons that are not told": [
      refusing("connect/token", 400),
      `${account} the identity server refuses the sign-in (HTTP 400). Check msp:redstorIssuer (or REDSTOR_ISSUER) and the service account.`,
    ],
    "at a server that fails": [
      refusing("connect/token", 500),
      `${account} the identity server failed (HTTP 500). Run again later.`,
    ],
  });
});

describe("what is said of an answer that cannot be read", () => {
  const emulator = emulated();
  const eset = () => new Eset(esetConfig(() => undefined, emulator().eset.environment()));
  const redstor = () => new Redstor(redstorConfig(() => undefined, emulator().redstor.environment()));
  const differs =
    'The API answers differently from what this release knows: "pulumi-msp doctor" shows what differs. Some of it can be corrected with a file that MSP_ASSUMPTIONS names. Please report it.';
  const companyIs = (body: unknown) => async () => {
    emulator().faults.add({ call: "Company/Detail", kind: "status", status: 200, body, times: 9 });
    return await eset().company("c1");
  };
  const license = (body: object) => async () => {
    emulator().faults.add({ call: "License/Detail", kind: "status", status: 200, body, times: 9 });
    return await eset().license(key);
  };
  const search = (body: unknown) => async () => {
    emulator().faults.add({ call: "Search/Companies", kind: "status", status: 200, body, times: 99 });
    await searchCompanies.ask(eset(), { search: {} });
  };
  const listed = (body: unknown) => async () => {
    emulator().faults.add({ call: "companies/{companyId}/customers", kind: "status", status: 200, body, times: 99 });
    const [own] = emulator().redstor.accounts;
    await customers.ask(redstor(), { companyId: own?.companyId ?? "" });
  };
  const ofCompany = "ESET Company/Detail for company c1: the answer";

  occasions({
    "it is no object": [companyIs([1]), `${ofCompany} is not an object. ${differs}`],
    "it is nothing": [companyIs("x"), `${ofCompany} is not an object. ${differs}`],
    "it lacks what is relied on": [companyIs({}), `${ofCompany} lacks id. ${differs}`],
    "it has a list where a text should be": [companyIs({ id: [] }), `${ofCompany} has no text in id. ${differs}`],
    "it has half of a character": [
      companyIs({ id: "c1\ud83d" }),
      `ESET Company/Detail for id c1\ud83d, of company c1: the answer has half of a character in id. ${differs}`,
    ],
    "it has an id that is longer than any": [
      companyIs({ id: "c".repeat(301) }),
      "ESET Company/Detail for id ccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc…, of company c1: the answer has 301 letters in id. " +
        differs,
    ],
    "it is about another company": [
      companyIs({ id: "c2" }),
      `ESET Company/Detail for company c1: the answer is about company c2, not c1. ${differs}`,
    ],
    "it has a text where a number should be": [
      async () => (await license({ publicLicenseKey: key, quantity: "ten" })())?.whole("quantity"),
      `ESET License/Detail for licence <key>: the answer has no number in quantity. ${differs}`,
    ],
    "it has a number where yes or no should be": [
      async () => (await license({ publicLicenseKey: key, trial: 1 })())?.flag("trial"),
      `ESET License/Detail for licence <key>: the answer has neither true nor false in trial. ${differs}`,
    ],
    "it has no date where one should be": [
      async () => (await license({ publicLicenseKey: key, lastUpdate: "soon" })())?.moment("lastUpdate"),
      `ESET License/Detail for licence <key>: the answer has no date in lastUpdate. ${differs}`,
    ],
    "it has no list where one should be": [
      async () => (await companyIs({ id: "c1", tags: "gold" })())?.texts("tags", "tag"),
      `${ofCompany} has no list in tags. ${differs}`,
    ],
    "it lacks a list": [
      search({}),
      `ESET Search/Companies: the answer is without the list "Search", which is not the same as an empty one. ${differs}`,
    ],
    "it has more entries than were asked for": [
      search({ Search: Array.from({ length: 101 }, (_, i) => ({ CompanyId: `c${i}` })) }),
      `ESET Search/Companies: the answer has 101 entries, where 100 were asked for. ${differs}`,
    ],
    "it is the same page again and again": [
      search({ Search: Array.from({ length: 100 }, (_, i) => ({ CompanyId: `c${i}` })) }),
      `ESET Search/Companies: the answer says the same as the pages before it. ${differs}`,
    ],
    "it is no list at all": [
      async () => {
        emulator().faults.add({ call: "products", kind: "status", status: 200, body: {} });
        await redstor().api.product.list({});
      },
      `Redstor GET /products: the answer is not a list. ${differs}`,
    ],
    "it lacks the results of a page": [
      listed({}),
      `Redstor GET /companies/{companyId}/customers for company <id>: the answer has no results, which is not the same as none. ${differs}`,
    ],
    "it names the same next page again and again": [
      listed({ results: [{ companyId: "c1" }], nextPageToken: "2" }),
      `Redstor GET /companies/{companyId}/customers for company <id>: the answer names the same next page again and again. ${differs}`,
    ],
    "it is about another backup company": [
      async () => {
        const body = { companyId: "c2", companyName: "Brewery" };
        emulator().faults.add({ call: "companies/{companyId}", kind: "status", status: 200, body });
        await redstor().company("c1");
      },
      `Redstor GET /companies/{companyId} for company c1: the answer is about company c2, not c1. ${differs}`,
    ],
    "it tells of a permission that there is not": [
      async () => {
        const [account] = emulator().eset.accounts;
        const users = [{ id: account?.userId, email: account?.email, permission: 9 }];
        emulator().faults.add({ call: "Company/Users", kind: "status", status: 200, body: { users } });
        await user.read(eset(), account?.userId ?? "", {});
      },
      `ESET Company/Users for user <id>: the answer has 9 in permission, which this release does not know. ${differs}`,
    ],
    "it is about another licence of another customer": [
      async () => {
        const body = { publicLicenseKey: "DDD-EEE-FFF", customerId: "c2", trial: false };
        emulator().faults.add({ call: "License/Detail", kind: "status", status: 200, body });
        await licences.read(eset(), key, { customerId: "c1" });
      },
      `ESET License/Detail for licence <key>: the answer is about licence <key> of company c2, not <key>. ${differs}`,
    ],
  });
});
