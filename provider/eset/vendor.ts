/** ESET MSP Administrator 2, as the registry of vendors sees it. */
import type { Vendor } from "../registry";
import { customer } from "./customer";
import { license } from "./license";
import { connect } from "./session";

export const eset: Vendor = { connect, resources: [customer, license] };
