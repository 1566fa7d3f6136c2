/** Credentials, settings, and the file that corrects what is assumed of the vendors. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assumptionsWith } from "../../provider/eset/assumptions";
import { esetConfig } from "../../provider/eset/config";
import { configFailures, readerOf, refusePlainSecrets } from "../../provider/host/plugin/configured";
import { unknownValue } from "../../provider/lifecycle/values";
import { redstorConfig } from "../../provider/redstor/config";
import { Redstor } from "../../provider/redstor/session";
import { limitsOf } from "../../provider/vendor/limits";
import { emulated, occasions, say } from "./told";

type Given = Readonly<Record<string, string>>;

const reader = (config: Given) => (key: string) => config[key];
const eset =
  (config: Given, environment: Given = {}) =>
  () =>
    esetConfig(reader(config), environment);
const signedIn = { "msp:esetUsername": "api@msp.example", "msp:esetPassword": "secret" };
const esetWith = (config: Given) => eset({ ...signedIn, ...config });
const redstor =
  (config: Given, environment: Given = {}) =>
  () =>
    redstorConfig(reader(config), environment);

describe("what is said of the credentials", () => {
  const key = (jwk: object) => redstor({ "msp:redstorClientId": "msp", "msp:redstorPrivateKey": JSON.stringify(jwk) });
  const n = "A".repeat(342);
  const whole = { kty: "RSA", kid: "1", n, e: "AQAB", d: "d", p: "p", q: "q", dp: "dp", dq: "dq", qi: "qi" };
  const how =
    "Redstor hands the key out as a file in RedApp, under RedAPI, Service accounts: give the content of that file as it is.";

  occasions({
    "no user name for ESET": [
      eset({}),
      'The ESET username is missing. Give it with "pulumi config set msp:esetUsername" or in the environment variable ESET_MSP_USERNAME.',
    ],
    "no password for ESET": [
      eset({ "msp:esetUsername": "api@msp.example" }),
      'The ESET password is missing. Give it with "pulumi config set --secret msp:esetPassword" or in the environment variable ESET_MSP_PASSWORD.',
    ],
    "no client id for Redstor": [
      redstor({}),
      'The Redstor client id is missing. Give it with "pulumi config set msp:redstorClientId" or in the environment variable REDSTOR_CLIENT_ID.',
    ],
    "no private key for Redstor": [
      redstor({ "msp:redstorClientId": "msp" }),
      'The Redstor private key is missing. Give it with "pulumi config set --secret msp:redstorPrivateKey" or in the environment variable REDSTOR_PRIVATE_KEY, or its file in REDSTOR_PRIVATE_KEY_FILE.',
    ],
    "a file of the private key that is not there": [
      redstor({ "msp:redstorClientId": "msp" }, { REDSTOR_PRIVATE_KEY_FILE: "/nowhere/key.json" }),
      "The file that REDSTOR_PRIVATE_KEY_FILE names cannot be read (ENOENT).",
    ],
    "a private key in PEM form": [
      redstor({ "msp:redstorClientId": "msp", "msp:redstorPrivateKey": "-----BEGIN PRIVATE KEY-----" }),
      `msp:redstorPrivateKey is a key in PEM form, but must be a JSON Web Key. ${how}`,
    ],
    "a private key, by the environment, that is no JSON": [
      redstor({}, { REDSTOR_CLIENT_ID: "msp", REDSTOR_PRIVATE_KEY: "secret" }),
      `REDSTOR_PRIVATE_KEY is not a JSON Web Key: it is not a JSON object. ${how}`,
    ],
    "a private key of another kind": [
      key({ kty: "EC" }),
      `msp:redstorPrivateKey is a JSON Web Key of another kind, but must be an RSA key. ${how}`,
    ],
    "a private key that is too short": [
      key({ ...whole, n: "AQAB" }),
      `msp:redstorPrivateKey is an RSA key of less than 2048 bits. ${how}`,
    ],
    "the public key in place of the private one": [
      key({ kty: "RSA", kid: "1", n, e: "AQAB" }),
      `msp:redstorPrivateKey is the public half of the key, but must be the private one. ${how}`,
    ],
    "a private key that lacks a part": [
      key({ ...whole, qi: undefined }),
      `msp:redstorPrivateKey is a JSON Web Key without "qi". ${how}`,
    ],
    "a password in plain text in the stack's configuration": [
      () => {
        refusePlainSecrets({ properties: { esetPassword: "secret" }, secrets: [] });
      },
      "msp:esetPassword is in the stack configuration in plain text. Store it encrypted: pulumi config set --secret msp:esetPassword. Then replace it at the vendor: git and the state may hold it already.",
    ],
  });

  describe("where the key is asked for", () => {
    const emulator = emulated();
    occasions({
      "a private key that is not whole": [
        async () => {
          const { privateKey } = emulator().redstor.accounts[0] ?? assert.fail();
          const broken = { ...privateKey, p: "!" };
          const environment = { ...emulator().redstor.environment(), REDSTOR_PRIVATE_KEY: JSON.stringify(broken) };
          await new Redstor(redstorConfig(() => undefined, environment)).rootId();
        },
        "The Redstor private key is not a whole RSA key: download it anew in RedApp.",
      ],
    });
  });
});

describe("what is said of the settings", () => {
  occasions({
    "keys of the time before the first release": [
      esetWith({ "eset:username": "api@msp.example", "eset:password": "secret" }),
      `The stack configuration has keys of a version before the first release. Move them:
  eset:username is now msp:esetUsername:
    pulumi config get eset:username | pulumi config set msp:esetUsername
    pulumi config rm eset:username
  eset:password is now msp:esetPassword:
    pulumi config get eset:password | pulumi config set --secret msp:esetPassword
    pulumi config rm eset:password`,
    ],
    "an endpoint that is no URL": [
      esetWith({ "msp:esetEndpoint": "mspapi" }),
      'msp:esetEndpoint is "mspapi", but must be a URL.',
    ],
    "an endpoint, by the environment, that is no URL and may hold a password": [
      eset(signedIn, { ESET_MSP_ENDPOINT: "https//me:secret@mspapi.example" }),
      "ESET_MSP_ENDPOINT must be a URL.",
    ],
    "an endpoint without encryption": [
      esetWith({ "msp:esetEndpoint": "http://mspapi.example/api" }),
      "msp:esetEndpoint is http://mspapi.example: only https is allowed, or http on this machine.",
    ],
    "an endpoint with a password": [
      esetWith({ "msp:esetEndpoint": "https://me:secret@mspapi.example" }),
      "msp:esetEndpoint must not contain credentials.",
    ],
    "an endpoint with a query": [
      esetWith({ "msp:esetEndpoint": "https://mspapi.example?v=1" }),
      "msp:esetEndpoint must not contain a query.",
    ],
    "a time-out that is no number": [
      esetWith({ "msp:esetTimeoutSeconds": "ten" }),
      'msp:esetTimeoutSeconds is "ten", but must be a number greater than 0 and at most 3600.',
    ],
    "a rate of nothing, by the environment": [
      eset(signedIn, { ESET_MSP_REQUESTS_PER_SECOND: "0" }),
      'ESET_MSP_REQUESTS_PER_SECOND is "0", but must be a number greater than 0.',
    ],
    "a rate that is too slow": [
      esetWith({ "msp:esetRequestsPerSecond": "0.001" }),
      "msp:esetRequestsPerSecond is 0.001, but must be 0.01 or more.",
    ],
    "a way to refresh that there is not": [
      esetWith({ "msp:esetRefresh": "fast" }),
      'msp:esetRefresh is "fast", but must be exact or bulk.',
    ],
    "a limit that is no number": [
      () => limitsOf(() => undefined, { MSP_MOST_NEW_SEATS: "many" }),
      'MSP_MOST_NEW_SEATS is "many", but must be a whole number, 0 or more.',
    ],
    "an argument that an explicit provider does not have": [
      () => {
        say(configFailures({ properties: { esetUserName: "api@msp.example" }, secrets: [] }, false, () => undefined));
      },
      "esetUserName is no argument of this provider. Did you mean esetUsername?",
    ],
    "an argument of an explicit provider that is like none": [
      () => {
        say(configFailures({ properties: { colour: "red" }, secrets: [] }, false, () => undefined));
      },
      "colour is no argument of this provider. Known: esetEndpoint, esetUsername, esetRequestsPerSecond, esetTimeoutSeconds, esetRefresh, esetPassword, assumptions, redstorEndpoint, redstorIssuer, redstorClientId, redstorRequestsPerSecond, redstorTimeoutSeconds, redstorPrivateKey, mostNewSeats, mostRemovals.",
    ],
    "a key of the stack configuration that looks misspelt": [
      () => {
        configFailures({ properties: { esetUsernam: "api@msp.example" }, secrets: [] }, true, (warning) => {
          throw new Error(warning);
        });
      },
      "The stack configuration has msp:esetUsernam, which pulumi-msp does not know. Did you mean msp:esetUsername?",
    ],
    "an argument that a preview does not know yet": [
      () => readerOf({ properties: { esetPassword: unknownValue }, secrets: [] })("msp:esetPassword"),
      "esetPassword of the provider is not known before the update. Give it a value that a preview knows.",
    ],
  });
});

describe("what is said of the file that MSP_ASSUMPTIONS names", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "assumptions-"))));
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const file = (text: string) => () => {
    const before = process.cwd();
    process.chdir(folder);
    try {
      writeFileSync("vendors.json", text);
      assumptionsWith("vendors.json");
    } finally {
      process.chdir(before);
    }
  };
  const ofEset = (corrections: object) => file(JSON.stringify({ eset: corrections }));
  const cannot = "The assumptions in vendors.json cannot be used:";
  const form = 'It must look like { "eset": { "companyStatus.suspended": 4 } }.';

  occasions({
    "it is not there": [
      () => assumptionsWith("/nowhere/vendors.json"),
      "The assumptions in /nowhere/vendors.json cannot be used: the file cannot be read: ENOENT: no such file or directory, stat '/nowhere/vendors.json'",
    ],
    "it is a folder": [
      () => assumptionsWith("/tmp"),
      "The assumptions in /tmp cannot be used: the file cannot be read: it is a folder. It must be a file.",
    ],
    "it is a device": [
      () => assumptionsWith("/dev/null"),
      "The assumptions in /dev/null cannot be used: the file cannot be read: it is a pipe or a device. It must be a file.",
    ],
    "it is larger than anybody writes": [
      file(" ".repeat(2_000_000)),
      `${cannot} the file cannot be read: it has more than 1 MiB. Make it smaller.`,
    ],
    "it is not JSON": [file("{"), `${cannot} it is not JSON.`],
    "it is no object": [file("[]"), `${cannot} ${form}`],
    "it is about another vendor": [file('{ "acme": {} }'), `${cannot} there is no vendor "acme". ${form}`],
    "it is about something in another case": [
      ofEset({ "companyStatus.Suspended": 4 }),
      `${cannot} nothing is assumed as "companyStatus.Suspended". Did you mean companyStatus.suspended?`,
    ],
    "it is about something that is not assumed": [
      ofEset({ "companyStatus.gone": 4 }),
      `${cannot} nothing is assumed as "companyStatus.gone". Known of it: companyStatus.active, companyStatus.waitingForActivation, companyStatus.suspended.`,
    ],
    "it is about something unheard of": [
      ofEset({ colour: "red" }),
      `${cannot} nothing is assumed as "colour". Known: companyStatus.active, companyStatus.waitingForActivation, companyStatus.suspended, licenseState.suspended, error.gone, error.text, token.assumedSeconds, page.largest, userColumn.email, and the property names and paths that "pulumi-msp doctor --json" lists.`,
    ],
    "it corrects a number by a word": [
      ofEset({ "companyStatus.suspended": "four" }),
      `${cannot} companyStatus.suspended must be a whole number from 0 to 10000, not "four".`,
    ],
    "it says that two things are the same": [
      ofEset({ "companyStatus.suspended": 1 }),
      `${cannot} companyStatus.active and companyStatus.suspended are both 1, but must differ.`,
    ],
  });
});
