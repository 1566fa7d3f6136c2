import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type DownloadTool, inFolder, load, write } from "./tools";

describe("the download of the official release", () => {
  let tool: DownloadTool;
  let server: Server;
  /** What the host has, by path. */
  const files = new Map<string, Buffer | string>();
  const archive = `pulumi-v9.8.7-${process.platform}-${process.arch}.tar.gz`;

  before(async function () {
    if (process.platform === "win32") this.skip();
    tool = await load("setup/download.mjs");
  });
  beforeEach(async () => {
    files.clear();
    server = createServer(({ url = "" }, response) => {
      const file = files.get(url);
      response.writeHead(file === undefined ? 404 : 200).end(file);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  afterEach(() => server.close());

  /** A release with one program, as it is listed. */
  function release(folder: string): string {
    write(folder, { "made/pulumi/pulumi": "the program" });
    execFileSync("tar", ["-czf", join(folder, "made.tar.gz"), "-C", join(folder, "made"), "pulumi"]);
    const content = readFileSync(join(folder, "made.tar.gz"));
    files.set(`/archives/${archive}`, content);
    return createHash("sha256").update(content).digest("hex");
  }

  function download(folder: string): Promise<string> {
    const { port } = server.address() as AddressInfo;
    const at = (path: string) => () => `http://127.0.0.1:${port}/${path}`;
    write(folder, { "got/.keep": "" });
    const hosts = { archives: at("archives"), checksums: at("sums") };
    return tool.downloadRelease({ version: "9.8.7", folder: join(folder, "got"), hosts });
  }

  const list = (...lines: string[]) => files.set("/sums/pulumi-9.8.7-checksums.txt", `${lines.join("\n")}\n`);

  it("unpacks the archive whose checksum is listed", () =>
    inFolder(async (folder) => {
      list(`${"0".repeat(64)}  pulumi-v9.8.7-plan9-x64.tar.gz`, `${release(folder)}  ${archive}`);
      const programs = await download(folder);
      assert.equal(readFileSync(join(programs, "pulumi"), "utf8"), "the program");
      assert.deepEqual(readdirSync(join(folder, "got")).sort(), [".keep", "release"]);
    }));

  it("unpacks nothing of another archive, and says both checksums", () =>
    inFolder(async (folder) => {
      const sum = release(folder);
      list(`${"0".repeat(64)}  ${archive}`);
      await assert.rejects(download(folder), {
        message: `${archive} is not the released one: its SHA-256 is ${sum}, and ${"0".repeat(64)} is listed`,
      });
      assert.equal(readdirSync(join(folder, "got")).includes("release"), false);
    }));

  it("asks for no archive whose checksum is not listed", () =>
    inFolder(async (folder) => {
      release(folder);
      list(`${"0".repeat(64)}  pulumi-v9.8.7-plan9-x64.tar.gz`);
      const { port } = server.address() as AddressInfo;
      await assert.rejects(download(folder), { message: `127.0.0.1:${port} lists no checksum of ${archive}` });
    }));

  it("names the host that does not have it", () =>
    inFolder(async (folder) => {
      list(`${"0".repeat(64)}  ${archive}`);
      const { port } = server.address() as AddressInfo;
      await assert.rejects(download(folder), { message: `127.0.0.1:${port} cannot be reached (it answers 404)` });
    }));
});
