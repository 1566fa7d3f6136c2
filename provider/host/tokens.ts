/** The types of resources as the engine has them, at either host: `eset:License` is ours of both. */
import { vendorNames, vendorOf } from "../vendors";
import { guardType, nativeGuardType } from "./guard";

export const dynamicToken = (type: string): string => `pulumi-nodejs:dynamic/${type}`;
export const nativeToken = (type: string): string => (type === guardType ? nativeGuardType : `msp:${type}`);

const eitherHost = /^(?:pulumi-nodejs:dynamic\/|msp:)(?<type>\w+:\w+)$/;

/** Ours, of a type as the engine has it; undefined if it is of no vendor's object. */
export function ownType(token: string): string | undefined {
  const type = eitherHost.exec(token)?.groups?.["type"];
  return type !== undefined && vendorNames.includes(vendorOf({ type })) ? type : undefined;
}

/** The name and the type in a URN. */
export const nameIn = (urn: string): string => urn.split("::").slice(3).join("::");
export const typeIn = (urn: string): string => urn.split("::")[2]?.split("$").at(-1) ?? "";

/** Whether it is a tenant's guard, whose only work is to refuse a removal. It is no object of a vendor. */
export const isGuard = (token: string): boolean => [dynamicToken(guardType), nativeGuardType].includes(token);
