/**
 * Stops at once, with a clear message, on a Node.js that is too old. Imported first by every tool, for its effect.
 * This file and setup.mjs keep to syntax that an old Node.js can still read.
 */

const oldest = [20, 19];

/** The message for a Node.js of this version, or undefined when it is new enough. */
export function nodeProblem(version) {
  const [major, minor] = version.split(".").map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return undefined;
  return (
    "pulumi-msp needs Node.js " +
    oldest.join(".") +
    " or newer; this is " +
    version +
    ". Get one at https://nodejs.org/."
  );
}

const problem = nodeProblem(process.versions.node);
if (problem !== undefined) {
  console.error(problem);
  process.exit(1);
}
