/** Which reading of each open point of a contract a vendor has now. Knows no vendor: the points are the contract's. */
import { Type } from "@sinclair/typebox";
import type { TSchema } from "@sinclair/typebox";
import { isChoice } from "../contracts/open";
import type { OpenPoint, OpenPoints } from "../contracts/open";
import { shape, UsageError } from "./shape";

/** What we believe of each point, in the type that was generated from the same list. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller knows the type of its list
export const asBelieved = <R extends object>(open: OpenPoints): R =>
  Object.fromEntries(
    Object.entries(open).map(([name, point]) => [
      name,
      isChoice(point) ? Object.keys(point.readings)[0] : structuredClone(point.value),
    ]),
  ) as R; // R was generated from the same list

const schemaOf = (point: OpenPoint): TSchema =>
  Type.Unsafe(isChoice(point) ? { enum: Object.keys(point.readings) } : point.allowed);

/** The schema of a choice of readings, as a part of a vendor's state. */
export const readingsSchema = <R extends object>(open: OpenPoints) =>
  Type.Unsafe<R>(
    Type.Object(Object.fromEntries(Object.entries(open).map(([name, point]) => [name, schemaOf(point)])), {
      additionalProperties: false,
    }),
  );

/** Takes what people choose: any of the points, each with one of its readings. */
export function readingsParser<R extends object>(vendor: string, open: OpenPoints): (choice: unknown) => Partial<R> {
  const parse = Object.fromEntries(
    Object.entries(open).map(([name, point]) => [name, shape(schemaOf(point), `The reading ${vendor}.${name}`)]),
  );
  return (choice) => {
    if (typeof choice !== "object" || choice === null || Array.isArray(choice)) {
      throw new UsageError(`The readings of ${vendor} must be an object: a reading by the name of each point`);
    }
    return Object.fromEntries(
      Object.entries(choice).map(([name, reading]) => {
        const check = parse[name];
        if (check === undefined) {
          throw new UsageError(`${vendor} has no open point "${name}". It has ${Object.keys(open).join(", ")}`);
        }
        return [name, check(reading)];
      }),
    ) as Partial<R>; // R was generated from the same list
  };
}
