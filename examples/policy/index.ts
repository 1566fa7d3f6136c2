/** The policy pack: `pulumi preview --policy-pack policy --policy-pack-config policy/production.json`. */
import { PolicyPack } from "@pulumi/policy";
import { deployed } from "./deployed";
import { guardRails } from "./guardRails";

new PolicyPack("msp-guard-rails", { enforcementLevel: "mandatory", policies: guardRails(deployed) });
