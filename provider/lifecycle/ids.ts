/** Ids of both vendors are GUIDs: the same id in capitals is the same id. Keys of ESET licences are written one way only. */
export const idKey = (id: string): string => id.toLowerCase();

export const sameId = (one: string, other: string): boolean => idKey(one) === idKey(other);
