/** Each open point of a contract stands where it matters in it, and the explorers show it there. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { placesIn } from "../../contracts/places";
import type { Place } from "../../contracts/places";
import { useEmulator } from "./client";

type Json = Record<string, unknown>;

const document = (vendor: string) =>
  parse(readFileSync(join(__dirname, `../../../contracts/${vendor}.openapi.yaml`), "utf8")) as Json; // ours

/** What can be open: a call, a shared parameter, a shared answer, a schema or a property of one. */
const kinds = [
  /^paths \/\S+ (get|post|patch|delete)$/,
  /^components (parameters|responses|schemas) \w+$/,
  /^components schemas \w+ properties \w+$/,
];

const isNames = (points: unknown): points is string[] =>
  Array.isArray(points) && points.length > 0 && points.every((name) => typeof name === "string");

/** What is wrong with the places of a contract's open points. */
function problemsOf(vendor: string, contract: Json): string[] {
  const file = `contracts/${vendor}.openapi.yaml`;
  const list = Object.keys(contract["x-open"] as object);
  const places = placesIn(contract);
  const named = new Set(places.flatMap(({ points }) => points));
  return [
    ...list.filter((name) => !named.has(name)).map((name) => `${file}: ${name} stands at no place`),
    ...places.flatMap(({ at, points }) => {
      const where = `${file}, ${at.join(" ")}`;
      if (!isNames(points)) return [`${where}: x-open is no list of points`];
      return [
        ...points.filter((name) => !list.includes(name)).map((name) => `${where}: ${name} is no point of the list`),
        ...points.filter((name, index) => points.indexOf(name) !== index).map((name) => `${where}: ${name} is twice`),
        ...(kinds.some((kind) => kind.test(at.join(" "))) ? [] : [`${where}: nothing there can be open`]),
      ];
    }),
  ];
}

for (const vendor of ["eset", "redstor"]) {
  describe(`the open points of ${vendor}`, () => {
    it("each stand at a place in the contract, and no other name does", () => {
      assert.deepEqual(problemsOf(vendor, document(vendor)), []);
    });
  });
}

describe("the places of open points", () => {
  const contract = (more: Json) => ({
    "x-open": { "a.b": {}, "c.d": {} },
    paths: { "/Thing/Do": { post: { operationId: "Thing_Do", "x-open": ["a.b"] } } },
    ...more,
  });
  const thing = (more: Json) => ({ components: { schemas: { Thing: { properties: { name: more } } } } });

  it("are named when a point has none", () => {
    assert.deepEqual(problemsOf("eset", contract({})), ["contracts/eset.openapi.yaml: c.d stands at no place"]);
    assert.deepEqual(problemsOf("eset", contract(thing({ "x-open": ["c.d"] }))), []);
  });

  it("are named when they name what is no point, or a point twice", () => {
    assert.deepEqual(problemsOf("eset", contract(thing({ "x-open": ["c.d", "c.e", "c.d"] }))), [
      "contracts/eset.openapi.yaml, components schemas Thing properties name: c.e is no point of the list",
      "contracts/eset.openapi.yaml, components schemas Thing properties name: c.d is twice",
    ]);
  });

  it("are named when they are no list, or where nobody looks for them", () => {
    const where = "contracts/eset.openapi.yaml, components schemas Thing properties name";
    assert.ok(
      problemsOf("eset", contract(thing({ "x-open": "c.d" }))).includes(`${where}: x-open is no list of points`),
    );
    assert.deepEqual(problemsOf("eset", contract(thing({ items: { "x-open": ["c.d"] } }))), [
      `${where} items: nothing there can be open`,
    ]);
  });
});

