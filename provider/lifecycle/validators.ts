/**
 * The functions that hold a value against a schema. To load ajv and compile takes longer than the rest of the provider process
 * needs to start, so the build compiles the inputs of all resources and functions ahead (tools/build.mjs). Other schemas are compiled
 * when something is first held against them.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type * as ajvModule from "ajv";
import type { Ajv, Options, ValidateFunction } from "ajv";
import type { Schema } from "./schema";

/** Where the build puts the validator of a resource, or of a function. */
export const compiledFile = (type: string): string => join(__dirname, "compiled", `${type.replace(":", ".")}.js`);

/** ajv as messages need it: all that is wrong, with the values that are. Ours are the keywords `expected`, `digits`, `orOne` and `moved`. */
export function newAjv(options: Options = {}): Ajv {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- only when it is needed: see above
  const ajv = new (require("ajv") as typeof ajvModule).Ajv({
    allErrors: true,
    verbose: true,
    strict: true,
    ...options,
  });
  ajv.addVocabulary(["expected", "digits", "orOne", "moved"]);
  return ajv;
}

const ofSchema = new WeakMap<Schema, ValidateFunction>();
const ofInputs = new WeakMap<HasInputs, ValidateFunction>();

export function validatorOf(schema: Schema): ValidateFunction {
  return remembered(ofSchema, schema, () => newAjv().compile(schema));
}

interface HasInputs {
  readonly type: string;
  readonly inputs: Schema;
}

/** Of the inputs of a resource or a function. */
export function inputsValidator(of: HasInputs): ValidateFunction {
  return remembered(ofInputs, of, () => {
    const file = compiledFile(of.type);
    // not there for one that only a test has, and in a bundle
    if (!existsSync(file)) return validatorOf(of.inputs);
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- its name is known only now
    return require(file) as ValidateFunction; // ajv's own output
  });
}

function remembered<K extends object, V>(known: WeakMap<K, V>, key: K, make: () => V): V {
  let value = known.get(key);
  if (value === undefined) known.set(key, (value = make()));
  return value;
}
