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
  it("finds nothing wrong with the 25 tenants of the example, and ends with 0", async () => {
    assert.deepEqual(await validate(join(root, "examples/tenants")), {
      code: 0,
      output: "25 tenants: nothing is wrong.\n",
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
