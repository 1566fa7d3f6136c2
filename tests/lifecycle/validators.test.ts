import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { compiledFile, inputsValidator, validatorOf } from "../../provider/lifecycle/validators";
import { vendor, vendorNames } from "../../provider/vendors";

const provider = join(__dirname, "../../provider");

describe("the validators that the build has compiled", function () {
  const resources = vendorNames.flatMap((name) => vendor(name).resources);

  it("are there for each resource, and find what ajv finds", () => {
    for (const resource of resources) {
      const { type, inputs } = resource;
      assert.ok(existsSync(compiledFile(type)), type);
      const wrong: unknown[] = [undefined, {}, { surplus: 1 }];
      for (const value of ["", "?", -1, 1.5, true, [], ["", 1], {}, { surplus: 1 }])
        wrong.push(Object.fromEntries(Object.keys(inputs.properties).map((name) => [name, value])));
      for (const one of wrong) {
        const [compiled, exact] = [inputsValidator(resource), validatorOf(inputs)];
        assert.notEqual(compiled, exact);
        assert.deepEqual([compiled(one), compiled.errors], [exact(one), exact.errors]);
      }
    }
  });

  it("keep ajv out of a process that checks the inputs of all resources", async () => {
    const script = `
      const { serve } = require(${JSON.stringify(join(provider, "host/dynamic"))});
      const types = ${JSON.stringify(resources.map(({ type }) => type))};
      Promise.all(types.map((type) => serve(type).check({}, {}))).then((checked) => {
        const loaded = Object.keys(require.cache).filter((file) => /[\\\\/]ajv[\\\\/]/.test(file));
        const names = loaded.map((file) => file.split(/[\\\\/]/).at(-1));
        console.log(JSON.stringify({ refused: checked.filter(({ failures }) => failures.length > 0).length, names }));
      });`;
    const { stdout } = await promisify(execFile)(process.execPath, ["-e", script]);
    const { refused, names } = JSON.parse(stdout) as { refused: number; names: string[] }; // see above
    assert.equal(refused, resources.length);
    // a few lines that measure texts
    assert.deepEqual(names, ["ucs2length.js"]);
  });
});
