/** Lines for a POSIX shell. */

/** Sets a variable; its value is quoted where it must be. */
export const shellLine = (name: string, value: string): string =>
  `export ${name}=${/^[\w@%+=:,./-]*$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`}`;
