/* eslint-disable @typescript-eslint/no-require-imports -- they have no types */
/** What a host of components needs of the SDK, and the SDK does not declare: its own provider/server.js uses the same. */
import type * as pulumi from "@pulumi/pulumi";

interface State {
  /** Gives all that comes of this work a runtime of its own. */
  readonly withLocalStorage: <T>(work: () => Promise<T>) => Promise<T>;
}

interface Settings {
  /** Asks the engine what it can do. */
  readonly awaitFeatureSupport: () => Promise<void>;
  /** Waits until everything that was registered is made. */
  readonly waitForRPCs: () => Promise<void>;
}

interface Outputs {
  /** The value once it is there, whether it is known or not. */
  promise(): Promise<unknown>;
}

export const { withLocalStorage } = require("@pulumi/pulumi/runtime/state") as State;
export const { awaitFeatureSupport, waitForRPCs } = require("@pulumi/pulumi/runtime/settings") as Settings;

export const promised = async <T>(output: pulumi.Output<T>): Promise<T> =>
  (await (output as unknown as Outputs).promise()) as T; // an output of T
