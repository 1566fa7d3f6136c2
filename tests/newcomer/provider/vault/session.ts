/** An account of Example Vault in use. */
import { HttpClient } from "../http/client";
import { openJournal } from "../http/journal";
import { Limiter } from "../http/limiter";
import { oncePerAccount, type ConfigReader, Settings, settingsOf } from "../vendor/settings";
import { vaultApi } from "./api";

export const settings = settingsOf("vault", { variables: "VAULT", plain: ["endpoint"], secret: ["key"] });

interface VaultConfig {
  readonly endpoint: string;
  readonly key: string;
}

export function vaultConfig(get: ConfigReader): VaultConfig {
  const given = new Settings("Example Vault", settings, get, process.env);
  return { endpoint: given.server("endpoint", "https://api.vault.example"), key: given.credential("key", "key") };
}

const attemptMilliseconds = 30_000;

export class Vault {
  readonly api: ReturnType<typeof vaultApi>;
  readonly answersWithinMilliseconds = attemptMilliseconds;

  constructor({ endpoint, key }: VaultConfig) {
    const http = new HttpClient({
      vendor: "Example Vault",
      endpoint,
      limiter: new Limiter(10),
      journal: openJournal(process.env["MSP_HTTP_LOG"]),
      authorisation: () => ({ token: () => Promise.resolve(key), accepted: () => undefined, refused: () => false }),
      readError: (status) => ({
        text: status === 404 ? "there is no such customer" : "it refuses",
        isGone: status === 404,
      }),
      attemptMilliseconds,
      overallMilliseconds: 5 * 60_000,
    });
    this.api = vaultApi(http);
  }

  async accountId(): Promise<string> {
    return (await this.api.account({})).id("accountId");
  }
}

/** One per account and process. */
export const connect = oncePerAccount(vaultConfig, (config) => new Vault(config));
