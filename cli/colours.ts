/** Colours for a terminal that has them and whose user wants them; none in pipes and logs, unless FORCE_COLOR asks. */
import { WriteStream } from "node:tty";
import { createColors } from "picocolors";

const { FORCE_COLOR, NO_COLOR } = process.env;
const forced = NO_COLOR === undefined && FORCE_COLOR !== undefined && FORCE_COLOR !== "0";

export const colours = createColors(forced || (process.stdout instanceof WriteStream && process.stdout.hasColors()));
