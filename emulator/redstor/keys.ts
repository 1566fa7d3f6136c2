/** RSA keys. Making one takes a while, so each is made when it is first needed, and once for all emulators of the process. */
import { createHash, generateKeyPairSync } from "node:crypto";
import type { PrivateKey } from "./store";

const made = new Map<string, PrivateKey>();

/** The key of that name. */
export function keyNamed(name: string): PrivateKey {
  let key = made.get(name);
  if (key === undefined) {
    key = makeKey();
    made.set(name, key);
  }
  return key;
}

function makeKey(): PrivateKey {
  const jwk = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });
  const { n = "", e = "", d = "", p = "", q = "", dp = "", dq = "", qi = "" } = jwk; // an RSA key has them all
  const kid = createHash("sha256").update(n).digest("hex").slice(0, 32).toUpperCase();
  return { kty: "RSA", kid, n, e, d, p, q, dp, dq, qi };
}
