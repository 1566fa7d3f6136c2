/** Reports for the tests of the formats, without a stack or a vendor. */
import type { CustomerReport, Finding, Report } from "../../cli/drift/finding";

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
    version: 1,
    project: "tenants",
    stack: "test",
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

/** One of everything. */
export const plain: Report = {
  ...reportOf([
    {
      ...customer("Example Bakery", "c1", [
        { kind: "vanished", ...license("mail", "AAA-111") },
        { kind: "unmanaged", vendor: "eset", type: "eset:License", id: "BBB-222", name: "ESET Mail Security (310)" },
        {
          kind: "changed",
          ...license("seats", "CCC-333"),
          property: "quantity",
          program: 10,
          live: 33,
          deployed: 9,
          change: { what: "seats changed", by: "jane@msp.example", at: "2027-01-01T12:30:00.000Z" },
        },
        {
          kind: "changed",
          ...license("seats", "CCC-333"),
          property: "suspended",
          program: false,
          live: true,
          expired: { reason: "holidays", until: "2026-12-31" },
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
        { kind: "update", ...license("seats", "CCC-333"), property: "productCode", program: "2018", deployed: "2015" },
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

export const hostileReport = reportOf(
  hostile.map((name, at) => ({
    ...customer(name, `c${at}`, [
      { kind: "unmanaged", vendor: "eset", type: "eset:License", id: name, name },
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
        change: { what: "changed", by: name, at: name },
        hint: name,
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
    pending: [{ kind: "create", vendor: "eset", type: "eset:Customer", resource: name }],
  })),
);
