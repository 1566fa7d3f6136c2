/** The base class of all resources that programs declare. */
import * as pulumi from "@pulumi/pulumi";
import type { ObjectSchema, OptionalSchema, Properties, Static } from "../lifecycle/schema";

/**
 * The arguments of a resource: its inputs, each of which may also be an output of another resource. Groups of inputs are
 * mapped one by one (`Args<typeof own> & Args<typeof commonInputs>`): spread into one object they lose their comments.
 */
export type Args<P extends Properties> = {
  [K in keyof P as P[K] extends OptionalSchema ? never : K]: pulumi.Input<Deep<Static<P[K]>>>;
} & {
  [K in keyof P as P[K] extends OptionalSchema ? K : never]?: pulumi.Input<Deep<Static<P[K]>> | undefined>;
};

/** Values inside objects and lists may be outputs too. */
type Deep<T> = T extends readonly (infer I)[]
  ? readonly pulumi.Input<I>[]
  : T extends object
    ? { [K in keyof T]: pulumi.Input<T[K]> }
    : T;

export interface Declared {
  readonly type: string;
  readonly inputs: ObjectSchema;
  readonly assigned: readonly string[];
}

/**
 * What a stack records as the provider of a resource. It is what `pulumi.dynamic.Resource` would have made by serialising
 * code, written down instead: it holds no code and no secret, and it resolves the installed package from the program's
 * folder. The text is public protocol: stacks made by any release carry it, so it never changes.
 */
export const providerText = (type: string): string =>
  `exports.handler = () => require("module").createRequire(process.cwd() + "/")("pulumi-msp/host").serve("${type}")`;

/** Whether the stack's configuration holds this encrypted; undefined if the SDK cannot tell. */
export function isConfigSecret(key: string): boolean | undefined {
  // exported by the SDK, but not part of its typed surface
  const { isConfigSecret: ask } = pulumi.runtime as { isConfigSecret?: (key: string) => boolean };
  return ask?.(key);
}

/**
 * Stops a program whose stack configuration holds a credential in plain text: the file is in git, and the engine copies
 * configuration into the state.
 */
export function refusePlainSecrets(keys: readonly string[]): void {
  for (const key of keys) {
    const [namespace, name] = key.split(":");
    if (name === undefined || new pulumi.Config(namespace).get(name) === undefined) continue;
    if (isConfigSecret(key) !== false) continue;
    throw new pulumi.RunError(
      `${key} is in the stack configuration in plain text. Store it encrypted: pulumi config set --secret ${key}. Then replace it at the vendor: git and the state may hold it already.`,
    );
  }
}

export abstract class MspResource extends pulumi.CustomResource {
  protected constructor(resource: Declared, name: string, args: object, opts?: pulumi.CustomResourceOptions) {
    // the SDK gives the object an output for each key that it is given, and a refresh compares what it is given with
    // what is in state: so defaults are filled in here already
    const outputs = Object.fromEntries([...resource.assigned, "adopted"].map((property) => [property, undefined]));
    const defaults: [string, unknown][] = Object.entries(resource.inputs.properties).map(([property, schema]) => [
      property,
      schema["default"],
    ]);
    super(
      `pulumi-nodejs:dynamic/${resource.type}`,
      name,
      { ...outputs, ...Object.fromEntries(defaults), ...args, __provider: providerText(resource.type) },
      opts,
    );
  }
}
