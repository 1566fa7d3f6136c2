/** `pulumi-msp validate`: checks files of tenants as a program would, without one. */
import { inOneLine, readTenants } from "../provider/tenant/files";
import { colours } from "./colours";
import { visible } from "./rows";

export function validate(folder: string): void {
  try {
    const { tenants, failures } = readTenants(folder);
    for (const failure of failures) console.log(inOneLine(failure));
    const files = new Set(failures.map(({ file }) => file)).size;
    if (failures.length === 0) console.log(colours.green(`${counted(tenants.length, "tenant")}: nothing is wrong.`));
    else {
      const listed = failures.filter(({ isMore }) => isMore !== true).length;
      fail(
        `${listed < failures.length ? "More than " : ""}${counted(listed, "mistake")} in ${counted(files, "file")}.`,
      );
    }
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error));
  }
}

function fail(message: string): void {
  console.error(colours.red(visible(message)));
  process.exitCode = 1;
}

const counted = (number: number, what: string): string => `${number} ${what}${number === 1 ? "" : "s"}`;
