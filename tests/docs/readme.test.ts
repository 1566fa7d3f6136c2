/** The README holds what the examples hold, names commands and options that there are, and links to what is there. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { root } from "./documents";

const read = (...path: string[]): string => readFileSync(join(root, ...path), "utf8");
const readme = read("README.md");

/** The blocks of code in a language, without the fences. */
const blocks = (text: string, language: string): string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, "gm"))].map(([, code]) => code ?? "");

/** A program without the comment on its first line. */
const withoutHead = (program: string): string => program.replace(/^\/\*\*.*?\*\/\n/s, "");

describe("the README", () => {
  it("onboards a customer with the program that npm run demo runs", () => {
    const [onboarding = ""] = blocks(readme, "ts");
    assert.ok(withoutHead(read("examples", "onboarding", "index.ts")).startsWith(onboarding));
    assert.match(onboarding, /new redstor\.Subscription/);
  });

  it("shows a tenant's file and the program of the fleet as they are in the example", () => {
    assert.equal(blocks(readme, "yaml")[0], read("examples", "tenants", "tenants", "bakery.yaml"));
    assert.equal(blocks(readme, "ts")[1], withoutHead(read("examples", "tenants", "index.ts")));
  });

  const pages = ["README.md", ...readdirSync(join(root, "docs")).map((name) => `docs/${name}`)];
  it("and the pages in docs/ link only to what is there", () => {
    const broken = pages
      .filter((page) => page.endsWith(".md"))
      .flatMap((page) =>
        [...read(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
          .map(([, target]) => target ?? "")
          .filter((target) => !existsSync(join(root, dirname(page), target)))
          .map((target) => `${page}: ${target}`),
      );
    assert.deepEqual(broken, []);
  });

  it("names a page of measurements, in which everything that is aimed at is reached", () => {
    const [aims = ""] = /## What was aimed at.*?(?=\n## )/s.exec(read("docs", "performance.md")) ?? [];
    const reached = [...aims.matchAll(/\| (yes|\*\*no\*\*) +\|$/gm)].map(([, word]) => word);
    assert.ok(reached.length >= 15, aims);
    assert.deepEqual([...new Set(reached)], ["yes"], aims);
  });

  it("and the pages in docs/ name commands and options that there are", async () => {
    const run = promisify(execFile);
    const help = async (...args: string[]) =>
      (await run(process.execPath, [join(root, "dist", "cli", "index.js"), ...args, "--help"])).stdout;
    const commands = await help();
    const used = pages
      .filter((page) => page.endsWith(".md"))
      .flatMap((page) => [
        ...read(page).matchAll(/(?:npx --no |`)pulumi-msp ([a-z]+)((?: +(?:--?[a-z-]+|[^\s`#|]+))*)/g),
      ])
      .map(([, command = "", rest = ""]) => ({ command, options: rest.match(/--[a-z-]+/g) ?? [] }));
    assert.ok(used.length > 10);
    const fetching = pages.filter((page) => page.endsWith(".md") && /\bnpx (?!--no )\S*pulumi-msp/.test(read(page)));
    assert.deepEqual(fetching, [], "without --no, npx would fetch what somebody else has published under the name");
    for (const { command, options } of used) {
      assert.match(commands, new RegExp(`^  ${command}\\b`, "m"));
      const known = await help(command);
      for (const option of options) assert.ok(known.includes(option), `pulumi-msp ${command} ${option}`);
    }
  });
});
