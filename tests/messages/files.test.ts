/** Mistakes in the files of tenants and of users. What a schema has against a value stands in tests/tenant/mistakes.ts. */
import assert from "node:assert/strict";
import { symlinkSync, writeFileSync } from "node:fs";
import { loadTenants } from "../../provider";
import type { Configuration } from "../../provider/tenant/declaration";
import { isAt, tenantFiles } from "../../provider/tenant/files";
import { type Folder, inOneLine, readFolder } from "../../provider/tenant/folder";
import { userFiles } from "../../provider/tenant/users";
import { renamed } from "../../cli/validate/renamed";
import { project } from "../tenant/folder";
import { occasions } from "./told";

type Files = Readonly<Record<string, string>>;

/** Does something in a folder of these files. */
const within =
  <T>(files: Files, users: Files, doing: () => T) =>
  (): T => {
    const { folder, close } = project(files, users);
    const before = process.cwd();
    process.chdir(folder);
    try {
      return doing();
    } finally {
      process.chdir(before);
      close();
    }
  };

function wrongIn({ failures }: Folder): void {
  assert.fail(failures.map(inOneLine).join("\n"));
}

/** All that is wrong with the files of tenants. */
const tenants = (files: Files, configuration?: Configuration) =>
  within(files, {}, () => {
    wrongIn(readFolder("tenants", tenantFiles, () => configuration));
  });
const tenant = (text: string, configuration?: Configuration) => tenants({ "bakery.yaml": text }, configuration);
const bakery = "name: Bakery\neset: {}\n";

describe("what is said of a folder of tenants", () => {
  occasions({
    "it is not there": [
      () => readFolder("nowhere", tenantFiles),
      "There is no folder nowhere. It must be a folder with a file per tenant, e.g. bakery.yaml.",
    ],
    "it is a file": [
      () => readFolder("package.json", tenantFiles),
      "package.json is a file. It must be a folder with a file per tenant, e.g. bakery.yaml.",
    ],
    "it is empty": [
      tenants({ "readme.md": "" }),
      "There is no tenant in tenants: no file there ends in .yaml or .yml. It must be a folder with a file per tenant, e.g. bakery.yaml.",
    ],
    "it has nothing for the stack that runs": [
      within({ "bakery.yaml": `stack: north\n${bakery}` }, {}, () => loadTenants("tenants", { stack: "south" })),
      "No file in tenants is for the stack south. The files are for north.",
    ],
    "it has a file that a name of Windows hides": [
      tenants({ "bakery.yaml": bakery, "brewery.yaml.txt": "name: Brewery\neset: {}\n" }),
      "tenants/brewery.yaml.txt:1:1: A tenant's file ends in .yaml or .yml, in small letters. Rename it.",
    ],
    "it has a file whose name cannot be one": [
      tenants({ "-bakery.yaml": bakery }),
      "tenants/-bakery.yaml:1:1: A tenant has its name from the file: letters, digits, and . _ - between them. Rename it.",
    ],
    "it has a link to something outside": [
      within({ "bakery.yaml": bakery }, {}, () => {
        writeFileSync("secret", "password");
        symlinkSync("../secret", "tenants/evil.yaml");
        wrongIn(readFolder("tenants", tenantFiles));
      }),
      "tenants/evil.yaml:1:1: This cannot be read: it is a link to something outside of its folder. Put the file itself there.",
    ],
    "it has one name in two files": [
      tenants({ "bakery.yaml": bakery, "bakery.yml": "name: Brewery\neset: {}\n" }),
      "tenants/bakery.yml:1:1: the tenant bakery stands at tenants/bakery.yaml:1:1 already. Keep one of the two, or correct one of them.",
    ],
    "it has one customer in two files, spelt otherwise": [
      tenants({ "bakery.yaml": bakery, "brewery.yaml": "name: BAKERY\neset: {}\n" }),
      'tenants/brewery.yaml:1:7: name: the ESET customer "BAKERY" stands at tenants/bakery.yaml:1:7 already, as "Bakery". Keep one of the two, or correct one of them.',
    ],
    "it has a file that says no stack, where others do": [
      tenants({ "bakery.yaml": bakery, "brewery.yaml": "name: Brewery\nstack: north\neset: {}\n" }),
      "tenants/bakery.yaml:1:1: stack is missing: tenants/brewery.yaml says one. Say in each file which stack has it.",
    ],
    "it has an earlier name that is a name still": [
      tenants({ "bakery.yaml": `formerly: brewery\n${bakery}`, "brewery.yaml": "name: Brewery\neset: {}\n" }),
      "tenants/bakery.yaml:1:11: formerly[0] is the name of a tenant that there is, in tenants/brewery.yaml. Take it out, or remove that file.",
    ],
    "it has an earlier name that two claim": [
      tenants({
        "bakery.yaml": `formerly: old\n${bakery}`,
        "brewery.yaml": "formerly: old\nname: Brewery\neset: {}\n",
      }),
      "tenants/brewery.yaml:1:11: formerly[0] stands in tenants/bakery.yaml too, and a tenant can have only one name now. Take it out of one of the two.",
    ],
  });
});

