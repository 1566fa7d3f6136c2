/** An explicit provider: an account of each vendor that is not that of the stack configuration. */
import * as pulumi from "@pulumi/pulumi";
import { settingsByName } from "./plugin/configured";

/** Each vendor's program.ts adds the settings of an account. What is left out comes from the environment. */
export interface ProviderArgs {
  /** How many seats this provider may order in one run, at all vendors together. */
  mostNewSeats?: pulumi.Input<number>;
  /** How many licences, subscriptions and companies this provider may remove in one run. */
  mostRemovals?: pulumi.Input<number>;
  /** A file that corrects what is assumed of the vendors. */
  assumptions?: pulumi.Input<string>;
}

/**
 * The accounts of one legal entity at the vendors. Resources and components that are given it (`{ provider: north }`) are made with these
 * accounts; all others with those of the stack configuration.
 *
 * @example
 * const config = new pulumi.Config("north");
 * const north = new msp.Provider("north", {
 *   esetUsername: "api@north.example",
 *   esetPassword: config.requireSecret("esetPassword"),
 * });
 * new eset.Customer("bakery", { name: "Example Bakery" }, { provider: north });
 */
export class Provider extends pulumi.ProviderResource {
  constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
    const settings = settingsByName();
    const given = Object.entries(args as Readonly<Record<string, pulumi.Input<string | number>>>).map(
      ([key, value]) => {
        const text = pulumi.output(value).apply((known) => (typeof known === "string" ? known : JSON.stringify(known)));
        return [key, settings.get(key)?.isSecret === true ? pulumi.secret(text) : text] as const;
      },
    );
    super("msp", name, Object.fromEntries(given), opts);
  }
}
