/** Signs in to ESET: with the password, and from then on with the token that came with the last one. */
import type { Answer } from "../vendor/answer";
import { renewalAfter, SharedToken, type Token } from "../vendor/token";
import type { EsetApi } from "./api";
import type { EsetAssumptions } from "./assumptions";
import type { EsetConfig } from "./config";

interface TokenPair extends Token {
  readonly refresh: string;
}

export class EsetToken extends SharedToken<TokenPair> {
  constructor(config: EsetConfig, calls: Pick<EsetApi["token"], "get" | "renew">, assumptions: EsetAssumptions) {
    const { username, password } = config;
    const otherwise = assumptions.assumed("token.assumedSeconds");
    const signIn = async () => tokenFrom(await calls.get({ username, password }), otherwise);
    super(signIn, async (token) => {
      try {
        return tokenFrom(await calls.renew({ refreshToken: token.refresh }, token.access), otherwise);
      } catch {
        return await signIn(); // too late to renew
      }
    });
  }
}

/** What it holds is the vendor's affair; servers take no longer headers. */
const longestToken = 16_000;

/** `otherwise` is how many seconds it is used if it does not say its own life. */
function tokenFrom(answer: Answer<{ accessToken: string; refreshToken: string }>, otherwise: number): TokenPair {
  const access = answer.id("accessToken", longestToken);
  const seconds = lifeOf(access) ?? otherwise;
  return { access, refresh: answer.text("refreshToken"), renewAt: renewalAfter(seconds) };
}

/**
 * Seconds from issue to expiry as the token itself says (it is a JWT); both ends on the vendor's clock, so that a
 * wrong clock of this machine does not matter.
 */
export function lifeOf(access: string): number | undefined {
  try {
    const claims = JSON.parse(Buffer.from(access.split(".")[1] ?? "", "base64url").toString()) as Record<
      string,
      unknown
    >;
    const [start, end] = [claims["nbf"] ?? claims["iat"], claims["exp"]];
    return typeof start === "number" && typeof end === "number" && end > start ? end - start : undefined;
  } catch {
    return undefined; // not a JWT
  }
}
