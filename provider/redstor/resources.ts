/** The resources of Redstor RedAPI. */
import type { AnyResource } from "../lifecycle/define";
import { company } from "./company";
import { subscription } from "./subscription";

export const resources: readonly AnyResource[] = [company, subscription];