describe("what is said of the file of a tenant", () => {
  const licences = (entries: string) => `name: Bakery\neset:\n  licenses:\n${entries}`;

  occasions({
    "it is empty": [
      tenant("# nothing yet\n"),
      "tenants/bakery.yaml:1:1: The file is empty. Write at least a name, and eset or redstor.",
    ],
    "it is at no vendor": [
      tenant("name: Bakery\n"),
      "tenants/bakery.yaml:1:1: A tenant is at a vendor: add eset, or redstor, or both.",
    ],
    "it is in another encoding": [
      within({ "bakery.yaml": bakery }, {}, () => {
        writeFileSync("tenants/bakery.yaml", Buffer.from("name: B\u00e4ckerei\n", "latin1"));
        wrongIn(readFolder("tenants", tenantFiles));
      }),
      "tenants/bakery.yaml:1:8: This is not UTF-8. Save the file in that encoding.",
    ],
    "it is not YAML": [
      tenant("name: [Bakery\n"),
      "tenants/bakery.yaml:2:1: This is not YAML: Flow sequence in block collection must be sufficiently indented and end with a ].",
    ],
    "it holds two": [
      tenant(`${bakery}---\n${bakery}`),
      "tenants/bakery.yaml:3:1: A file holds one tenant. Take this line out, and give what follows a file of its own.",
    ],
    "it has a tag": [
      tenant("name: !secret Bakery\neset: {}\n"),
      "tenants/bakery.yaml:1:7: Tags, such as !secret, mean nothing here. Refer to the stack's configuration, secrets too, with { config: key }.",
    ],
    "it is nested too deeply": [
      tenant(`name: ${"[".repeat(101)}${"]".repeat(101)}\n`),
      "tenants/bakery.yaml:1:107: Lists and objects are more than 100 levels deep here. Take some out.",
    ],
    "it refers to nothing": [
      tenant("name: *nobody\neset: {}\n"),
      "tenants/bakery.yaml:1:7: *nobody stands for nothing. There is no anchor &nobody above.",
    ],
    "it refers to itself": [
      tenant("name: Bakery\neset: &own\n  address: *own\n"),
      "tenants/bakery.yaml:3:12: *own stands for nothing. An anchor cannot hold itself.",
    ],
    "it merges something without properties": [
      tenant("name: Bakery\neset:\n  <<: gold\n"),
      "tenants/bakery.yaml:3:3: << takes what an anchor holds, e.g. <<: *defaults, and that must have properties.",
    ],
    "it repeats itself without end": [
      tenant(
        `name: Bakery\neset:\n  tags: &one [a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a]\n  vatId: &two [*one, *one, *one, *one, *one, *one, *one, *one, *one, *one]\n  comment: [*two, *two, *two, *two, *two, *two]\n`,
      ),
      'tenants/bakery.yaml:4:15: eset.vatId must be a string, not [["a","a","a","a","a","a","a","a","a","a","a","a","a","a"....\ntenants/bakery.yaml:5:12: eset.comment must be a string, not [[["a","a","a","a","a","a","a","a","a","a","a","a","a","a....\ntenants/bakery.yaml:5:31: The aliases of this file stand for more than 1,000 values. Write them out.',
    ],
    "it has a name that YAML takes for no value": [
      tenant("name: Null\neset: {}\n"),
      'tenants/bakery.yaml:1:7: name is Null, which is no value in YAML. Put it in quotes if it is meant: "Null".',
    ],
    "it has a property of which nobody can see what is wrong": [
      tenant(`${bakery}"tags\u00a0": {}\n`),
      String.raw`tenants/bakery.yaml:3:1: "tags\u{a0}" is not a property of a tenant. Known here: name, formerly, stack, protect, eset, redstor.`,
    ],
    "it has an earlier key that two claim": [
      tenant(
        licences(
          '    a: { productCode: "2015", quantity: 1, formerly: old }\n    b: { productCode: "2018", quantity: 1, formerly: old }\n',
        ),
      ),
      "tenants/bakery.yaml:5:54: eset.licenses.b.formerly[0] stands at a too, and one thing can have only one name now. Take it out of one of the two.",
    ],
    "it has a subscription twice": [
      tenant(
        "name: Bakery\nredstor:\n  subscriptions:\n    a: { productId: 4, editionId: 5 }\n    b: { productId: 4, editionId: 6 }\n",
      ),
      "tenants/bakery.yaml:5:21: redstor.subscriptions.b.productId: this company's subscription to product 4 stands at tenants/bakery.yaml:4:21 already. Keep one of the two, or correct one of them.",
    ],
    "it has extensions of a licence that is no trial": [
      tenant(licences('    a: { productCode: "2015", quantity: 1, trialExtensions: 1 }\n')),
      'tenants/bakery.yaml:4:61: eset.licenses.a.trialExtensions is only for trials. Leave it out, or set type: "trial".',
    ],
  });
});

