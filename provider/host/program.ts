/** What programs use, made from the definitions: a class for each resource. The only way from a definition to Pulumi's SDK. */
import * as pulumi from "@pulumi/pulumi";
import { pathOf } from "../lifecycle/check";
import type { commonInputs } from "../lifecycle/define";
import {
  asText,
  type DefaultSchema,
  type Given,
  type ObjectSchema,
  type OptionalSchema,
  type Properties,
  type Static,
} from "../lifecycle/schema";
import { cutTexts, isCut, whyNotCut } from "../lifecycle/values";
import { checkConfiguration } from "./configuration";
import { host } from "./programHost";

/** The part of a definition that a class is made from. */
export interface Declared {
  readonly type: string;
  readonly inputs: ObjectSchema;
  readonly assigned: Properties;
  readonly idName?: string;
}

type MayBeLeftOut = OptionalSchema | DefaultSchema;

/** Inputs, each of which may also be an output of another resource. */
type Inputs<P extends Properties> = {
  [K in keyof P as P[K] extends MayBeLeftOut ? never : K]: pulumi.Input<Deep<Given<P[K]>>>;
} & {
  [K in keyof P as P[K] extends MayBeLeftOut ? K : never]?: pulumi.Input<Deep<Given<P[K]>> | undefined>;
};

/** Values inside objects and lists may be outputs too. */
type Deep<T> = T extends readonly (infer I)[]
  ? readonly pulumi.Input<I>[]
  : T extends object
    ? { [K in keyof T]: pulumi.Input<T[K]> }
    : T;

/** Outputs. What the vendor never hears of is none. */
type Outputs<P extends Properties> = {
  readonly [K in keyof P as Exclude<K, keyof typeof commonInputs>]: pulumi.Output<
    P[K] extends OptionalSchema ? Static<P[K]> | undefined : Static<P[K]>
  >;
};

/** The id, in the vendor's word. It is known already in the preview of an update. */
type NamedId<D extends Declared> = D extends { readonly idName?: infer N extends string }
  ? Readonly<Record<N, pulumi.Output<string>>>
  : unknown;

/** The arguments of a resource. */
export type ArgsOf<D extends Declared> = Inputs<D["inputs"]["properties"]>;

/** A resource in a program. */
export type ResourceOf<D extends Declared> = pulumi.CustomResource &
  Outputs<D["inputs"]["properties"]> &
  Outputs<D["assigned"]> &
  NamedId<D>;

export type ClassOf<D extends Declared> = new (
  name: string,
  args: ArgsOf<D>,
  opts?: pulumi.CustomResourceOptions,
) => ResourceOf<D>;

const classes = new Map<Declared, unknown>();

/** The class of a resource. A definition has one: a tenant makes its resources of those that programs import. */
export function classOf<D extends Declared>(definition: D): ClassOf<D> {
  const known = (classes.get(definition) ?? newClass(definition)) as ClassOf<D>; // made of this definition
  classes.set(definition, known);
  return known;
}

/**
 * It extends pulumi.CustomResource itself: the SDK takes whoever calls such a class for the program, and notes that line in the
 * state.
 */
function newClass<D extends Declared>(definition: D): ClassOf<D> {
  const { type, idName } = definition;
  const name = type.split(":")[1] ?? type;
  const classes = {
    [name]: class extends pulumi.CustomResource {
      constructor(name: string, args: ArgsOf<D>, opts?: pulumi.CustomResourceOptions) {
        checkConfiguration();
        refuseCutTexts(type, name, args);
        const { token, properties, options } = host().of(type, opts);
        super(token, name, { ...handedOver(definition, args), ...properties }, { ...keeping(args), ...options });
        fillIn(this, definition);
      }
    },
  };
  const made = classes[name] as unknown as ClassOf<D>; // the SDK, and fillIn, give it the outputs
  if (idName !== undefined) {
    Object.defineProperty(made.prototype, idName, {
      get(this: pulumi.CustomResource) {
        return this.id;
      },
    });
  }
  return made;
}

/** So the plan says that the object is kept: the engine asks no provider then. An output is not known when it is to say so. */
const keeping = (args: { readonly deletionPolicy?: unknown }): pulumi.CustomResourceOptions =>
  args.deletionPolicy === "retain" ? { retainOnDelete: true } : {};

/** The SDK would end the program at such a text, with a stack trace, when half of the resources have been made. */
function refuseCutTexts(type: string, name: string, args: object): void {
  const [path] = cutTexts(args);
  const where = isCut(name) ? "its name in the program" : path && pathOf(path);
  if (where !== undefined) throw new pulumi.RunError(`${type} ${JSON.stringify(name)}: ${where} ${whyNotCut}.`);
}

const isGiven = ([, value]: [string, unknown]): boolean => value !== undefined;

/** What the SDK is handed: what is declared, with the defaults, for a refresh compares what is given here with what is in state. */
function handedOver({ inputs, assigned }: Declared, args: object): Record<string, unknown> {
  const defaults = Object.entries(inputs.properties).map(([property, schema]): [string, unknown] => [
    property,
    schema["default"],
  ]);
  const declared = Object.entries(args).map(([property, value]: [string, unknown]): [string, unknown] => {
    const schema = inputs.properties[property];
    return [property, schema === undefined ? value : asText(schema, value)];
  });
  return {
    ...Object.fromEntries(Object.keys(assigned).map((property) => [property, undefined])),
    ...Object.fromEntries(defaults.filter(isGiven)),
    ...Object.fromEntries(declared.filter(isGiven)),
  };
}

/**
 * Gives a resource an output for each property that is not declared. Such a property is not managed, so it has no value: that is
 * known at once. The SDK makes outputs too, of all that it is handed; it writes down four stack traces for each, which is most of
 * the time that a program with many resources takes.
 */
function fillIn(made: pulumi.CustomResource, { inputs }: Declared): void {
  const absent = pulumi.output(undefined);
  for (const property of Object.keys(inputs.properties)) {
    if (!Object.hasOwn(made, property)) Object.assign(made, { [property]: absent });
  }
}
