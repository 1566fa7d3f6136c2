/** Rows with names that somebody chose to be in the way. */
import assert from "node:assert/strict";
import { type Column, csv, fitted, table, width } from "../../cli/rows";

interface Row {
  readonly name: string;
  readonly seats: number;
}
const columns: Column<Row>[] = [
  { of: "name", title: "Name" },
  { of: "seats", title: "Seats" },
];

describe("a table", () => {
  it("shows up to 100 columns of a cell", () => {
    assert.equal(fitted("x".repeat(100)), "x".repeat(100));
    assert.equal(fitted("x".repeat(101)), `${"x".repeat(99)}…`);
    assert.equal(fitted("日".repeat(50)), "日".repeat(50));
    assert.equal(fitted("日".repeat(51)), `${"日".repeat(49)}…`);
    assert.equal(fitted("é".repeat(100)), "é".repeat(100));
    assert.equal(fitted("é".repeat(101)), `${"é".repeat(99)}…`);
    assert.equal(fitted("👩‍👩‍👧‍👦".repeat(50)), "👩‍👩‍👧‍👦".repeat(50), "a family is one character");
    assert.equal(fitted("👩‍👩‍👧‍👦".repeat(51)), `${"👩‍👩‍👧‍👦".repeat(49)}…`);
    assert.equal(
      fitted(`Bakery ${"\u0301".repeat(20_000)}`),
      "Bakery…",
      "a character with a thousand accents is left out",
    );
  });

  it("with a name without end is as wide as with a long one, and costs no more", () => {
    const before = process.memoryUsage().rss;
    const started = performance.now();
    for (const part of ["é", "日", "👩‍👩‍👧‍👦", "e\u0301", "\u0301", "x", "\u0007"]) {
      const rows = Array.from({ length: 20 }, () => ({ name: part.repeat(200_000), seats: 1 }));
      const lines = table(columns, rows, { name: "Total", seats: 20 }).trimEnd().split("\n");
      assert.ok(
        lines.every((line) => width(line) <= 110 && line.length < 1700),
        part,
      );
    }
    assert.ok(performance.now() - started < 5000);
    assert.ok(process.memoryUsage().rss - before < 300e6, "a letter took 45 KB");
  });

  it("may have more rows than a function takes arguments", () => {
    const rows = Array.from({ length: 200_000 }, (_, seats) => ({ name: "Bakery", seats }));
    assert.equal(table(columns, rows, {}).split("\n").length, 200_003);
  });
});

describe("CSV for a spreadsheet that separates by semicolons", () => {
  const cellOf = (name: string) =>
    csv(columns, [{ name, seats: 1 }])
      .split("\r\n")[1]
      ?.replace(/,1$/, "");
  const cells: [string, string][] = [
    ["Bakery; Springfield", '"Bakery; Springfield"'],
    ["Bakery;=1+1", `"Bakery;'=1+1"`],
    ['Bakery; "@SUM(A1)', `"Bakery; ""'@SUM(A1)"`],
    ["=1;;-1;x+1", `"'=1;;'-1;x+1"`],
    ["Bakery - Springfield = good", "Bakery - Springfield = good"],
  ];
  for (const [name, cell] of cells) {
    it(`quotes its separator, and has no formula behind one: ${name}`, () => {
      assert.equal(cellOf(name), cell);
    });
  }

  it("is written in time that grows with it", () => {
    const started = performance.now();
    for (const part of [";", "; ", '"', " ", ";=", "; ="]) cellOf(part.repeat(200_000));
    assert.ok(performance.now() - started < 5000);
  });
});