describe("what is said of a value that stands in the stack's configuration", () => {
  const values: Readonly<Record<string, { value: string; secret: boolean }>> = {
    seats: { value: "ten", secret: false },
    secret: { value: "ten", secret: true },
  };
  const configuration: Configuration = (key) => values[key];
  const seats = (quantity: string) =>
    tenant(`name: Bakery\neset:\n  licenses:\n    a: { productCode: "2015", quantity: ${quantity} }\n`, configuration);

  occasions({
    "it does not stand there": [
      seats("{ config: many }"),
      "tenants/bakery.yaml:4:41: eset.licenses.a.quantity refers to many, which the stack's configuration does not have. Set it: pulumi config set many <value>",
    ],
    "it is what it must not be": [
      seats("{ config: seats }"),
      'tenants/bakery.yaml:4:41: eset.licenses.a.quantity must be a whole number of seats, 1 or more, not "ten" (seats of the configuration).',
    ],
    "it is a secret, and not what it must be": [
      seats("{ config: secret }"),
      "tenants/bakery.yaml:4:41: eset.licenses.a.quantity must be a whole number of seats, 1 or more, not the secret secret of the configuration.",
    ],
    "it is referred to by more than a key": [
      seats("{ config: [seats] }"),
      "tenants/bakery.yaml:4:51: eset.licenses.a.quantity must refer to one key of the stack's configuration, e.g. { config: seats }.",
    ],
    "it says which resources there are": [
      tenant("name: Bakery\neset:\n  licenses: { config: licenses }\n", configuration),
      "tenants/bakery.yaml:3:13: eset.licenses cannot be a reference: which resources there are is said here. Write it out.",
    ],
    "it is a secret, and the program must know it": [
      tenant("name: Bakery\nprotect: { config: secret }\neset: {}\n", configuration),
      "tenants/bakery.yaml:2:10: protect cannot be a secret, and secret is one. Set it without --secret, or write it out.",
    ],
    "it is a secret within something that is wrong": [
      tenant("name: Bakery\neset:\n  tags: { a: { config: secret }, b: 1 }\n", configuration),
      'tenants/bakery.yaml:3:9: eset.tags must be a list of tags, e.g. ["gold"], not something with a secret in it.',
    ],
  });
});

describe("what is said of the file of a user", () => {
  const files = { "bakery.yaml": bakery, "brewery.yaml": "name: Brewery\nredstor: {}\n" };
  const user = (text: string) =>
    within(files, { "jane.yaml": `email: jane@msp.example\nfirstName: Jane\nlastName: Doe\n${text}` }, () => {
      const known = new Map(readFolder("tenants", tenantFiles).files.map((one) => [one.name, isAt(one, "eset")]));
      wrongIn(
        readFolder(
          "users",
          userFiles((name) => known.get(name)),
        ),
      );
    });

  occasions({
    "it gives access to nobody's company": [
      user("countryCode: SVK\naccess: { florist: Read }\n"),
      "users/jane.yaml:5:11: access.florist is no tenant here. Write the name of a tenant's file, without its extension; or, for a customer of another stack, its companyId in companyPermissions.",
    ],
    "it gives access to a company of another vendor": [
      user("countryCode: SVK\naccess: { brewery: Read }\n"),
      "users/jane.yaml:5:11: access.brewery has nothing at ESET. Take it out, or add eset to the tenant's file.",
    ],
    "it gives access to one who has access to everything": [
      user("countryCode: SVK\npermission: Write\naccess: { bakery: Read }\n"),
      'users/jane.yaml:6:9: access is only for the permissions Read and NoAccess: "Write" is access to every customer. Leave it out.',
    ],
    "it lacks the country": [
      user(""),
      'users/jane.yaml:1:1: countryCode is missing: give a country code of three letters, e.g. "SVK".',
    ],
  });
});

describe("what is said of files that a stack knows otherwise", () => {
  const against = (text: string, ...state: { type: string; name: string; inputs: object }[]) =>
    within({ "bakery.yaml": text }, {}, () => {
      const { files } = readFolder("tenants", tenantFiles);
      wrongIn({ files, failures: renamed(files, state as never, "production") });
    });
  const held = { type: "eset:Customer", name: "old/eset", inputs: { name: "Bakery" } };

  occasions({
    "a tenant that was renamed without a word": [
      against(bakery, held),
      "tenants/bakery.yaml:1:7: The stack production has this customer as old, which is in no file any more. If it was renamed, write: formerly: old",
    ],
    "a licence that was renamed without a word": [
      against(
        'name: Bakery\neset:\n  licenses:\n    endpoint: { productCode: "2015", quantity: 1 }\n',
        { ...held, name: "bakery/eset" },
        { type: "eset:License", name: "bakery/eset/2015", inputs: { productCode: "2015" } },
      ),
      "tenants/bakery.yaml:4:5: eset.licenses.endpoint: the stack production has this as 2015, which the file has no more. If it was renamed, write: formerly: 2015",
    ],
  });
});
