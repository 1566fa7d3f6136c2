/** `pulumi-msp validate`: checks files of tenants and of users as a program would, without one. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { isAt, tenantFiles } from "../provider/tenant/files";
import { type Failure, type Folder, inOneLine, readFolder } from "../provider/tenant/folder";
import { userPart } from "../provider/tenant/parts";
import { userFiles } from "../provider/tenant/users";
import { colours } from "./colours";
import { visible } from "./rows";

export interface ValidateOptions {
  /** The folder of the users' files. Left out: `users`, if there is one. */
  readonly users?: string;
  /** A stack whose state the files are compared with. */
  readonly stack?: string;
  /** The folder of its project. */
  readonly cwd: string;
}

export async function validate(folder: string, { users: given, stack, cwd }: ValidateOptions): Promise<void> {
  try {
    const tenants = readFolder(folder, tenantFiles);
    const users = given ?? (existsSync("users") ? "users" : undefined);
    const found: Folder[] = [tenants, ...(users === undefined ? [] : [usersOf(users, tenants)])];
    const failures = [
      ...found.flatMap((one) => one.failures),
      ...(stack === undefined ? [] : await againstState(tenants, stack, cwd)),
    ];
    for (const failure of failures) console.log(inOneLine(failure));
    const files = new Set(failures.map(({ file }) => file)).size;
    if (failures.length === 0) {
      const counts = found.map(({ files: all }, i) => counted(all.length, i === 0 ? "tenant" : "user"));
      console.log(colours.green(`${counts.join(" and ")}: nothing is wrong.`));
    } else {
      const listed = failures.filter(({ isMore }) => isMore !== true).length;
      fail(
        `${listed < failures.length ? "More than " : ""}${counted(listed, "mistake")} in ${counted(files, "file")}.`,
      );
    }
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error));
  }
}

/** The engine's SDK is loaded only for this. */
async function againstState({ files }: Folder, stack: string, cwd: string): Promise<Failure[]> {
  const [{ Project }, { renamed }] = await Promise.all([import("./drift/engine.js"), import("./validate/renamed.js")]);
  const project = await Project.open(resolve(cwd));
  return renamed(files, await project.state(stack), stack);
}

function usersOf(folder: string, { files }: Folder): Folder {
  const tenants = new Map(files.map((tenant) => [tenant.name, isAt(tenant, userPart.vendor)]));
  return readFolder(
    folder,
    userFiles((name) => tenants.get(name)),
  );
}

function fail(message: string): void {
  console.error(colours.red(visible(message)));
  process.exitCode = 1;
}

const counted = (number: number, what: string): string => `${number} ${what}${number === 1 ? "" : "s"}`;
