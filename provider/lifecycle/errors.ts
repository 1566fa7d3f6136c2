/** The errors that a lifecycle ends with, in words for the person who reads the plan. */
/** A rule that a declaration breaks, said of one property. */
export interface CheckFailure {
  readonly property: string;
  readonly reason: string;
}

/**
 * A create or update that got part of the way. The object exists under `id`, as `state` says; it must be kept, so that
 * the next update finishes the work instead of repeating it.
 */
export class Unfinished extends Error {
  override readonly name = "Unfinished";
  constructor(
    readonly id: string,
    readonly state: Readonly<Record<string, unknown>>,
    override readonly cause: unknown,
  ) {
    super(messageOf(cause), { cause });
  }
}

/** A create that met an object which already exists and that the program did not ask to take over. */
export class AlreadyExists extends Error {
  override readonly name = "AlreadyExists";
  /** @param isManaged whether another resource of this program manages it: then there is nothing to take over */
  constructor(what: string, id: string, isManaged: boolean) {
    super(
      isManaged
        ? `${what} already exists (id ${id}), and another resource of this program manages it. Nothing was changed. Take one of the two out of the program, or declare something else in one of them.`
        : `${what} already exists (id ${id}) and this resource does not manage it. Nothing was changed. ` +
            `If it was only renamed, give it its old name: with formerly in a file of tenants, with the option aliases in a program. ` +
            `To take the object over, set adopt: true on this resource, or run once with MSP_ADOPT=1 if an interrupted run made it; ` +
            `or import it (pulumi import --file, see the README).`,
    );
  }
}

/** A change that cannot be made: refused with the remedy before anything is sent. */
export class Refused extends Error {
  override readonly name = "Refused";
}

/** The last way out that messages name: the object is left as it is, and nothing looks after it any more. */
export const outOfTheState = `take the resource out of the state: pulumi state delete '<urn>' ("pulumi stack --show-urns" tells the URN)`;

/** What went wrong, in words. They may quote the vendor: each way to a person makes that safe (visible.ts). */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
