/** What a report says to type and to write. That it does what it says is shown on the engine: tests/engine/driftNext.test.ts. */
import assert from "node:assert/strict";
import { parse } from "yaml";
import { compare } from "../../cli/drift/compare";
import { accept, exceptions } from "../../cli/drift/exceptions";
import type { CustomerReport, Finding, NextStep } from "../../cli/drift/finding";
import { type Placed, type Surroundings, withNext } from "../../cli/drift/next";
import { entries, named, value, word } from "../../cli/drift/typed";
import type { Unmanaged } from "../../cli/drift/unmanaged";
import { find } from "../../provider/vendors";
import { hostile } from "./driftReport";

type Values = Readonly<Record<string, unknown>>;

const urnOf = (type: string, name: string) => `urn:pulumi:test::tenants::pulumi-nodejs:dynamic/${type}::${name}`;
const placed = (type: string, name: string, id: string, declared: Values, more: Partial<Placed> = {}): Placed => ({
  urn: urnOf(type, name),
  resource: name,
  type,
  id,
  plan: "update",
  stack: "test",
  deployed: declared,
  live: declared,
  program: declared,
  knownAs: [id],
  ...more,
});
const customer = (more: Partial<Placed> = {}) =>
  placed("eset:Customer", "bakery", "c1", { name: "Bakery", suspended: false }, more);
const seats = (more: Partial<Placed> = {}) =>
  placed(
    "eset:License",
    "seats",
    "AAA-111",
    { customerId: "c1", productCode: "2015", quantity: 10, type: "full", suspended: false },
    more,
  );
const gone = (resource: Placed): Placed => {
  const { live: _, ...rest } = resource;
  return rest;
};
const was = (resource: Placed, live: Values): Placed => ({ ...resource, live: { ...resource.live, ...live } });

/** `to: what is written; what is typed (note)` */
const inOneLine = ({ to, write, commands = [], note }: NextStep): string =>
  [
    `${to}:`,
    ...(write === undefined ? [] : [`${write.in}: ${write.text};`]),
    commands.join(" && "),
    ...(note === undefined ? [] : [`(${note})`]),
  ]
    .filter((part) => part !== "")
    .join(" ");

interface Given {
  readonly resources: readonly Placed[];
  readonly unmanaged?: readonly Unmanaged[];
  readonly files?: readonly string[];
  readonly held?: Readonly<Record<string, string>>;
  readonly accepted?: readonly string[];
}

function advised({ resources, unmanaged = [], files = [], held = {}, accepted = [] }: Given): CustomerReport {
  const found = resources.map((resource) => compare(resource, find(resource.type).resource));
  const all: Finding[] = [
    ...found.flatMap(({ drift }) => drift),
    ...unmanaged.map(({ type, id, name }): Finding => ({
      kind: "unmanaged",
      vendor: type.split(":")[0] ?? "",
      type,
      id,
      name,
    })),
  ].map((finding) => ({ ...finding, ...(finding.urn === undefined ? {} : { stack: "test" }) }));
  const isAccepted = ({ property = "" }: Finding) => accepted.includes(property);
  const around: Surroundings = {
    resources,
    unmanaged,
    holder: (_type, id) => held[id],
    isOneCustomer: (name) => unmanaged.filter((one) => one.name === name).length === 1,
    fileOf: (tenant) => files.find((file) => file.includes(`/${tenant}.`)),
    until: "2027-02-01",
    exceptions: "accepted.yaml",
  };
  const [report] = withNext(
    [
      {
        name: "Bakery",
        ids: [
          ...resources.filter(({ type }) => /Customer|Company/.test(type)),
          ...unmanaged.filter(({ type }) => /Customer|Company/.test(type)),
        ].map(({ type, id = "" }) => ({ vendor: type.split(":")[0] ?? "", id })),
        drift: all.filter((one) => !isAccepted(one)),
        accepted: all.filter(isAccepted),
        pending: found.flatMap(({ pending }) => pending).map((change) => ({ ...change, stack: "test" })),
      },
    ],
    around,
  );
  assert.ok(report !== undefined);
  return report;
}

