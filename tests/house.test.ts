import assert from "node:assert/strict";
import { ESLint } from "eslint";
import * as plugins from "../emulator/vendors";
import { vendorNames } from "../provider/vendors";

/** The one-way streets of ARCHITECTURE.md, as the linter sees them. */
describe("the house", function () {
  const eslint = new ESLint({ ruleFilter: ({ ruleId }) => ruleId === "no-restricted-imports" });
  const complaints = async (file: string, imported: string) => {
    const [result] = await eslint.lintText(`import "${imported}";\n`, { filePath: file });
    return result?.messages.map(({ ruleId }) => ruleId) ?? [];
  };

  const closed: [string, string][] = [
    ["provider/lifecycle/diff.ts", "../http/client"],
    ["provider/lifecycle/diff.ts", "../eset/api"],
    ["provider/lifecycle/diff.ts", "../host/dynamic"],
    ["provider/lifecycle/diff.ts", "@pulumi/pulumi"],
    ["provider/http/client.ts", "../lifecycle/define"],
    ["provider/http/client.ts", "../eset/errors"],
    ["provider/http/client.ts", "../vendor/answer"],
    ["provider/vendor/answer.ts", "../eset/errors"],
    ["provider/vendor/settings.ts", "@pulumi/pulumi"],
    ["provider/lifecycle/diff.ts", "../vendor/vendor"],
    ["provider/lifecycle/outcome.ts", "../http/vendorError"],
    ["provider/eset/license.ts", "../redstor/api"],
    ["provider/eset/license.ts", "../host/program"],
    ["provider/eset/license.ts", "@pulumi/pulumi"],
    ["provider/redstor/session.ts", "@pulumi/pulumi"],
    ["provider/eset/program.ts", "../host/dynamic"],
    ["provider/redstor/program.ts", "../eset/program"],
    ["provider/redstor/functions.ts", "../../emulator"],
    ["provider/eset/license.ts", "../../emulator"],
    ["provider/eset/license.ts", "fastify"],
    ["provider/eset/license.ts", "yaml"],
    ["provider/eset/license.ts", "../tenant/schema"],
    ["provider/host/dynamic.ts", "../tenant/schema"],
    ["provider/tenant/tenant.ts", "../host/dynamic"],
    ["provider/tenant/files.ts", "../../emulator"],
    ["provider/tenant/files.ts", "../eset/license"],
    ["provider/tenant/tenant.ts", "../redstor/program"],
    ["provider/lifecycle/diff.ts", "../../emulator"],
    ["emulator/index.ts", "../provider"],
    ["emulator/eset/license.ts", "../../provider/eset/api"],
    ["emulator/eset/license.ts", "../redstor/store"],
    ["emulator/redstor/index.ts", "../eset"],
    ["emulator/index.ts", "@pulumi/pulumi"],
    ["emulator/console/browser/tree.ts", "../../eset/store"],
    ["emulator/console/browser/tree.ts", "node:fs"],
    ["cli/index.ts", "../tests/host/world"],
  ];
  for (const [file, imported] of closed) {
    it(`does not let ${file} import ${imported}`, async () => {
      assert.deepEqual(await complaints(file, imported), ["no-restricted-imports"]);
    });
  }

  it("lets the allowed directions through", async () => {
    for (const [file, imported] of [
      ["provider/eset/license.ts", "../lifecycle/define"],
      ["provider/eset/license.ts", "../http/vendorError"],
      ["provider/eset/license.ts", "../vendor/answer"],
      ["provider/vendor/answer.ts", "../http/vendorError"],
      ["provider/vendor/vendor.ts", "../lifecycle/lifecycle"],
      ["provider/host/dynamic.ts", "../lifecycle/lifecycle"],
      ["provider/http/vendorError.ts", "../lifecycle/outcome"],
      ["provider/eset/program.ts", "../host/program"],
      ["provider/redstor/functions.ts", "@pulumi/pulumi"],
      ["provider/eset/api.ts", "../../contracts/generated/eset"],
      ["provider/tenant/document.ts", "yaml"],
      ["provider/tenant/files.ts", "../vendors"],
      ["provider/eset/vendor.ts", "./tenant"],
      ["provider/eset/program.ts", "../tenant/tenant"],
      ["emulator/vendors.ts", "./eset"],
      ["emulator/eset/license.ts", "../acts"],
      ["cli/index.ts", "../emulator"],
    ] as const) {
      assert.deepEqual(await complaints(file, imported), [], `${file} ${imported}`);
    }
  });

  it("has the same vendors in the provider and in the emulator, whose folders give nothing but the plugin", () => {
    assert.deepEqual(Object.keys(plugins).sort(), [...vendorNames].sort());
  });
});
