import assert from "node:assert/strict";
import { join } from "node:path";
import { type InState, renamed } from "../../cli/validate/renamed";
import { tenantFiles } from "../../provider/tenant/files";
import { inOneLine, readFolder } from "../../provider/tenant/folder";
import { project } from "../tenant/folder";

const bakery: readonly InState[] = [
  { type: "eset:Customer", name: "bakery/eset", inputs: { name: "Example Bakery" } },
  { type: "eset:License", name: "bakery/eset/endpoint", inputs: { productCode: "2015", quantity: 10 } },
  { type: "eset:License", name: "bakery/eset/mail", inputs: { productCode: "211", quantity: 5 } },
  { type: "msp:Guard", name: "bakery/eset/set protect false in its file first", inputs: {} },
];

/** What is proposed for files, when the stack holds this. */
function proposed(files: Readonly<Record<string, string>>, state = bakery): string[] {
  const { folder, close } = project(files);
  try {
    const read = readFolder(join(folder, "tenants"), tenantFiles);
    return renamed(read.files, state, "north").map((failure) => inOneLine(failure).replaceAll(`${folder}/`, ""));
  } finally {
    close();
  }
}
const file = (licenses: string, more = "") => `name: example bakery\n${more}eset:\n  licenses:\n${licenses}`;
const both = '    endpoint: { productCode: "2015", quantity: 10 }\n    mail: { productCode: "211", quantity: 5 }\n';

describe("files beside what a stack holds", () => {
  it("of the same names, or that say the earlier ones, are well, whatever else they change", () => {
    assert.deepEqual(proposed({ "bakery.yaml": file(both.replace("2015", "2018")) }), []);
    assert.deepEqual(proposed({ "bread.yaml": file(both, "formerly: bakery\n") }), []);
    const suite = both.replace("endpoint: {", "suite: { formerly: endpoint,");
    assert.deepEqual(proposed({ "bakery.yaml": file(suite) }), []);
  });

  it("under another name have the line proposed, for the customer and for a licence", () => {
    assert.deepEqual(proposed({ "bread.yaml": file(both) }), [
      "tenants/bread.yaml:1:7: The stack north has this customer as bakery, which is in no file any more. If it was renamed, write: formerly: bakery",
    ]);
    assert.deepEqual(proposed({ "bakery.yaml": file(both.replace("endpoint", "suite")) }), [
      "tenants/bakery.yaml:4:5: eset.licenses.suite: the stack north has this as endpoint, which the file has no more. If it was renamed, write: formerly: endpoint",
    ]);
    const renamedToo = file(both.replace("endpoint", "suite"), "formerly: bakery\n");
    assert.equal(proposed({ "bread.yaml": renamedToo }).length, 1, "a key of a file that was renamed");
  });

  it("that are somebody else, or another product, are new", () => {
    assert.deepEqual(proposed({ "brewery.yaml": "name: Brewery\neset: {}\n" }), []);
    assert.deepEqual(proposed({ "bakery.yaml": file(`${both}    cloud: { productCode: "310", quantity: 1 }\n`) }), []);
    const twins = [...bakery, { type: "eset:Customer", name: "old/eset", inputs: { name: "Example Bakery" } }];
    assert.deepEqual(proposed({ "bread.yaml": file(both) }, twins), [], "nobody can tell which of the two it was");
  });

  it("of another stack are not compared with this one", () => {
    assert.deepEqual(proposed({ "bread.yaml": file(both, "stack: south\n") }), []);
  });
});
