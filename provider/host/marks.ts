/** How the engine marks values in properties: those that are secret, or come from another resource. */

/** The key under which a marked value has its mark. */
export const signature = "4dabf18193072939515e22adb298388d";

export const marks = {
  secret: "1b47061264138c4ac30d75fd1eb44270",
  output: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
  resource: "5cf8f73096256a8f31e491e813e4eb8e",
} as const;
