/** ESET's ids are GUIDs: the same id in capitals is the same id. Keys of licences are not. */
export const idKey = (id: string): string => id.toLowerCase();

export const sameId = (one: string, other: string): boolean => idKey(one) === idKey(other);

/** Siblings whose names differ only in case, or in spaces around them, have the same name. */
export const nameKey = (name: string): string => name.trim().toLowerCase();
