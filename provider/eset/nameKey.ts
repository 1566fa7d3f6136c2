/** Siblings whose names differ only in case, or in spaces around them, have the same name. */
export const nameKey = (name: string): string => name.trim().toLowerCase();
