import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Configuration } from "../../provider/tenant/declaration";
import { tenantFiles } from "../../provider/tenant/files";
import { type Folder, inOneLine, readFolder } from "../../provider/tenant/folder";
import { project } from "./folder";
import { mistakenFile, mistakes } from "./mistakes";

/** Reads files as a program in their project would. */
function read(files: Readonly<Record<string, string>>, configuration?: Configuration): Folder {
  const { folder, close } = project(files);
  try {
    const found = readFolder(join(folder, "tenants"), tenantFiles, () => configuration);
    const inProject = (text: string) => text.replaceAll(`${folder}/`, "");
    const failures = found.failures.map((one) => ({
      ...one,
      file: inProject(one.file),
      message: inProject(one.message),
    }));
    return { ...found, failures };
  } finally {
    close();
  }
}

const wrong = (files: Readonly<Record<string, string>>, configuration?: Configuration): string[] =>
  read(files, configuration).failures.map(inOneLine);

const bakery = 'name: Example Bakery\neset: { licenses: { endpoint: { productCode: "2015", quantity: 10 } } }\n';

describe("files of tenants", () => {
  it("are read by name, whatever else is in the folder", () => {
    const { folder, close } = project({
      "brewery.yml": "name: Brewery\nredstor: {}\n",
      "bakery.yaml": bakery,
      "README.md": "# Tenants\n",
      ".draft.yaml": "nonsense",
    });
    try {
      mkdirSync(join(folder, "tenants", "left"));
      writeFileSync(join(folder, "tenants", "left", "florist.yaml"), "nonsense");
      const { files: tenants, failures } = readFolder(join(folder, "tenants"), tenantFiles);
      assert.deepEqual(failures, []);
      assert.deepEqual(
        tenants.map(({ name, declaration }) => [name, declaration.value]),
        [
          [
            "bakery",
            { name: "Example Bakery", eset: { licenses: { endpoint: { productCode: "2015", quantity: 10 } } } },
          ],
          ["brewery", { name: "Brewery", redstor: {} }],
        ],
      );
    } finally {
      close();
    }
  });

  it("have each mistake told with its line, its column, the property and the remedy, in one go", () => {
    assert.deepEqual(
      wrong({ "bakery.yaml": mistakenFile }),
      mistakes.map((mistake) => `tenants/bakery.yaml:${mistake}`),
    );
  });

  it("are refused with numbers and texts that no vendor can take, each with its place", () => {
    const text = [
      'name: "Lone \\ud83d"',
      "eset:",
      "  email: mailto:a@b.example",
      "  licenses: { a: { productCode: 2015, quantity: 99999999999999999999 } }",
      "redstor:",
      "  subscriptions: { a: { productId: 4294967296, editionId: 5 } }",
      "",
    ].join("\n");
    assert.deepEqual(wrong({ "bakery.yaml": text }), [
      "tenants/bakery.yaml:1:7: name holds half of a character, which cannot be sent: give the whole character, or leave it out.",
      'tenants/bakery.yaml:3:10: eset.email must be an e-mail address, not "mailto:a@b.example".',
      "tenants/bakery.yaml:4:49: eset.licenses.a.quantity must be 2147483647 at most, not 100000000000000000000.",
      "tenants/bakery.yaml:6:36: redstor.subscriptions.a.productId must be 2147483647 at most, not 4294967296.",
    ]);
  });

  it("take a product code without quotes for the digits that are written", () => {
    const text = "name: Bakery\neset: { licenses: { a: { productCode: 0107, quantity: 1 } } }\n";
    const [tenant] = read({ "bakery.yaml": text }).files;
    assert.deepEqual(tenant?.declaration.value, {
      name: "Bakery",
      eset: { licenses: { a: { productCode: "0107", quantity: 1 } } },
    });
  });

  it("may repeat a value by an anchor", () => {
    const text = "name: &name Bakery\neset: { name: *name, comment: *other }\nredstor: &self { name: *self }\n";
    assert.deepEqual(wrong({ "bakery.yaml": text }), [
      "tenants/bakery.yaml:2:31: *other stands for nothing. There is no anchor &other above.",
      "tenants/bakery.yaml:3:24: *self stands for nothing. An anchor cannot hold itself.",
    ]);
  });

  it("may merge what an anchor holds, before or after what they say themselves", () => {
    const text = [
      "name: Bakery",
      "eset:",
      "  address: &place { city: Springfield, state: Ohio }",
      "  licenses:",
      '    a: &seats { productCode: "2015", quantity: 10, suspended: true }',
      '    b: { <<: *seats, productCode: "2018" }',
      '    c: { productCode: "107", <<: [*seats], quantity: 5 }',
      '    d: { <<: *nothing, productCode: "111", quantity: 1 }',
      '    e: { <<: *seats, productCode: "313", "<<": 1 }',
      "",
    ].join("\n");
    const { files: tenants, failures } = read({ "bakery.yaml": text });
    assert.deepEqual(
      failures.map(({ line, column, message }) => `${line}:${column}: ${message.split(".")[0] ?? ""}`),
      ["8:14: *nothing stands for nothing", "9:42: eset"],
    );
    assert.match(failures[1]?.message ?? "", /^eset\.licenses\.e\.<< is not a property of a licence\./);
    const { eset } = tenants[0]?.declaration.value as { eset: { licenses: object } }; // as it is written above
    assert.deepEqual(Object.values(eset.licenses).slice(0, 3), [
      { productCode: "2015", quantity: 10, suspended: true },
      { productCode: "2018", quantity: 10, suspended: true },
      { productCode: "107", quantity: 5, suspended: true },
    ]);
  });

  it("with an ending in capitals, or one more ending, are not passed over", () => {
    const text = "name: Bakery\nredstor: {}\n";
    const says = ":1:1: A tenant's file ends in .yaml or .yml, in small letters. Rename it.";
    assert.deepEqual(wrong({ "a.YAML": text, "b.yaml.txt": text, "c.yaml": text, "d.md": text }), [
      `tenants/a.YAML${says}`,
      `tenants/b.yaml.txt${says}`,
    ]);
  });

  it("may not hold aliases of aliases that fill the memory", () => {
    const level = (name: string, of: string) => `${name}: &${name} [${Array(10).fill(of).join(", ")}]\n`;
    const levels = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
    const text = levels.map((name, i) => level(name, i === 0 ? "x" : `*${levels[i - 1] ?? ""}`)).join("");
    const found = wrong({ "bakery.yaml": `name: Bakery\nredstor: {}\n${text}` });
    assert.deepEqual(
      found.filter((line) => line.includes("alias")),
      ["tenants/bakery.yaml:5:40: The aliases of this file stand for more than 1,000 values. Write them out."],
    );
  });

  // what is linear takes a second or two; what is not, more than the minutes that a test may take
  describe("that are nothing but mistakes", () => {
    const lines = (number: number, line: (i: number) => string) =>
      Array.from({ length: number }, (_, i) => line(i)).join("");
    const head = "name: Bakery\n";
    const table: [string, string][] = [
      ["aliases of nothing", `${head}redstor: {}\nx: [${lines(150_000, () => "*a, ")}]\n`],
      ["properties that are there already", `${head}${lines(80_000, () => "redstor: {}\n")}`],
      ["properties that nobody knows", `${head}eset: {${lines(80_000, (i) => `a${i}: 1, `)}}\n`],
      [
        "properties of nothing under a long name",
        `${head}? ${"x".repeat(300_000)}\n: {${lines(50_000, (i) => `a${i}: , `)}}\n`,
      ],
      ["tabs", `${head}redstor:\n${lines(160_000, () => "\ta: b\n")}`],
      [
        "licences of one product",
        `${head}eset:\n  licenses:\n${lines(22_000, (i) => `    a${i}: {productCode: "107", quantity: 1}\n`)}`,
      ],
    ];
    for (const [what, text] of table) {
      it(`are told of up to 200, and that there are more: ${what}`, () => {
        const found = wrong({ "bakery.yaml": text });
        assert.equal(found.length, 201);
        assert.match(
          found[200] ?? "",
          /^tenants\/bakery\.yaml:\d+:\d+: There are more mistakes in this file\. Mend these first\.$/,
        );
        for (const line of found) assert.ok(line.length < 1100, "a name is shown in part");
      });
    }

    it("are told of one by one up to 200, and in other files besides", () => {
      const text = `name: Bakery\neset:\n${lines(201, (i) => `  a${i}: 1\n`)}`;
      const more = wrong({ "a.yaml": text, "b.yaml": "name: Brewery\n" });
      assert.deepEqual(
        [more[0], more[199], ...more.slice(200)].map((line) => line?.replace(/ is not a property.*/, "")),
        [
          "tenants/a.yaml:3:3: eset.a0",
          "tenants/a.yaml:202:3: eset.a199",
          "tenants/a.yaml:203:3: There are more mistakes in this file. Mend these first.",
          "tenants/b.yaml:1:1: A tenant is at a vendor: add eset, or redstor, or both.",
        ],
      );
      assert.equal(wrong({ "a.yaml": text.replace("  a200: 1\n", "") }).length, 200);
    });

    it("because a line of them is one: that there are more is said beside it", () => {
      assert.deepEqual(
        wrong({ "bakery.yaml": `${head}redstor: [${",".repeat(500_000)}]\n` }).map((line) => line.slice(0, 70)),
        [
          "tenants/bakery.yaml:2:12: This is not YAML: Unexpected , in flow seque",
          "tenants/bakery.yaml:2:212: There are more mistakes in this file. Mend ",
        ],
      );
    });

    for (const opening of ["[", "- ", "{a: ", "? "]) {
      it(`because they are deep: ${opening}`, () => {
        for (const depth of [150, 200_000]) {
          const [first = ""] = wrong({
            "bakery.yaml": opening.repeat(depth) + "x" + (depth > 150 ? "" : closing(opening, depth)),
          });
          assert.match(first, /:1:\d+: Lists and objects are more than 100 levels deep here\. Take some out\.$/);
        }
      });
    }
    const closing = (opening: string, depth: number) => ({ "[": "]", "{a: ": "}" })[opening]?.repeat(depth) ?? "";
  });

  it("with an anchor full of aliases of nothing do not repeat its mistakes wherever it stands", () => {
    const text = `name: Bakery\nredstor: {}\nx: &x [*u, *u]\ny: [${"*x, ".repeat(300)}]\n`;
    const found = wrong({ "bakery.yaml": text }).filter((line) => line.includes("no anchor"));
    assert.deepEqual(found, [
      "tenants/bakery.yaml:3:8: *u stands for nothing. There is no anchor &u above.",
      "tenants/bakery.yaml:3:12: *u stands for nothing. There is no anchor &u above.",
    ]);
  });

  describe("that cannot be read", () => {
    it("are named, beside what is wrong in others", () => {
      const { folder, close } = project({ "a.yaml": "name: Bakery\n", "b.yaml": bakery });
      try {
        mkdirSync(join(folder, "elsewhere"));
        symlinkSync(join(folder, "elsewhere"), join(folder, "tenants", "folder.yaml"), "junction");
        const failures = readFolder(join(folder, "tenants"), tenantFiles).failures;
        assert.deepEqual(
          failures.map(({ file, line, column, message }) => [basename(file), line, column, message]),
          [
            ["a.yaml", 1, 1, "A tenant is at a vendor: add eset, or redstor, or both."],
            ["folder.yaml", 1, 1, "This cannot be read: it is a folder. It must be a file."],
          ],
        );
      } finally {
        close();
      }
    });

    it("because they are not files of the folder, without a word of what they hold", function () {
      if (process.platform !== "linux") this.skip();
      const { folder, close } = project({ "d.yaml": "x".repeat(2 * 1024 * 1024) });
      const tenants = join(folder, "tenants");
      try {
        symlinkSync("/proc/self/environ", join(tenants, "a.yaml"));
        execFileSync("mkfifo", [join(tenants, "b.yaml")]);
        symlinkSync("/dev/stdin", join(tenants, "c.yaml"));
        const link = "This cannot be read: it is a link to something outside of its folder. Put the file itself there.";
        const found = readFolder(tenants, tenantFiles).failures.map(({ file, message }) => [basename(file), message]);
        assert.deepEqual(
          found.filter(([name]) => name !== "c.yaml"),
          [
            ["a.yaml", link],
            ["b.yaml", "This cannot be read: it is a pipe or a device. It must be a file."],
            ["d.yaml", "This cannot be read: it has more than 1 MiB. Make it smaller."],
          ],
        );
        // what standard input is depends on who runs the tests
        assert.match(found.find(([name]) => name === "c.yaml")?.[1] ?? "", /^This cannot be read: /);
      } finally {
        close();
      }
    });

    it("because they are not in UTF-8: half of the letters would come out as something else", () => {
      const { folder, close } = project({});
      try {
        writeFileSync(join(folder, "tenants", "a.yaml"), Buffer.from("name: B\xe4ckerei\neset: {}\n", "latin1"));
        writeFileSync(join(folder, "tenants", "b.yaml"), Buffer.from("\ufeffname: B\neset: {}\n", "utf16le"));
        writeFileSync(join(folder, "tenants", "c.yaml"), "\ufeffname: C\neset: {}\n"); // as Windows writes UTF-8
        const { files: tenants, failures } = readFolder(join(folder, "tenants"), tenantFiles);
        assert.deepEqual(
          failures.map(({ file, line, column, message }) => [basename(file), line, column, message]),
          [
            ["a.yaml", 1, 8, "This is not UTF-8. Save the file in that encoding."],
            ["b.yaml", 1, 1, "This is not UTF-8. Save the file in that encoding."],
          ],
        );
        assert.deepEqual(
          tenants.map(({ declaration }) => declaration.value),
          [{ name: "C", eset: {} }],
        );
      } finally {
        close();
      }
    });
  });

  it("are told of without letting them speak to the terminal or the log", () => {
    assert.deepEqual(wrong({ "bakery.yaml": `name: Bakery\nredstor: { "\\e[2Jred\\u202e\\n::x": 1 }\n` }), [
      "tenants/bakery.yaml:2:12: redstor.\\u{1b}[2Jred\\u{202e}\\u{a}::x is not a property of the Redstor part of a tenant. " +
        "Known here: name, type, parentId, enabled, deletionPolicy, adopt, allowRecreate, protect, subscriptions.",
    ]);
  });

  describe("that are not what a tenant is", () => {
    const table: [string, string, string[]][] = [
      ["nothing", "# later\n", ["1:1: The file is empty. Write at least a name, and eset or redstor."]],
      ["a list", "- Bakery\n", [`1:1: A tenant must be an object, not ["Bakery"].`]],
      ["at no vendor", "name: Bakery\n", ["1:1: A tenant is at a vendor: add eset, or redstor, or both."]],
      [
        "with nothing behind a vendor",
        "name: Bakery\neset:\n",
        ["2:6: eset is empty. Give it a value, or take it out."],
      ],
      [
        "several documents",
        `${bakery}---\n${bakery}`,
        ["3:1: A file holds one tenant. Take this line out, and give what follows a file of its own."],
      ],
      [
        "with a list that does not end: the rest of the line follows from it",
        "name: Bakery\neset: { tags: [gold }\n",
        ["2:21: This is not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]."],
      ],
      [
        "indented with a tab",
        "name: Bakery\neset:\n\temail: a@b.example\n",
        ["3:1: This is not YAML: Tabs are not allowed as indentation."],
      ],
      [
        "with a tag of its own kind",
        "name: !secret Bakery\neset: {}\n",
        [
          "1:7: Tags, such as !secret, mean nothing here. Refer to the stack's configuration, secrets too, with { config: key }.",
        ],
      ],
      [
        "with a word that is no value in YAML",
        "name: Null\neset: {}\n",
        ['1:7: name is Null, which is no value in YAML. Put it in quotes if it is meant: "Null".'],
      ],
      [
        "with a name that begins with a space which looks like any other",
        "name: Bakery\nredstor: {}\n\u00a0eset: {}\n",
        ['3:1: "\\u{a0}eset" is not a property of a tenant. Did you mean eset?'],
      ],
      [
        "with something merged that has no properties",
        "name: &name Bakery\nredstor: { <<: *name }\n",
        ["2:12: << takes what an anchor holds, e.g. <<: *defaults, and that must have properties."],
      ],
      [
        "with spaces around a name, which no vendor takes",
        'name: "Bakery "\neset: {}\nredstor: {}\n',
        [`1:7: name must be the company's name, without spaces at its start or end, not "Bakery ".`],
      ],
      [
        "with spaces around the name at ESET",
        'name: Bakery\neset: { name: "\\tBakery" }\n',
        [`2:15: eset.name must be the company's name, without spaces at its start or end, not "\\tBakery".`],
      ],
    ];
    for (const [what, text, expected] of table) {
      it(what, () => {
        assert.deepEqual(
          wrong({ "bakery.yaml": text }),
          expected.map((line) => `tenants/bakery.yaml:${line}`),
        );
      });
    }

    it("with a name that is none", () => {
      assert.deepEqual(wrong({ "my bakery.yaml": bakery }), [
        "tenants/my bakery.yaml:1:1: A tenant has its name from the file: letters, digits, and . _ - between them. Rename it.",
      ]);
    });
  });

  it("that declare the same thing are told of, with both places, in whatever files they are", () => {
    const eset = (more: string) => `name: Bakery\neset:\n  customIdentifier: CRM-42\n${more}`;
    assert.deepEqual(
      wrong({
        "a.yaml": `${eset("")}redstor: {}\n`,
        "a.yml": "name: Florist\neset: {}\n",
        "b.yaml": `${eset("")}redstor: { name: Bakery, subscriptions: {} }\n`,
        "c.yaml":
          "name: Garage\nredstor:\n  subscriptions: { a: { productId: 4, editionId: 5 }, b: { productId: 4, editionId: 6 } }\n",
      }),
      [
        "tenants/a.yml:1:1: the tenant a stands at tenants/a.yaml:1:1 already. Keep one of the two, or correct one of them.",
        `tenants/b.yaml:1:7: name: the ESET customer "Bakery" stands at tenants/a.yaml:1:7 already. Keep one of the two, or correct one of them.`,
        `tenants/b.yaml:3:21: eset.customIdentifier: the customIdentifier "CRM-42" stands at tenants/a.yaml:3:21 already. Keep one of the two, or correct one of them.`,
        `tenants/b.yaml:4:18: redstor.name: the Redstor company "Bakery" stands at tenants/a.yaml:1:7 already. Keep one of the two, or correct one of them.`,
        "tenants/c.yaml:3:71: redstor.subscriptions.b.productId: this company's subscription to product 4 stands at tenants/c.yaml:3:36 already. Keep one of the two, or correct one of them.",
      ],
    );
  });

  describe("that were renamed", () => {
    const named = (name: string, more = "") => `name: ${name}\n${more}redstor: {}\n`;

    it("say their earlier names, one or several, digits too", () => {
      const { files, failures } = read({
        "a.yaml": named("A", "formerly: old-a\n"),
        "b.yaml": `name: B\nformerly: [old-b, 310]\neset:\n  licenses: { mail: { productCode: 310, quantity: 1, formerly: 310 } }\n`,
      });
      assert.deepEqual(failures, []);
      assert.deepEqual(
        files.map(({ declaration: { value } }) => value),
        [
          { name: "A", formerly: ["old-a"], redstor: {} },
          {
            name: "B",
            formerly: ["old-b", "310"],
            eset: { licenses: { mail: { productCode: "310", quantity: 1, formerly: ["310"] } } },
          },
        ],
      );
    });

    it("are refused earlier names that a file has, that two claim, that go in a circle, or that refer to something", () => {
      assert.deepEqual(
        wrong({
          "a.yaml": named("A", "formerly: [b, old]\n"),
          "b.yaml": named("B", "formerly: [a, old]\n"),
          "c.yaml": named("C", "formerly: c\n"),
          "d.yaml": named("D", "formerly: { config: x }\n"),
        }),
        [
          "tenants/a.yaml:2:12: formerly[0] is the name of a tenant that there is, in tenants/b.yaml. Take it out, or remove that file.",
          "tenants/b.yaml:2:12: formerly[0] is the name of a tenant that there is, in tenants/a.yaml. Take it out, or remove that file.",
          "tenants/b.yaml:2:15: formerly[1] stands in tenants/a.yaml too, and a tenant can have only one name now. Take it out of one of the two.",
          "tenants/c.yaml:2:11: formerly[0] is the name of a tenant that there is, in tenants/c.yaml. Take it out, or remove that file.",
          "tenants/d.yaml:2:11: formerly cannot be a reference: which resources there are is said here. Write it out.",
        ],
      );
    });
  });

  it("say all which stack has them, or none", () => {
    assert.deepEqual(wrong({ "a.yaml": "name: A\nredstor: {}\n", "b.yaml": "name: B\nstack: north\nredstor: {}\n" }), [
      "tenants/a.yaml:1:1: stack is missing: tenants/b.yaml says one. Say in each file which stack has it.",
    ]);
  });

  it("that name a customer of ESET in another case have the same one, below the same company", () => {
    assert.deepEqual(
      wrong({
        "a.yaml": "name: Example Bakery\neset: {}\nredstor: {}\n",
        "b.yaml": "name: EXAMPLE BAKERY\neset: {}\nredstor: {}\n",
        "c.yaml": "name: Another\neset: { name: example bakery, parentId: p-1 }\n",
      }),
      [
        `tenants/b.yaml:1:7: name: the ESET customer "EXAMPLE BAKERY" stands at tenants/a.yaml:1:7 already, as "Example Bakery". Keep one of the two, or correct one of them.`,
      ],
    );
  });

  it("that name the company above in another case have the same one above them", () => {
    const of = (parentId: string) => `name: Bakery\neset: { parentId: ${parentId} }\n`;
    assert.deepEqual(wrong({ "north.yaml": of("AAAA-1"), "south.yaml": of("aaaa-1") }), [
      `tenants/south.yaml:1:7: name: the ESET customer "Bakery" stands at tenants/north.yaml:1:7 already. Keep one of the two, or correct one of them.`,
    ]);
  });

  it("may have customers of the same name under different companies", () => {
    const of = (parentId: string) =>
      `name: Bakery\neset: { parentId: ${parentId} }\nredstor: { parentId: ${parentId} }\n`;
    assert.deepEqual(wrong({ "north.yaml": of("p-1"), "south.yaml": of("p-2") }), []);
  });

  describe("that refer to the configuration", () => {
    const text = `name: { config: bakeryName }
protect: { config: msp:protect }
eset:
  address: { config: address }
  tags: [{ config: tag }]
  licenses:
    endpoint: { productCode: "2015", quantity: { config: seats } }
`;
    const held: Readonly<Record<string, { value: string; secret: boolean }>> = {
      bakeryName: { value: "42", secret: true },
      "msp:protect": { value: "false", secret: false },
      address: { value: '{"city":"Springfield"}', secret: false },
      tag: { value: "gold", secret: false },
      seats: { value: "10", secret: false },
    };

    it("have what it holds, as the property takes it", () => {
      const { files: tenants, failures } = read({ "bakery.yaml": text }, (key) => held[key]);
      assert.deepEqual(failures, []);
      assert.deepEqual(tenants[0]?.declaration.value, {
        name: "42",
        protect: false,
        eset: {
          address: { city: "Springfield" },
          tags: ["gold"],
          licenses: { endpoint: { productCode: "2015", quantity: 10 } },
        },
      });
    });

    it("pass where there is none: each may be right", () => {
      assert.deepEqual(wrong({ "bakery.yaml": text }), []);
    });

    it("are told which keys it does not have", () => {
      assert.deepEqual(
        wrong({ "bakery.yaml": text }, (key) => (key === "seats" || key === "msp:protect" ? undefined : held[key])),
        [
          "tenants/bakery.yaml:2:10: protect refers to msp:protect, which the stack's configuration does not have. Set it: pulumi config set msp:protect <value>",
          "tenants/bakery.yaml:7:48: eset.licenses.endpoint.quantity refers to seats, which the stack's configuration does not have. Set it: pulumi config set seats <value>",
        ],
      );
    });

    it("are told what of it is wrong, but never a secret", () => {
      const changed = {
        ...held,
        "msp:protect": { value: "false", secret: true },
        address: { value: '{"town":"Springfield"}', secret: false },
        tag: { value: " ", secret: true },
        seats: { value: "ten", secret: true },
        policy: { value: "delete", secret: true },
      };
      const one = `${text}  customIdentifier: { config: bakeryName }\n`;
      const other =
        "name: Other\neset: { customIdentifier: { config: bakeryName }, email: { config: tag } }\nredstor: { deletionPolicy: { config: policy } }\n";
      const failures = wrong({ "bakery.yaml": one, "other.yaml": other }, (key) =>
        key === "seats" ? changed.seats : (changed as typeof held)[key],
      );
      assert.deepEqual(failures, [
        "tenants/bakery.yaml:2:10: protect cannot be a secret, and msp:protect is one. Set it without --secret, or write it out.",
        "tenants/bakery.yaml:4:12: eset.address.town is not a property of this resource. Known here: state, city, streetAddress, zipCode.",
        "tenants/bakery.yaml:5:10: eset.tags[0] must be a tag, not the secret tag of the configuration.",
        "tenants/bakery.yaml:7:48: eset.licenses.endpoint.quantity must be a whole number of seats, 1 or more, not the secret seats of the configuration.",
        "tenants/other.yaml:2:27: eset.customIdentifier: the customIdentifier the secret bakeryName of the configuration stands at tenants/bakery.yaml:8:21 already. Keep one of the two, or correct one of them.",
        "tenants/other.yaml:2:58: eset.email must be an e-mail address, not the secret tag of the configuration.",
        "tenants/other.yaml:3:28: redstor.deletionPolicy cannot be a secret, and policy is one. Set it without --secret, or write it out.",
      ]);
    });

    it("must name one key", () => {
      const odd =
        "name: Bakery\neset: { comment: { config: }, description: { config: a:b:c }, vatId: { config: [a] } }\n";
      const reason = "must refer to one key of the stack's configuration, e.g. { config: seats }.";
      assert.deepEqual(wrong({ "bakery.yaml": odd }), [
        `tenants/bakery.yaml:2:28: eset.comment ${reason}`,
        `tenants/bakery.yaml:2:54: eset.description ${reason}`,
        `tenants/bakery.yaml:2:80: eset.vatId ${reason}`,
      ]);
    });
  });

  describe("are needed: it is an error", () => {
    it("if there are none", () => {
      const { folder, close } = project({ "README.md": "" });
      try {
        assert.throws(() => readFolder(join(folder, "tenants"), tenantFiles), {
          message: `There is no tenant in ${folder}/tenants: no file there ends in .yaml or .yml. It must be a folder with a file per tenant, e.g. bakery.yaml.`,
        });
        assert.throws(() => readFolder(join(folder, "customers"), tenantFiles), {
          message: `There is no folder ${folder}/customers. It must be a folder with a file per tenant, e.g. bakery.yaml.`,
        });
        assert.throws(
          () => readFolder(join(folder, "tenants/README.md"), tenantFiles),
          /README\.md is a file\. It must be a folder/,
        );
      } finally {
        close();
      }
    });
  });
});
