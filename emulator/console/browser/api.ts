/** The page's requests to the emulator. */

/** What a control answers; undefined for nothing. Rejects with what the emulator says is wrong, in its own words. */
export async function send(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await reach(path, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  const text = await response.text();
  const answer: unknown = text === "" ? undefined : JSON.parse(text);
  if (!response.ok) {
    const says = typeof answer === "object" && answer !== null && "error" in answer ? answer.error : undefined;
    throw new Error(typeof says === "string" ? says : `The emulator answered ${String(response.status)}.`);
  }
  return answer;
}

/** The text of something to show, or undefined if there is no such thing (any more). */
export async function read(path: string): Promise<string | undefined> {
  const response = await reach(path, {});
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`The emulator answered ${String(response.status)}.`);
  return response.text();
}

async function reach(path: string, options: RequestInit): Promise<Response> {
  try {
    return await fetch(`/_emulator/${path}`, options);
  } catch {
    throw new Error("The emulator cannot be reached. Is it still running?");
  }
}
