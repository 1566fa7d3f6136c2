/** `pulumi-resource-msp ENGINE`: the native provider. Prints the port on which the engine finds it. */
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { EngineLog } from "./engineLog";
import { pluginService } from "./service";

/** The engine sends whole states of large resources, and the usual limit is 4 MB. */
const largestMessageBytes = 400 * 1024 * 1024;

export function main([engine]: readonly string[]): void {
  const log = new EngineLog();
  log.connect(engine);
  const server = new Server({
    "grpc.max_receive_message_length": largestMessageBytes,
    "grpc.max_send_message_length": largestMessageBytes,
  });
  server.addService(ResourceProviderService, pluginService(log));
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
    if (error !== null) {
      console.error(error.message);
      process.exit(1);
    }
    console.log(String(port));
  });
}
