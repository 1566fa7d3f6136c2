/**
 * Texts from outside (a vendor's names, a file's keys) on their way to a terminal or a log. They are made safe once, where they leave:
 * by a host, by `say`, by what a command prints.
 */

/**
 * Control characters, those that reverse the direction of text, and those that take no room, as something to look at. What the log of a
 * pipeline obeys gets a space inside: `::set-output` of GitHub, at the start of a line, as `: :set-output`; `##vso[` of Azure, anywhere, as
 * `# #vso[`.
 */
export const visible = (text: string): string =>
  text
    .replaceAll(
      /[\p{Cc}\u2028\u2029\p{Bidi_Control}\u00ad\u200b\u2060-\u2064\ufeff\u{e0000}-\u{e007f}]/gu,
      (character) => `\\u{${hex(character)}}`,
    )
    .replace(/^(\s*):(?=:)/, "$1: ")
    .replaceAll(commandOfLog, "# #");

/** The start of what Azure, and GitHub as it was before, take for a command wherever it stands in a line. */
export const commandOfLog = /##(?=\w*\[)/g;

export const hex = (character: string): string => (character.codePointAt(0) ?? 0).toString(16);

/** Makes a text safe as `visible` does, but keeps line ends and tabs. */
export const visibleLines = (text: string): string =>
  text
    .split(/(\r?\n|\t)/)
    .map((part, i) => (i % 2 === 1 ? part : visible(part)))
    .join("");