/** The steps of each finding, but not how to accept it. */
const steps = (given: Given): string[] =>
  advised(given).drift.flatMap(({ next = [] }) => next.filter(({ to }) => to !== "accept").map(inOneLine));

const up = "pulumi up --refresh --run-program --stack test";
const seatsUrn = urnOf("eset:License", "seats");
const bakeryUrn = urnOf("eset:Customer", "bakery");

describe("what a drift report says to do", () => {
  it("puts one object back, or writes the vendor's value into the program", () => {
    assert.deepEqual(steps({ resources: [customer(), was(seats(), { quantity: 25 })] }), [
      `repair: ${up} --target ${seatsUrn}`,
      `keep: the program, eset.License seats: quantity: 25; ${up} --target ${seatsUrn}`,
    ]);
  });

  it("writes into the tenant's file, if it is there, where the property stands", () => {
    const tenant = "bakery";
    const live = { address: { city: "Praha", zipCode: "602 00" }, tags: ["a b", "c"] };
    const declared = { name: "Bakery", suspended: false, address: { city: "Brno", zipCode: "602 00" }, tags: ["c"] };
    const own = placed("eset:Customer", "bakery", "c1", declared, { tenant });
    const given = {
      resources: [was(own, live), was(seats({ tenant, resource: "bakery/eset/endpoint" }), { quantity: 25 })],
    };
    const keeps = (files: readonly string[]) => steps({ ...given, files }).filter((step) => step.startsWith("keep"));
    assert.deepEqual(
      keeps(["tenants/bakery.yaml"]).map((step) => step.split(";")[0]),
      [
        'keep: tenants/bakery.yaml, eset: tags: ["a b", "c"]',
        'keep: tenants/bakery.yaml, eset, address: city: "Praha"',
        "keep: tenants/bakery.yaml, eset.licenses.endpoint: quantity: 25",
      ],
    );
    assert.match(keeps([])[0] ?? "", /^keep: the declaration of tenant bakery, eset: tags/);
  });

  it("writes another product under the key of the licence, which stays", () => {
    const license = seats({ tenant: "bakery", resource: "bakery/eset/endpoint" });
    const changed = steps({
      resources: [customer(), was(license, { productCode: "2018" })],
      files: ["tenants/bakery.yaml"],
    });
    assert.deepEqual(
      changed.map((step) => step.split(";")[0] ?? "").filter((step) => step.startsWith("keep")),
      ['keep: tenants/bakery.yaml, eset.licenses.endpoint: productCode: "2018"'],
    );
  });

  it("leaves out what the vendor has no more", () => {
    const own = placed("eset:Customer", "bakery", "c1", { name: "Bakery", suspended: false, vatId: "CZ1" });
    const { vatId: _, ...live } = own.live as { vatId: string };
    assert.match(
      steps({ resources: [{ ...own, live }] })[1] ?? "",
      /^keep: the program, eset\.Customer bakery: leave out vatId;/,
    );
  });

  it("says what a command does besides", () => {
    const license = { ...seats(), program: { ...seats().program, productCode: "2018" } };
    const given = { resources: [customer(), was(license, { quantity: 25, suspended: true })], accepted: ["suspended"] };
    assert.deepEqual(steps(given), [
      `repair: ${up} --target ${seatsUrn} (It also makes what was edited: productCode. It also puts back what is accepted: suspended.)`,
      `keep: the program, eset.License seats: quantity: 25; ${up} --target ${seatsUrn} (The command puts back what is not written: suspended.)`,
    ]);
  });

  it("puts nothing back that the update would refuse, nor another property of that object", () => {
    const trial = placed("eset:License", "seats", "AAA-111", { ...seats().program, type: "trial" });
    assert.deepEqual(steps({ resources: [customer(), was(trial, { type: "full", quantity: 25 })] }), [
      "repair: (Not before type is settled: the update would be refused.)",
      `keep: the program, eset.License seats: quantity: 25; ${up} --target ${seatsUrn} (The command puts back what is not written: type.)`,
      `keep: the program, eset.License seats: type: "full"; ${up} --target ${seatsUrn} (The command puts back what is not written: quantity.)`,
    ]);
  });

  it("puts a company back together with the licences that this would wake", () => {
    const license = seats({
      deployed: { ...seats().program, suspended: true },
      program: { ...seats().program, suspended: true },
    });
    const resources = [was(customer(), { suspended: true }), { ...license, live: license.program ?? {} }];
    assert.deepEqual(steps({ resources })[0], `repair: ${up} --target ${bakeryUrn} --target ${seatsUrn}`);
  });

  it("makes a company that is gone again with all that it had, which is billed", () => {
    const resources = [gone(customer({ plan: "create" })), gone(seats({ plan: "create" }))];
    const both = `--target ${bakeryUrn} --target ${seatsUrn}`;
    const repair = `repair: ${up} ${both} (It is ordered or made anew, and billed.)`;
    const remove = `remove: the program: take out bakery, seats; pulumi up --stack test ${both}`;
    assert.deepEqual(steps({ resources }), [repair, remove, repair, remove]);
    assert.deepEqual(steps({ resources: [customer(), gone(seats({ plan: "create" }))] }), [
      `repair: ${up} --target ${seatsUrn} (It is ordered or made anew, and billed.)`,
      `remove: the program: take out seats; pulumi up --stack test --target ${seatsUrn}`,
    ]);
  });

  it("says that a protected one is to be unprotected before it goes from the program", () => {
    assert.match(
      steps({ resources: [gone(customer({ isProtected: true }))] })[1] ?? "",
      /\(Set protect: false and apply that first: bakery\.\)$/,
    );
  });

  it("deploys what is pending", () => {
    const { pending } = advised({ resources: [{ ...customer(), program: { name: "Bakers", suspended: false } }] });
    assert.deepEqual(
      pending.map(({ next = [] }) => next.map(inOneLine)),
      [["deploy: pulumi up --stack test"]],
    );
  });

  it("never shows what is secret", () => {
    const own = customer({
      deployed: { comment: "[secret]" },
      live: { comment: "[secret]" },
      program: { comment: "[secret]" },
    });
    assert.deepEqual(steps({ resources: [own] }), [`repair: ${up} --target ${bakeryUrn}`]);
  });

  describe("about what nobody manages", () => {
    const brewery: Unmanaged = {
      type: "eset:Customer",
      id: "c2",
      name: "Brewery",
      tenant: { id: "c2", name: "Brewery" },
    };
    const mail: Unmanaged = {
      type: "eset:License",
      id: "BBB-222",
      name: "Mail (310)",
      tenant: { id: "c1", name: "Bakery" },
      inputs: { customerId: "c1", productCode: "310", quantity: 5, type: "trial", suspended: false },
    };
    const imports = "pulumi import --file import.json --generate-code=false --protect=false";
    const loads = "(The second command is for the stack whose program loads the folder tenants.)";

    it("takes a customer over with all that it has", () => {
      const its = { ...mail, tenant: { id: "c2", name: "Brewery" } };
      assert.deepEqual(
        new Set(steps({ resources: [], unmanaged: [brewery, its] })),
        new Set([`adopt: pulumi-msp inventory --customer "Brewery" && ${imports} ${loads}`]),
      );
    });

    it("names it by its id where the name is not its own, or no shell would carry it", () => {
      for (const unmanaged of [
        [brewery, { ...brewery, id: "c3" }],
        [{ ...brewery, name: '"; rm -rf ~; "' }],
        [{ ...brewery, name: "--force" }],
        [{ ...brewery, name: "$(id)" }],
      ]) {
        assert.match(steps({ resources: [], unmanaged })[0] ?? "", /^adopt: pulumi-msp inventory --customer c2 &&/);
      }
    });

    it("adds a company to the customer who is declared with another one", () => {
      const backups: Unmanaged = {
        type: "redstor:Company",
        id: "r1",
        name: "Bakery",
        tenant: { id: "r1", name: "Bakery" },
      };
      const given = {
        resources: [customer({ tenant: "bakery" })],
        files: ["tenants/bakery.yaml"],
        unmanaged: [backups],
      };
      assert.deepEqual(steps(given), [
        'adopt: pulumi-msp inventory --customer "Bakery" --output taken --import taken.json (Its customer is declared in tenants/bakery.yaml: add what the command writes in the folder taken, with adopt: true.)',
      ]);
    });

    it("adds an entry to the file of its customer, or a resource to the program, with adopt", () => {
      assert.deepEqual(
        steps({ resources: [customer({ tenant: "bakery" })], unmanaged: [mail], files: ["tenants/bakery.yaml"] }),
        [
          'adopt: tenants/bakery.yaml, eset.licenses: mail-310: { productCode: "310", quantity: 5, type: "trial", adopt: true }; pulumi up --stack test',
        ],
      );
      assert.deepEqual(steps({ resources: [customer()], unmanaged: [mail] }), [
        'adopt: the program: new eset.License("a-name-of-its-own", { customerId: "c1", productCode: "310", quantity: 5, type: "trial", adopt: true });; pulumi up --stack test',
      ]);
    });

    it("says where it belongs, if that is not in what was looked at", () => {
      assert.deepEqual(steps({ resources: [], unmanaged: [mail], held: { c1: "north" } }), [
        "adopt: (Declare it with adopt: true in stack north, which has its company.)",
      ]);
      const jane: Unmanaged = { type: "eset:User", id: "u1", name: "Jane", tenant: { id: "msp", name: "own" } };
      assert.match(
        steps({ resources: [], unmanaged: [jane] })[0] ?? "",
        /^adopt: \(.*as eset\.User\. With adopt: true it is taken over\.\)$/,
      );
    });
  });

  it("gives exceptions that accept that one difference and nothing else, ready to be pasted", () => {
    const license = seats();
    const namesake = { ...customer(), resource: "seats", urn: urnOf("eset:Customer", "seats") };
    const given: Given = {
      resources: [
        was(namesake, { name: "Bakers", suspended: true }),
        was(license, { quantity: 25, suspended: true }),
        gone(seats({ urn: `${seatsUrn}-2`, resource: "other" })),
      ],
      unmanaged: hostile
        .filter((name) => name.trim() !== "")
        .map((id) => ({ type: "eset:User", id, name: "x", tenant: { id: "msp", name: "own" } })),
    };
    const report = advised(given);
    assert.ok(report.drift.length > hostile.length + 2);
    for (const finding of report.drift) {
      const write = finding.next?.find(({ to }) => to === "accept")?.write;
      assert.equal(write?.in, "accepted.yaml");
      const file = exceptions(`exceptions:\n  ${write.text}\n`, "accepted.yaml");
      const [judged] = accept([report], file, "2027-02-01").customers;
      assert.deepEqual(
        judged?.accepted.map(({ urn, id, property }) => [urn, id, property]),
        [[finding.urn, finding.id, finding.property]],
      );
    }
  });
});

