import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { project } from "../tenant/folder";
import { mistakenFile, mistakes } from "../tenant/mistakes";

const root = join(__dirname, "..", "..", "..");
const command = join(root, "dist/cli/index.js");

interface Run {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** Without an account, and without a network to use one on. */
const validate = (cwd: string, ...args: string[]): Promise<Run> =>
  new Promise((resolve) => {
    const env = { PATH: process.env["PATH"] };
    const child = execFile(process.execPath, [command, "validate", ...args], { cwd, env }, (_, output, errors) => {
      resolve({ code: child.exitCode ?? -1, output, errors });
    });
  });

describe("pulumi-msp validate", function () {
  it("finds nothing wrong with the 25 tenants and 3 users of the example, and ends with 0", async () => {
    assert.deepEqual(await validate(join(root, "examples/tenants")), {
      code: 0,
      output: "25 tenants and 3 users: nothing is wrong.\n",
      errors: "",
    });
  });

  it("prints every mistake of every file, a line each, and ends with 1", async () => {
    const { folder, close } = project({ "bakery.yaml": mistakenFile, "brewery.yaml": "name: Brewery\n" });
    try {
      assert.deepEqual(await validate(folder, "tenants"), {
        code: 1,
        output: [
          ...mistakes.map((mistake) => `tenants/bakery.yaml:${mistake}`),
          "tenants/brewery.yaml:1:1: A tenant is at a vendor: add eset, or redstor, or both.",
          "",
        ].join("\n"),
        errors: `${mistakes.length + 1} mistakes in 2 files.\n`,
      });
    } finally {
      close();
    }
  });

  it("prints what is wrong with users, whose customers must be there", async () => {
    const jane = "email: jane@msp.example\nfirstName: Jane\nlastName: Doe\ncountryCode: SVK\n";
    const { folder, close } = project(
      { "bakery.yaml": "name: Bakery\neset: {}\n", "brewery.yaml": "name: B\nredstor: {}\n" },
      {
        "jane.yaml": `${jane}access: { bakery: Write, brewery: Read, florist: Read, smithy: Own }\n`,
        "joan.yaml": `${jane}permission: Write\naccess: { bakery: Read }\n`,
      },
    );
    try {
      const { code, output, errors } = await validate(folder);
      assert.deepEqual([code, errors], [1, "6 mistakes in 2 files.\n"]);
      const nowhere =
        "is no tenant here. Write the name of a tenant's file, without its extension; or, for a customer of another stack, its companyId in companyPermissions.";
      assert.deepEqual(output.trimEnd().split("\n"), [
        "users/jane.yaml:5:26: access.brewery has nothing at ESET. Take it out, or add eset to the tenant's file.",
        `users/jane.yaml:5:41: access.florist ${nowhere}`,
        `users/jane.yaml:5:56: access.smithy ${nowhere}`,
        'users/jane.yaml:5:64: access.smithy must be "Write" or "Read", not "Own".',
        `users/joan.yaml:1:8: email: the ESET user "jane@msp.example" stands at users/jane.yaml:1:8 already. Keep one of the two, or correct one of them.`,
        'users/joan.yaml:6:9: access is only for the permissions Read and NoAccess: "Write" is access to every customer. Leave it out.',
      ]);
      const elsewhere = await validate(folder, "tenants", "--users", "people");
      assert.equal(
        elsewhere.errors,
        "There is no folder people. It must be a folder with a file per user, e.g. jane.yaml.\n",
      );
    } finally {
      close();
    }
  });

  it("counts no mistakes beyond 200 in a file, and says so", async () => {
    const { folder, close } = project({ "bakery.yaml": `name: Bakery\n${"redstor: {}\n".repeat(60_000)}` });
    try {
      const { code, output, errors } = await validate(folder);
      assert.deepEqual([code, output.split("\n").length - 1, errors], [1, 201, "More than 200 mistakes in 1 file.\n"]);
    } finally {
      close();
    }
  });

  it("does not let a file speak to the terminal", async () => {
    const { folder, close } = project({ "bakery.yaml": 'name: Bakery\neset: { email: "\\e[31mred" }\n' });
    try {
      const { output } = await validate(folder);
      assert.match(output, /^tenants\/bakery\.yaml:2:16: eset\.email must be an e-mail address, not ".*31mred"\.\n$/);
      assert.ok(!output.includes("\u001b"));
    } finally {
      close();
    }
  });

  it("says in one line that there is no such folder, and ends with 1", async () => {
    const { folder, close } = project({});
    try {
      assert.deepEqual(await validate(folder, "customers"), {
        code: 1,
        output: "",
        errors: "There is no folder customers. It must be a folder with a file per tenant, e.g. bakery.yaml.\n",
      });
    } finally {
      close();
    }
  });

  it("tells how it is used", async () => {
    const { code, output } = await validate(root, "--help");
    assert.equal(code, 0);
    assert.match(output, /^Usage: pulumi-msp validate \[options\] \[folder\]\n/);
  });
});
