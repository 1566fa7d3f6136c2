/** What a resource was before: names, parents and types, each of which may have changed. */
import * as pulumi from "@pulumi/pulumi";

type Aliases = pulumi.ResourceOptions["aliases"];

/** These and others, and each of these with each of the others: a resource may have been renamed and moved at once. */
export function crossed(given: Aliases = [], others: readonly pulumi.Alias[]): NonNullable<Aliases> {
  const both = given.flatMap((one) =>
    typeof one === "object" && !pulumi.Output.isInstance(one) && !("then" in one)
      ? others.map((other) => ({ ...one, ...other }))
      : [],
  );
  return [...given, ...others, ...both];
}
