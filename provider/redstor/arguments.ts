/** Arguments of the reads that make no sense are refused here, before anything is sent. */

/** An id or a text to look for: it must be there. */
export function text(name: string, value: string | undefined): string {
  if (typeof value === "string" && value.trim() !== "") return value;
  throw new Error(`${name} is missing.`);
}

/** The id of a product. */
export function wholeId(name: string, value: number | undefined): number {
  if (typeof value === "number" && Number.isInteger(value)) return value;
  throw new Error(`${name} is ${JSON.stringify(value)}, but must be a whole number.`);
}

/** A day or a moment, as the vendor takes it; a day is its beginning in UTC. */
export function moment(name: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const form = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;
  const date = form.test(value) && isDay(value.slice(0, 10)) ? new Date(value) : undefined;
  if (date === undefined || Number.isNaN(date.getTime())) {
    throw new Error(
      `${name} is ${JSON.stringify(value)}, but must be a day, YYYY-MM-DD, or a moment with its offset, such as 2024-05-31T12:00:00Z.`,
    );
  }
  return date.toISOString();
}

/** February 30 would become March. */
function isDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}