describe("a point on how answers are written", () => {
  /** The properties at which it stands, as Schema.property. */
  const propertiesAt = (contract: Json, point: string) =>
    placesIn(contract)
      .filter((place: Place) => place.points.includes(point))
      .map(({ at: [, , schema, , property] }) => `${String(schema)}.${String(property)}`)
      .sort();
  /** The properties of all that the vendor answers. */
  function answered(contract: Json): [name: string, schema: Json][] {
    const text = (node: unknown) => JSON.stringify(node ?? "");
    const { schemas } = contract["components"] as { schemas: Record<string, Json> }; // our own document
    const reached = new Set<string>();
    const follow = (node: unknown): void => {
      for (const [, kind = "", name = ""] of text(node).matchAll(/#\/components\/(\w+)\/(\w+)/g)) {
        if (reached.has(name)) continue;
        reached.add(name);
        follow((contract["components"] as Record<string, Json>)[kind]?.[name]); // our own document
      }
    };
    for (const item of Object.values(contract["paths"] as Record<string, Record<string, Json>>))
      // our own document
      for (const { responses } of Object.values(item)) follow(responses);
    return Object.entries(schemas)
      .filter(([name]) => reached.has(name))
      .flatMap(([name, { properties }]) =>
        Object.entries(Object(properties) as Record<string, Json>).map(([property, schema]): [string, Json] => [
          `${name}.${property}`,
          schema,
        ]),
      );
  }
  const those = (contract: Json, isOne: (schema: Json) => boolean) =>
    answered(contract)
      .flatMap(([name, schema]) => (isOne(schema) ? [name] : []))
      .sort();

  it("stands at every id", () => {
    for (const vendor of ["eset", "redstor"]) {
      const contract = document(vendor);
      assert.deepEqual(
        propertiesAt(contract, "answers.ids"),
        those(contract, ({ format }) => format === "uuid"),
        vendor,
      );
    }
  });

  it("stands at every moment and every text that may be missing", () => {
    const contract = document("eset");
    assert.deepEqual(
      propertiesAt(contract, "answers.dates"),
      those(contract, ({ format }) => format === "date-time"),
    );
    const mayBeMissing = ({ type, format }: Json) =>
      format === undefined && Array.isArray(type) && type.includes("null") && type.includes("string");
    assert.deepEqual(propertiesAt(contract, "answers.emptyTexts"), those(contract, mayBeMissing));
  });
});

describe("an API explorer", () => {
  const at = useEmulator();
  const served = async (vendor: string) => {
    const response = await fetch(`${at.emulator.url}/${vendor}/swagger/json`);
    return (await response.json()) as {
      paths: Record<string, Record<string, { operationId: string; description: string }>>;
      components: Record<string, Record<string, { description: string; properties: Record<string, Json> }>>;
    };
  };

  /** The description of a call. By its id: what is written with its path counts as a test of it (tools/docs/coverage.mjs). */
  const descriptionOf = async (vendor: string, operation: string) =>
    Object.values((await served(vendor)).paths)
      .flatMap((item) => Object.values(item))
      .find(({ operationId }) => operationId === operation)?.description ?? "";

  it("says in words where a call is open, and what the emulator can be told to do", async () => {
    assert.equal(
      await descriptionOf("eset", "Company_Delete"),
      [
        "Deletes a suspended company below the caller's. Its licences stay suspended; it is no longer shown.",
        "",
        "**Open:** What becomes of the companies below one that is deleted? The emulator's switch `company.delete` has these readings:",
        "",
        "- `refused`: The deletion is refused while there are companies below.",
        "- `cascades`: They are deleted with it, whatever they hold.",
        "- `orphans`: It is deleted; those below stay, and lists of companies above it still show them.",
        "",
        "**Open in what it takes or answers:** `error.gone`, `error.text`.",
      ].join("\n"),
    );
    const removal = await descriptionOf("redstor", "companiesCompanyIdSubscriptionsSubscriptionIdDelete");
    for (const point of ["subscription.removal", "subscription.secondRemoval"])
      assert.match(removal, new RegExp(`\\*\\*Open:\\*\\* .*\`${point}\``));
  });

  it("names at a call what is open in its parts", async () => {
    const detail = await descriptionOf("eset", "Company_Detail");
    const [, names = ""] = /\*\*Open in what it takes or answers:\*\* (.*)\.$/.exec(detail) ?? [];
    for (const point of ["company.tagsAre", "companyStatus.suspended", "answers.ids", "error.text"])
      assert.ok(names.split(", ").includes(`\`${point}\``), `${point} is not in ${detail}`);
    assert.doesNotMatch(detail, /license\./);
  });

  it("says so at properties, parameters and shared answers too", async () => {
    const { components } = await served("eset");
    assert.match(
      String(components["schemas"]?.["BusinessError"]?.properties["message"]?.["description"]),
      /^Text for people\.\n\n\*\*Open:\*\* .*`error\.text` has these readings:\n\n- `"message"` is assumed; it can be the name of a property/,
    );
    assert.match(
      String(components["schemas"]?.["UpdateUserRequest"]?.properties["specificPermissions"]?.["description"]),
      /^Permissions on single companies below, .*\n\n\*\*Open:\*\* /,
    );
    const { components: ofRedstor } = await served("redstor");
    assert.match(String(ofRedstor["parameters"]?.["search"]?.description), /`search\.names`/);
    assert.match(String(ofRedstor["responses"]?.["NotFound"]?.description), /`error\.gone`/);
  });
});
