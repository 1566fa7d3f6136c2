/** Page tokens. The vendor's samples decode to {"Page":2,"PageSize":30,"TotalCount":35}: a number, not a place in the list. */
import { Refusal } from "./errors";

const usualSize = 30;

interface Page {
  /** The first one is 1. */
  readonly page: number;
  readonly size: number;
}

export const encodePage = ({ page, size, total }: Page & { total: number }): string =>
  Buffer.from(JSON.stringify({ Page: page, PageSize: size, TotalCount: total })).toString("base64url");

/** Which page is wanted. Its size is in the token, and may be said again but not changed. */
export function pageOf({ maxResults, pageToken }: { maxResults?: number; pageToken?: string }): Page {
  if (pageToken === undefined) return { page: 1, size: maxResults ?? usualSize };
  const { page, size } = decodePage(pageToken);
  if (maxResults !== undefined && maxResults !== size) throw new Refusal("PageTokenIsNotValid");
  return { page, size };
}

function decodePage(token: string): Page {
  let content: unknown;
  try {
    content = /^[\w-]+$/.test(token) ? JSON.parse(Buffer.from(token, "base64url").toString("utf8")) : undefined;
  } catch {
    content = undefined;
  }
  const { Page: page, PageSize: size } = Object(content) as { Page?: unknown; PageSize?: unknown }; // any JSON
  if (!isWithin(page, 2, 2_147_483_647) || !isWithin(size, 1, 100)) throw new Refusal("PageTokenIsNotValid");
  return { page, size };
}

const isWithin = (value: unknown, from: number, to: number): value is number =>
  Number.isInteger(value) && Number(value) >= from && Number(value) <= to;
