/** The account that the environment names. */
import { connect, type Eset } from "../provider/eset/session";

export function account(): Eset {
  for (const variable of ["ESET_MSP_USERNAME", "ESET_MSP_PASSWORD"]) {
    if ((process.env[variable] ?? "") === "") {
      throw new Error(`${variable} is not set. The account is read from ESET_MSP_USERNAME and ESET_MSP_PASSWORD.`);
    }
  }
  return connect(() => undefined);
}