describe("what is typed or pasted", () => {
  it("is one word to a shell, or is not given", () => {
    assert.equal(word("urn:pulumi:test::tenants::a"), "urn:pulumi:test::tenants::a");
    assert.equal(word("a$b c'd"), String.raw`'a$b c'\''d'`);
    for (const text of ["", "--force", "a*", "a\nb", "\u202eabc", "a\u001b[31m"]) assert.equal(word(text), undefined);
  });

  it("is a name in double quotes only if every shell takes it as it is", () => {
    assert.equal(named("Müller & Söhne (Brno), No. 1"), '"Müller & Söhne (Brno), No. 1"');
    for (const text of ["$x", "`x`", 'a"b', "a\\b", "%PATH%", "a!b", "-a", "a\nb", ""])
      assert.equal(named(text), undefined);
  });

  it("is a value that YAML and a program read alike, whatever is in it", () => {
    for (const text of [...hostile, "\u{e0001}", "yes", "1", "a: b # c"]) {
      const written = value({ [text]: [text, 1, true] });
      assert.doesNotMatch(written, /[\p{Cc}\p{Bidi_Control}]|##/u);
      assert.deepEqual(parse(written), { [text]: [text, 1, true] });
      // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- it is what a program would read
      assert.deepEqual(new Function(`return (${written});`)(), { [text]: [text, 1, true] });
    }
    assert.equal(entries({ quantity: 25 }), "quantity: 25");
  });
});
