/** What an answer may hold. More is no answer of a vendor, and reading it could end this process while orders are in flight. */

/** Unpacked. The largest honest answer, the bill of a month for thousands of companies, is a few million. */
export const largestAnswerBytes = 8 * 1024 * 1024;
/** Objects, lists and values in one answer. */
const mostValues = 500_000;
/** Objects and lists within each other. */
const deepest = 100;

/** In words, what a JSON text holds too much of; undefined if it can be read. Looks before anything is made of the text. */
export function tooMuch(text: string): string | undefined {
  let values = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (letter === '"') {
      at = endOfText(text, at);
    } else if (letter === "," || letter === "{" || letter === "[") {
      if (++values > mostValues) return `holds more than ${mostValues} values`;
      if (letter !== "," && ++depth > deepest) return `is nested more than ${deepest} levels deep`;
    } else if (letter === "}" || letter === "]") {
      depth--;
    }
  }
  return undefined;
}

/** Where the text that begins at this quotation mark ends. */
function endOfText(json: string, start: number): number {
  for (let at = start + 1; at < json.length; at++) {
    if (json[at] === "\\") at++;
    else if (json[at] === '"') return at;
  }
  return json.length;
}
