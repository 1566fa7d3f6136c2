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

/** The type of a resource, as the engine has it. */
export const token = ({ type }: Declared): string => `pulumi-nodejs:dynamic/${type}`;

const isGiven = ([, value]: [string, unknown]): boolean => value !== undefined;

/**
 * The properties that a resource's class hands to the SDK: what is declared, with the defaults, for a refresh compares what is given
 * here with what is in state; and those that the provider adds. The class extends pulumi.CustomResource itself: the SDK takes
 * whoever calls such a class for the program, and notes that line in the state.
 */
export function given(resource: Declared, args: object): Record<string, unknown> {
  const defaults = Object.entries(resource.inputs.properties).map(([property, schema]): [string, unknown] => [
    property,
    schema["default"],
  ]);
  return {
    ...Object.fromEntries(resource.assigned.map((property) => [property, undefined])),
    ...Object.fromEntries(defaults.filter(isGiven)),
    ...Object.fromEntries(Object.entries(args).filter(isGiven)),
    __provider: providerText(resource.type),
  };
}

/**
 * Gives a resource an output for each property that is not declared. Such a property is not managed, so it has no value: that is
 * known at once. The SDK makes outputs too, of all that it is handed; it writes down four stack traces for each, which is most of
 * the time that a program with many resources takes.
 */
export function fillIn(made: pulumi.CustomResource, { inputs }: Declared): void {
  const absent = pulumi.output(undefined);
  for (const property of Object.keys(inputs.properties)) {
    if (!Object.hasOwn(made, property)) Object.assign(made, { [property]: absent });
  }
}
