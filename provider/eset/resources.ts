/** The resources of ESET MSP Administrator 2. */
import type { AnyResource } from "../lifecycle/define";
import { customer } from "./customer";
import { license } from "./license";
import { managedMsp } from "./managedMsp";
import { mspCompany } from "./mspCompany";
import { termsAcceptance } from "./termsAcceptance";
import { user } from "./user";

export const resources: readonly AnyResource[] = [mspCompany, managedMsp, customer, license, user, termsAcceptance];
