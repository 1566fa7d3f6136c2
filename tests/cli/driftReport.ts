/** Reports for the tests of the formats, without a stack or a vendor. */
import type { CustomerReport, Finding, NextStep, Report } from "../../cli/drift/finding";

const customer = (name: string, id: string, drift: readonly Finding[]): CustomerReport => ({
  name,
  ids: [{ vendor: "eset", id }],
  drift,
  accepted: [],
  pending: [],
});

export function reportOf(customers: readonly CustomerReport[]): Report {
  const found = customers.flatMap(({ drift }) => drift);
  const number = (kind: Finding["kind"]) => found.filter((finding) => finding.kind === kind).length;
  return {
    version: 2,
    project: "tenants",
    stacks: [{ name: "test", objects: 12 }],
    at: "2027-01-02T03:04:05.678Z",
    drift: found.length > 0,
    summary: {
      objects: 12,
      changed: number("changed"),
      vanished: number("vanished"),
      unmanaged: number("unmanaged"),
      accepted: customers.flatMap(({ accepted }) => accepted).length,
      pending: customers.flatMap(({ pending }) => pending).length,
    },
    customers,
    exceptions: { expired: [], unused: [] },
    unread: [],
    notes: [],
  };
}

const license = (resource: string, id: string) => ({
  vendor: "eset",
  type: "eset:License",
  id,
  resource,
  urn: `urn:pulumi:test::tenants::pulumi-nodejs:dynamic/eset:License::${resource}`,
});

const jane = "20000000-0000-4000-8000-000000000007";
const targetOfSeats = "--target urn:pulumi:test::tenants::pulumi-nodejs:dynamic/eset:License::seats";

/** One of everything. */
export const plain: Report = {
  ...reportOf([
    {
      ...customer("Example Bakery", "c1", [
        {
          kind: "vanished",
          ...license("mail", "AAA-111"),
          name: "ESET Mail Security (310)",
          repair: "create",
          stake: "money",
          next: [
            { to: "repair", commands: ["pulumi up --refresh"], note: "It is ordered or made anew, and billed." },
            { to: "accept", write: { in: "accepted.yaml", text: '- { resource: "mail", kind: "vanished" }' } },
          ],
        },
        {
          kind: "unmanaged",
          vendor: "eset",
          type: "eset:License",
          id: "BBB-222",
          name: "ESET Mail Security (310)",
          stake: "money",
          next: [{ to: "adopt", commands: ["pulumi-msp inventory", "pulumi import"] }],
        },
        {
          kind: "changed",
          ...license("seats", "CCC-333"),
          property: "quantity",
          program: 10,
          live: 33,
          deployed: 9,
          change: { what: "seats changed", by: jane, at: "2027-01-01T12:30:00.000Z" },
          called: { [jane]: "jane@msp.example" },
          repair: "update",
          stake: "money",
          next: [
            { to: "repair", commands: [`pulumi up ${targetOfSeats}`] },
            {
              to: "keep",
              write: { in: "tenants/bakery.yaml, eset.licenses, seats", text: "quantity: 33" },
              commands: [`pulumi up ${targetOfSeats}`],
            },
          ],
        },
        {
          kind: "changed",
          ...license("seats", "CCC-333"),
          property: "suspended",
          program: false,
          live: true,
          expired: { reason: "holidays", until: "2026-12-31" },
          repair: "update",
          stake: "money",
          next: [{ to: "repair", commands: [`pulumi up ${targetOfSeats}`] }],
        },
      ]),
      tenant: "bakery",
      accepted: [
        {
          kind: "changed",
          ...license("trial", "DDD-444"),
          property: "type",
          program: "trial",
          live: "full",
          accepted: { reason: "sales does it", until: "2027-03-31" },
        },
      ],
      pending: [
        {
          kind: "update",
          ...license("seats", "CCC-333"),
          property: "productCode",
          program: "2018",
          deployed: "2015",
          called: { "2015": "ESET PROTECT Entry" },
          next: [{ to: "deploy", commands: ["pulumi up --stack test"] }],
        },
      ],
    },
    customer("Müller 東京", "c2", [
      {
        kind: "changed",
        vendor: "eset",
        type: "eset:Customer",
        id: "c2",
        resource: "m",
        property: "tags",
        program: ["a"],
      },
    ]),
  ]),
  exceptions: {
    expired: [{ at: "drift.yaml:2:5", says: "seats, suspended" }],
    unused: [{ at: "drift.yaml:9:5", says: "old" }],
  },
  notes: ["A note."],
};

/** The same with two stacks, one of which could not be looked at. */
export const ofStacks: Report = {
  ...plain,
  stacks: [
    { name: "north", failed: "ESET Token/Get: the password is wrong." },
    { name: "test", objects: 12 },
  ],
  customers: plain.customers.map((one) => ({
    ...one,
    drift: one.drift.map((finding) => (finding.kind === "unmanaged" ? finding : { ...finding, stack: "test" })),
  })),
};

/** Names that would do something if they were obeyed. */
export const hostile = [
  `<script>document.title="owned"</script>`,
  `"><img src=x onerror=document.title="owned">`,
  `</style></table><h1>gone</h1>`,
  `a | b \\| c | d`,
  "`` ` tick ```",
  "**bold** [link](https://evil.example) ![i](https://evil.example/i.png) @everyone #1 https://evil.example",
  "line\nbreak\r\n| next",
  "\u001b[31mred\u001b[0m\u0007\u009b2J",
  "\u202egnp.exe\u2066 \u200f",
  " ",
  "-->",
  "&lt;b&gt; &amp;",
  "x".repeat(2000),
  "::set-output name=x::y",
  " \u3000::add-mask::z",
  "##[add-mask]m",
  "a ###vso[task.setvariable variable=x]y",
];

const hostileSteps = (name: string): NextStep[] => [
  { to: "repair", commands: [name], note: name },
  { to: "keep", write: { in: name, text: name }, commands: [name] },
];

const hostileFindings = reportOf(
  hostile.map((name, at) => ({
    ...customer(name, `c${at}`, [
      { kind: "unmanaged", vendor: "eset", type: "eset:License", id: name, name, next: hostileSteps(name) },
      {
        kind: "changed",
        vendor: "eset",
        type: "eset:Customer",
        id: `c${at}`,
        resource: name,
        urn: name,
        property: at % 2 === 0 ? "comment" : name,
        program: name,
        live: [name],
        called: { [name]: name, [`c${at}`]: name },
        change: { what: "changed", by: name, at: name },
        hint: name,
        stack: name,
        next: hostileSteps(name),
      },
    ]),
    accepted: [
      {
        kind: "vanished",
        vendor: "eset",
        type: "eset:User",
        id: name,
        accepted: { reason: name, until: "2027-01-01" },
      },
    ],
    pending: [{ kind: "create", vendor: "eset", type: "eset:Customer", resource: name, next: hostileSteps(name) }],
  })),
);

export const hostileReport: Report = {
  ...hostileFindings,
  stacks: hostile
    .map((name) => name.slice(0, 200))
    .map((name, at) => (at % 2 === 0 ? { name, failed: name } : { name, objects: 1 })),
};
