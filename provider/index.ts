/** pulumi-msp: managed-service-provider tenants as code. */
export * as eset from "./eset";
export * as redstor from "./redstor";
