/** What a person should know while a run goes on. It may quote a vendor, who quotes whoever types in its portal. */
import { currentCall } from "./call";
import { visibleLines } from "./visible";

export function say(text: string): void {
  const call = currentCall();
  if (call === undefined) console.error(visibleLines(text));
  else call.say(text);
}
