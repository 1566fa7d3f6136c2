/** What all Redstor resources have in common in a program. */
import type * as pulumi from "@pulumi/pulumi";
import { type Declared, MspResource, refusePlainSecrets } from "../host/resource";
import { secretKeys } from "./config";

export abstract class RedstorResource extends MspResource {
  protected constructor(resource: Declared, name: string, args: object, opts?: pulumi.CustomResourceOptions) {
    refusePlainSecrets(secretKeys);
    super(resource, name, args, opts);
  }
}
