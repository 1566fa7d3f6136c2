/** ESET's ids are GUIDs: the same id in capitals is the same id. Keys of licences are not. */
export const sameId = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
