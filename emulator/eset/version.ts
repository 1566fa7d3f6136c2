/** The Version call. */
import type { Action } from "./call";

/** The newest release that the vendor's notes tell of. */
export const version: Action<"Version"> = () => ({ version: "1.0.54" });
