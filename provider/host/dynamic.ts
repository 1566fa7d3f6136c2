/**
 * Pulumi's dynamic provider protocol, and nothing else: `serve("eset:Customer")` is what the engine's provider process
 * calls for every resource of that type (published as `pulumi-msp/host`).
 */
import type { dynamic } from "@pulumi/pulumi";
import { messageOf, Unfinished } from "../lifecycle/errors";
import { Lifecycle } from "../lifecycle/lifecycle";
import { Run } from "../lifecycle/run";
import type { Properties } from "../lifecycle/values";
import { visibleLines } from "../lifecycle/visible";
import { limitsOf } from "../vendor/limits";
import { find } from "../vendors";
import { type GuardInputs, guardProvider, guardType } from "./guard";
import { ours, wire } from "./properties";
import { providerText } from "./providerText";

const run = new Run();

/** The configuration that the engine gives. */
type Configured = { get(key: string): string | undefined } | undefined;

/** The dynamic provider of one resource type. Signs in when the first request is sent, not before. */
export function serve(type: string): dynamic.ResourceProvider {
  if (type === guardType) return serveGuard();
  const { vendor, resource } = find(type);
  const atBoundary = boundaryOf(providerText(type));
  let configured: Configured;
  const get = (key: string) => configured?.get(key);
  const session = () => vendor.connect(get);
  const lifecycle = new Lifecycle(resource, run, vendor.facts, () => limitsOf(get));

  return {
    // the host uses the provider before this promise is awaited: so everything here happens at once
    configure: (request) => {
      configured = request.config;
      return Promise.resolve();
    },
    check: atBoundary((olds: Properties, news: Properties) => {
      const { inputs, failures } = lifecycle.check(ours(olds), ours(news));
      return {
        inputs: wire(inputs),
        failures: failures.map(({ property, reason }) => ({ property, reason: visibleLines(reason) })),
      };
    }),
    diff: atBoundary((id: string, olds: Properties, news: Properties) => {
      const { changed, replaces, deleteBeforeReplace } = lifecycle.diff(id, ours(olds), ours(news));
      return { changes: changed.length > 0, replaces: [...replaces], deleteBeforeReplace };
    }),
    create: atBoundary(async (inputs: Properties) => {
      const { id, state } = await lifecycle.create(session(), ours(inputs));
      return { id, outs: wire(state) };
    }),
    read: atBoundary(async (id: string, state: Properties) => {
      const existing = await lifecycle.read(session(), id, ours(state));
      // an empty id is how the engine is told that the object is gone
      return existing === undefined
        ? { id: "", props: {} }
        : { id, props: wire(existing.state), inputs: wire(existing.inputs) };
    }),
    update: atBoundary(async (id: string, olds: Properties, news: Properties) => {
      return { outs: wire(await lifecycle.update(session(), id, ours(olds), ours(news))) };
    }),
    delete: atBoundary(async (id: string, state: Properties) => {
      await lifecycle.delete(session(), id, ours(state));
    }),
  };
}

/** The guard of a tenant is no object of a vendor, so it has no lifecycle. */
function serveGuard(): dynamic.ResourceProvider {
  const atBoundary = boundaryOf(providerText(guardType));
  let configured: Configured;
  const guard = guardProvider(run, (vendor) => vendor.connect((key) => configured?.get(key)));
  return {
    ...guard,
    configure: (request) => {
      configured = request.config;
      return Promise.resolve();
    },
    delete: atBoundary((id: string, state: GuardInputs) => guard.delete(id, state)),
  };
}

/**
 * Errors as the host can carry them. It prints the stack of some and reads `code` of all as a gRPC status: so they leave as
 * plain errors that have neither, and a partial failure as the fields that it looks for. The host puts `__provider` on what
 * succeeds only: a partial failure brings its own, or else nothing could read, update or delete that resource any more.
 */
const boundaryOf =
  (__provider: string) =>
  <A extends unknown[], R>(verb: (...args: A) => R | Promise<R>) =>
  async (...args: A): Promise<R> => {
    try {
      return await verb(...args);
    } catch (error) {
      const message = visibleLines(messageOf(error));
      const carried = new Error(message);
      carried.stack = "";
      if (error instanceof Unfinished) {
        const properties = { ...wire(error.state), __provider };
        Object.assign(carried, { id: error.id, properties, reasons: [message] });
      }
      throw carried;
    }
  };
