/**
 * Who may use the emulator's own pages and controls: programs, and its own console. Not the other web sites that are open
 * in the user's browser, which can send requests to this machine too.
 */
import { hostname } from "node:os";
import { isIP } from "node:net";
import type { IncomingHttpHeaders } from "node:http";

const safe = ["GET", "HEAD", "OPTIONS"];

/**
 * Why a request by this name is refused; undefined when it is not. A site whose name was made to resolve to this machine (DNS
 * rebinding) counts as the same origin, but its name shows. `ownHost` is where the server was told to listen.
 */
export const refusedName = ({ host }: IncomingHttpHeaders, ownHost: string): string | undefined =>
  host === undefined || isOwnName(nameOf(host), ownHost)
    ? undefined
    : `The emulator does not answer to the name ${host}. Use its IP address, localhost, or start it with --host.`;

/** Why a request to a page or a control is refused; undefined when it is not. */
export function refusedAccess(method: string, headers: IncomingHttpHeaders): string | undefined {
  const { host, origin } = headers;
  if (safe.includes(method)) return undefined;
  // Browsers always say where a write comes from; programs have no reason to.
  const site = headers["sec-fetch-site"];
  const isForeign =
    origin === undefined ? site !== undefined && site !== "same-origin" : origin !== `http://${host ?? ""}`;
  return isForeign ? "Pages of other origins may not change the emulator." : undefined;
}

/** Sent with all pages and controls: others may neither frame them (and have them clicked) nor load them as a part. */
export const protectiveHeaders = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "same-origin",
};

/** A Host header without its port and brackets. */
const nameOf = (host: string): string =>
  host
    .replace(/:\d*$/, "")
    .replace(/^\[(.*)\]$/, "$1")
    .toLowerCase();

/**
 * Names that no stranger can have made to resolve to this machine. An address needs no name server. Names without a dot
 * (those of containers) and below .internal and .localhost are not to be had on the internet.
 */
function isOwnName(name: string, ownHost: string): boolean {
  return (
    isIP(name) !== 0 ||
    !name.includes(".") ||
    /\.(localhost|internal)$/.test(name) ||
    [ownHost.toLowerCase(), hostname().toLowerCase()].includes(name)
  );
}
