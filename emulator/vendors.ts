/** The vendors of the emulator, a line each. What a folder exports by value is its plugin, under the vendor's name. */
export * from "./eset";
export * from "./redstor";
