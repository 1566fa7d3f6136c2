/** Redstor RedAPI, as the registry of vendors sees it. */
import type { Vendor } from "../registry";
import { company } from "./company";
import { connect } from "./session";
import { subscription } from "./subscription";

export const redstor: Vendor = { connect, resources: [company, subscription] };
