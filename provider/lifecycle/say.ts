/** What a person should know while a run goes on. It may quote a vendor, who quotes whoever types in its portal. */
import { visibleLines } from "./visible";

export function say(text: string): void {
  console.error(visibleLines(text));
}
