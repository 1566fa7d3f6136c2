/** The provider's twin, whose clock can be made to run like that of the real process. */
import type { StartHost } from "../host/dynamicHost";
import { TwinHost } from "../host/twinHost";
import { hurry } from "./hurry";

export const startTwin: StartHost = async (options) => {
  const twin = await TwinHost.start(options);
  if (options.environment?.["MSP_CHAOS_HURRY"] !== "1") return twin;
  const stop = twin.stop.bind(twin);
  const slowDown = hurry();
  return Object.assign(twin, {
    stop: async () => {
      slowDown();
      await stop();
    },
  });
};
