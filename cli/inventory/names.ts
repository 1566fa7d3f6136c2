/** Names for files, keys and resources, from names that people gave: short, safe on every file system, and never the same twice. */
import { createHash } from "node:crypto";
import { idKey } from "../../provider/lifecycle/ids";

/** Letters that do not fall apart into a letter of ASCII and an accent. */
const spelt: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  þ: "th",
  ł: "l",
  ı: "i",
  ħ: "h",
};

const mostCharacters = 50;

/** Windows takes these for devices, whatever their extension. */
const devices = /^(con|prn|aux|nul|com\d|lpt\d)$/;

/** `Žužana's "Bäckerei" & Co.` is `zuzana-s-backerei-co`; "" if nothing of the name can be kept. */
export function slugOf(name: string): string {
  const slug = name
    .toLowerCase()
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^\0-\u007f]/gu, (letter) => spelt[letter] ?? "-")
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, mostCharacters)
    .replaceAll(/^-+|-+$/g, "");
  return devices.test(slug) ? `customer-${slug}` : slug;
}

/**
 * A slug for each. Those whose names give the same one, or none, get a part that is made from their id, all of them: so no
 * order decides who is who.
 */
export function distinctSlugs<T extends { readonly name: string; readonly id: string }>(
  items: readonly T[],
): Map<T, string> {
  const bySlug = new Map<string, T[]>();
  for (const item of items) {
    const slug = slugOf(item.name);
    bySlug.set(slug, [...(bySlug.get(slug) ?? []), item]);
  }
  const slugs = new Map<T, string>();
  const taken = new Set<string>();
  const take = (item: T, slug: string) => {
    slugs.set(item, slug);
    taken.add(slug);
  };
  for (const [slug, alike] of bySlug) {
    const [only] = alike;
    if (slug !== "" && alike.length === 1 && only !== undefined) take(only, slug);
  }
  for (const [slug, alike] of bySlug) {
    for (const item of alike) {
      if (slugs.has(item)) continue;
      const digest = createHash("sha256").update(idKey(item.id)).digest("hex");
      for (let length = 6; !slugs.has(item); length++) {
        const longer = `${slug === "" ? "customer" : slug}-${digest.slice(0, length)}`;
        if (!taken.has(longer) || length > digest.length) take(item, longer);
      }
    }
  }
  return slugs;
}

interface Keyed {
  /** In the vendor's words: `ESET PROTECT Advanced`. */
  readonly name: string;
  /** What no two have in common: `2015`. */
  readonly value: string;
  /** The key that it has already. */
  readonly known: string | undefined;
}

/** A key for each: what it has already; or its name's slug; or that with the value, where another has it. Adds them to `taken`. */
export function keysOf<T extends Keyed>(items: readonly T[], taken: Set<string>): Map<string, T> {
  const keys = new Map<string, T>();
  const take = (key: string, item: T) => {
    taken.add(key);
    keys.set(key, item);
  };
  const isNew = ({ known }: T) => known === undefined || taken.has(known);
  const fresh = items.filter((item) => {
    if (isNew(item)) return true;
    take(item.known ?? "", item);
    return false;
  });
  const alike = new Map<string, number>();
  for (const { name } of fresh) alike.set(slugOf(name), (alike.get(slugOf(name)) ?? 0) + 1);
  for (const item of fresh) {
    const slug = slugOf(item.name);
    const value = slugOf(item.value) || "other";
    const wanted = slug === "" ? value : slug;
    const isFree = (slug === "" || (alike.get(slug) ?? 0) < 2) && !taken.has(wanted);
    let key = isFree ? wanted : `${wanted}-${value}`;
    for (let n = 2; taken.has(key); n++) key = `${wanted}-${value}-${n}`;
    take(key, item);
  }
  return new Map(items.flatMap((item) => [...keys].filter(([, of]) => of === item)));
}
