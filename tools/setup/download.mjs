/** The official Pulumi release: an archive from one host, which must have the checksum that another host lists. */
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { clearTimeout, setTimeout } from "node:timers";
import { run } from "./process.mjs";

const { AbortController, AbortSignal } = globalThis;

/** Where a version's archives are, and where their checksums. */
const releases = {
  archives: () => "https://get.pulumi.com/releases/sdk",
  checksums: (version) => `https://github.com/pulumi/pulumi/releases/download/v${version}`,
};

const systems = { linux: "linux", darwin: "darwin", win32: "windows" };
const archiveOf = (version) => {
  const system = systems[process.platform];
  if (system === undefined) throw new Error(`there is none for ${process.platform}`);
  return `pulumi-v${version}-${system}-${process.arch}.${system === "windows" ? "zip" : "tar.gz"}`;
};

/** Anything that does not answer within a few seconds counts as out of reach. */
async function ask(url, seconds) {
  const host = new URL(url).host;
  const given = new AbortController();
  const timer = setTimeout(() => given.abort(new Error("no answer")), 6000);
  try {
    const response = await fetch(url, { signal: AbortSignal.any([given.signal, AbortSignal.timeout(seconds * 1000)]) });
    if (response.ok) return response;
    throw new Error(`it answers ${response.status}`);
  } catch (error) {
    throw new Error(`${host} cannot be reached (${error.cause?.code ?? error.message})`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

async function listedSum(folder, version, name) {
  const list = await (await ask(`${folder}/pulumi-${version}-checksums.txt`, 60)).text();
  const line = list.split("\n").find((candidate) => candidate.trim().endsWith(` ${name}`));
  const sum = /^[0-9a-f]{64}(?= )/.exec(line ?? "")?.[0];
  if (sum === undefined) throw new Error(`${new URL(folder).host} lists no checksum of ${name}`);
  return sum;
}

async function sumOf(file) {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

/**
 * Unpacks the release into a folder, and answers the one inside it with the programs.
 *
 * @param {{ version: string, folder: string, hosts?: typeof releases, onStart?: () => void }} options `onStart` is told when both
 *   hosts have answered
 * @returns {Promise<string>}
 */
export async function downloadRelease({ version, folder, hosts = releases, onStart = () => undefined }) {
  const name = archiveOf(version);
  const listed = await listedSum(hosts.checksums(version), version, name);
  const { body } = await ask(`${hosts.archives(version)}/${name}`, 900);
  onStart();
  const archive = join(folder, name);
  await pipeline(Readable.fromWeb(body), createWriteStream(archive));
  const found = await sumOf(archive);
  if (found !== listed)
    throw new Error(`${name} is not the released one: its SHA-256 is ${found}, and ${listed} is listed`);
  const unpacked = join(folder, "release");
  mkdirSync(unpacked);
  const { code, output, problem } = await run("tar", ["-xf", archive, "-C", unpacked], { seconds: 300 });
  if (code !== 0) throw new Error(`${name} cannot be unpacked: ${problem ?? output.trim()}`);
  rmSync(archive);
  // the archive for Windows has them in a folder of their own
  const programs = join(unpacked, "pulumi", "bin");
  return existsSync(programs) ? programs : join(unpacked, "pulumi");
}
