/** How a program reaches the lifecycles: through Pulumi's dynamic provider, or through the native one. A program has one host. */
import * as pulumi from "@pulumi/pulumi";
import type { AnyFunction } from "../lifecycle/function";
import { crossed } from "./aliases";
import { providerText } from "./providerText";
import { dynamicToken, nativeToken } from "./tokens";

/** A resource as the engine is told of it. */
export interface Registered {
  readonly token: string;
  /** What the SDK is handed beside the inputs. */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly options: pulumi.CustomResourceOptions;
}

export interface ProgramHost {
  /** The module that programs import. */
  readonly module: string;
  /** A resource of this type, e.g. `eset:License`. */
  of(type: string, options?: pulumi.CustomResourceOptions): Registered;
  /**
   * Asks a function.
   *
   * @param here asks it in the program's own process, with the account of the stack configuration
   */
  ask(
    definition: Pick<AnyFunction, "type" | "isList">,
    args: object | undefined,
    options: pulumi.InvokeOptions | undefined,
    here: () => Promise<unknown>,
  ): Promise<unknown>;
}

/** A stack of the other host moves to this one without a change. */
const withAlias = (type: string, options: pulumi.CustomResourceOptions = {}): pulumi.CustomResourceOptions => ({
  ...options,
  aliases: crossed(options.aliases, [{ type }]),
});

/** Pulumi's dynamic provider: the engine's provider process finds the resource by its type (dynamic.ts). */
export const dynamicHost: ProgramHost = {
  module: "pulumi-msp",
  of(type, options = {}) {
    refuseProvider(type, options.provider ?? providerAbove(options));
    return {
      token: dynamicToken(type),
      properties: { __provider: providerText(type) },
      options: withAlias(nativeToken(type), options),
    };
  },
  ask({ type }, _, options, here) {
    refuseProvider(type, options?.provider);
    return here();
  },
};

/** The native provider, `pulumi-resource-msp` (plugin/). */
export const nativeHost: ProgramHost = {
  module: "pulumi-msp/native",
  of: (type, options) => ({
    token: nativeToken(type),
    properties: {},
    options: withAlias(dynamicToken(type), options),
  }),
  async ask({ type, isList }, args, options) {
    const answer = (await pulumi.runtime.invoke(nativeToken(type), args ?? {}, options)) as Answer; // as plugin/service.ts makes it
    return isList ? answer.items : answer;
  },
};

interface Answer {
  readonly items?: unknown;
}

/** The engine would ignore it, and orders would go to the account of the stack configuration. */
function refuseProvider(type: string, provider: pulumi.ProviderResource | undefined): void {
  if (provider === undefined || packageOf(provider) !== "msp") return;
  throw new pulumi.RunError(
    `${type} is given a provider of its own, and "pulumi-msp" has only the account of the stack configuration. Import from "pulumi-msp/native".`,
  );
}

const packageOf = (provider: pulumi.ProviderResource): string =>
  (provider as unknown as { getPackage?: () => string }).getPackage?.() ?? ""; // of the SDK, but not part of its typed surface

/** The provider that a resource has from the component that it is in. */
function providerAbove({ parent }: pulumi.CustomResourceOptions): pulumi.ProviderResource | undefined {
  const above = parent as unknown as { readonly __providers?: Readonly<Record<string, pulumi.ProviderResource>> }; // as above
  return parent === undefined ? undefined : above.__providers?.["msp"];
}

let chosen: ProgramHost | undefined;

/** Throws if the program has begun with the other one. */
export function useHost(host: ProgramHost): void {
  if (chosen !== undefined && chosen !== host) {
    throw new pulumi.RunError(
      `The program has declared or asked something through "${chosen.module}" before it imports "${host.module}". A program uses one of the two: import from "${host.module}" everywhere.`,
    );
  }
  chosen = host;
}

/** The host of this program: the dynamic one, unless it has imported the other. */
export function host(): ProgramHost {
  chosen ??= dynamicHost;
  return chosen;
}
