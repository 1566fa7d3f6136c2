/** Errors as the protocol carries them. */
import { Metadata, type ServiceError, status as codes } from "@grpc/grpc-js";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { messageOf, Unfinished } from "../../lifecycle/errors";
import { visibleLines } from "../../lifecycle/visible";
import { type Path, sent } from "./wire";

/**
 * An error as the engine reads it. A partial failure carries the object and what was reached: the engine keeps it, and updates it in
 * the next run.
 *
 * @param secrets what of the reached state is secret
 */
export function statusOf(error: unknown, secrets: readonly Path[]): Partial<ServiceError> {
  const details = visibleLines(messageOf(error));
  const metadata = new Metadata();
  if (error instanceof Unfinished) {
    const failed = new messages.ErrorResourceInitFailed();
    failed.setId(error.id);
    failed.setProperties(sent(error.state, secrets));
    failed.setReasonsList([details]);
    const any = new Any();
    any.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const status = new Status();
    status.setCode(codes.UNKNOWN);
    status.setMessage(details);
    status.addDetails(any);
    metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  }
  return { code: codes.UNKNOWN, details, metadata };
}
