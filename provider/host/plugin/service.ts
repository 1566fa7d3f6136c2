/**
 * The protocol of a native provider: what the engine asks `pulumi-resource-msp`, and what each answer is made of. A process serves one
 * provider, the default one or an explicit one, and so one account of each vendor, for one run.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ServerUnaryCall, type sendUnaryData, status, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { during } from "../../lifecycle/call";
import { type CheckFailure, Refused, Unfinished } from "../../lifecycle/errors";
import { Run } from "../../lifecycle/run";
import { same } from "../../lifecycle/values";
import { visibleLines } from "../../lifecycle/visible";
import type { ConfigReader } from "../../vendor/settings";
import { ours } from "../properties";
import { nameIn, ownType, typeIn } from "../tokens";
import { configFailures, readerOf, refusePlainSecrets, secretsOf } from "./configured";
import type * as components from "./construct";
import type { PropertyChange } from "./detailedDiff";
import type { EngineLog } from "./engineLog";
import { invoked } from "./invoked";
import { type Diff, type Served, servedOf } from "./served";
import { statusOf } from "./status";
import { type Path, type Received, received, sent } from "./wire";

/** Ours of a type or function as the engine has it. One that nobody knows is refused by whoever looks for it. */
const ofToken = (token: string): string => ownType(token) ?? token;

/** As the engine tells them apart. */
const isDefaultProvider = (urn: string): boolean => nameIn(urn).startsWith("default");

/** What a request may have that says whom it is about, and how long it may take. */
interface About {
  getUrn?(): string;
  getTimeout?(): number;
}

/** What is secret of what a failed call reached. */
class Failed {
  constructor(
    readonly cause: unknown,
    readonly secrets: readonly Path[],
  ) {}
}

export function pluginService(log: EngineLog): UntypedServiceImplementation {
  const run = new Run();
  const cancelled = new AbortController();
  let configured: ConfigReader = () => undefined;
  const get: ConfigReader = (key) => configured(key);
  const types = new Map<string, Served>();

  /** What the resource of a request is served by. */
  function served(request: { getUrn(): string }): Served {
    const type = ofToken(typeIn(request.getUrn()));
    const known = types.get(type) ?? servedOf(type, run, get);
    types.set(type, known);
    return known;
  }

  /** The work of a request, with the person who is told of it, and the end of its patience. */
  const verb =
    <Q extends object, A>(work: (request: Q) => A | Promise<A>) =>
    ({ request }: ServerUnaryCall<Q, A>, callback: sendUnaryData<A>): void => {
      const about: About = request;
      const urn = about.getUrn?.() ?? "";
      const seconds = about.getTimeout?.() ?? 0;
      const late = new AbortController();
      const timer =
        seconds > 0
          ? setTimeout(() => {
              late.abort(new Error(`The time that customTimeouts allow is over (${seconds} s).`));
            }, seconds * 1000)
          : undefined;
      const call = {
        say: (text: string) => {
          log.info(text, urn);
        },
        progress: (text: string) => {
          log.progress(text, urn);
        },
        stop: AbortSignal.any([cancelled.signal, late.signal]),
      };
      during(call, async () => await work(request))
        .finally(async () => {
          clearTimeout(timer);
          await log.flushed();
        })
        .then(
          (answer) => {
            callback(null, answer);
          },
          (error: unknown) => {
            const { cause, secrets } = error instanceof Failed ? error : new Failed(error, []);
            callback(statusOf(cause, secrets));
          },
        );
    };

  const unimplemented = (_: unknown, callback: sendUnaryData<never>): void => {
    callback({ code: status.UNIMPLEMENTED, details: "Not implemented." });
  };

  return {
    getPluginInfo: verb(() => {
      const answer = new PluginInfo();
      answer.setVersion(version());
      return answer;
    }),

    getSchema: verb((request: messages.GetSchemaRequest) => {
      if (request.getVersion() !== 0) throw new Error(`There is no schema of version ${request.getVersion()}.`);
      const answer = new messages.GetSchemaResponse();
      answer.setSchema(readFileSync(schemaFile, "utf8"));
      return answer;
    }),

    attach: verb((request: { getAddress(): string }) => {
      log.connect(request.getAddress());
      return new Empty();
    }),

    checkConfig: verb((request: messages.CheckRequest) => {
      const urn = request.getUrn();
      const given = received(request.getNews()); // the engine marks no secrets here
      const failures = configFailures(given, isDefaultProvider(urn), (text) => {
        log.warning(text, urn);
      });
      const answer = new messages.CheckResponse();
      const { properties } = given;
      answer.setInputs(isDefaultProvider(urn) ? request.getNews() : sent(properties, secretsOf(properties)));
      answer.setFailuresList(failures.map(failureOf));
      return answer;
    }),

    // whatever changes of a provider, its resources stay: the account is looked at when something is done
    diffConfig: verb((request: messages.DiffRequest) => {
      const [olds, news] = [received(request.getOldInputs() ?? request.getOlds()), received(request.getNews())];
      const changed = same(undefined, olds.properties, news.properties) ? [] : Object.keys(news.properties);
      return diffAnswer({ changed, replaces: [], deleteBeforeReplace: false, detailed: {} });
    }),

    configure: verb((request: messages.ConfigureRequest) => {
      const given = received(request.getArgs());
      if (isDefaultProvider(request.getUrn() ?? "")) refusePlainSecrets(given);
      configured = readerOf(given);
      const answer = new messages.ConfigureResponse();
      answer.setAcceptsecrets(true);
      answer.setAcceptresources(true);
      answer.setAcceptoutputs(true);
      answer.setSupportspreview(true);
      return answer;
    }),

    check: verb((request: messages.CheckRequest) => {
      const [olds, news] = [received(request.getOlds()), received(request.getNews())];
      const isSecret = (property: string) =>
        [...olds.secrets, ...news.secrets].some(([first]) => first === /^\w+/.exec(property)?.[0]);
      const { inputs, failures } = served(request).check(ours(olds.properties), ours(news.properties), isSecret);
      const answer = new messages.CheckResponse();
      answer.setInputs(sent(inputs, news.secrets));
      answer.setFailuresList(
        failures.map((failure) => failureOf(isSecret(failure.property) ? unquoted(failure) : failure)),
      );
      return answer;
    }),

    diff: verb(async (request: messages.DiffRequest) => {
      const [olds, news] = [received(request.getOlds()), received(request.getNews())];
      const [state, inputs] = [ours(olds.properties), ours(news.properties)];
      return diffAnswer(await served(request).diff(request.getId(), state, inputs, request.getUrn()));
    }),

    create: verb(async (request: messages.CreateRequest) => {
      const given = received(request.getProperties());
      const [inputs, of] = [ours(given.properties), served(request)];
      const { id, state } = request.getPreview()
        ? { id: "", state: of.planned(inputs) }
        : await keeping(given, () => of.create(inputs));
      const answer = new messages.CreateResponse();
      answer.setId(id);
      answer.setProperties(sent(state, given.secrets));
      return answer;
    }),

    read: verb(async (request: messages.ReadRequest) => {
      const [state, inputs] = [received(request.getProperties()), received(request.getInputs())];
      const [id, of] = [request.getId(), served(request)];
      const isImport = Object.keys(state.properties).length === 0;
      const existing = await (isImport ? of.imported(id) : of.read(id, ours(state.properties)));
      const answer = new messages.ReadResponse();
      if (existing === undefined) return answer; // an empty id is how the engine is told that the object is gone
      answer.setId(id);
      answer.setProperties(sent(existing.state, state.secrets, inputs.secrets));
      answer.setInputs(sent(existing.inputs, state.secrets, inputs.secrets));
      return answer;
    }),

    update: verb(async (request: messages.UpdateRequest) => {
      const [state, news] = [received(request.getOlds()), received(request.getNews())];
      const [inputs, of] = [ours(news.properties), served(request)];
      const reached = request.getPreview()
        ? of.planned(inputs)
        : await keeping(news, () => of.update(request.getId(), ours(state.properties), inputs));
      const answer = new messages.UpdateResponse();
      answer.setProperties(sent(reached, news.secrets));
      return answer;
    }),

    delete: verb(async (request: messages.DeleteRequest) => {
      const { properties } = received(request.getProperties());
      await served(request).delete(request.getId(), ours(properties), request.getUrn());
      return new Empty();
    }),

    invoke: verb(async (request: messages.InvokeRequest) => {
      const answer = new messages.InvokeResponse();
      try {
        const { properties } = received(request.getArgs());
        answer.setReturn(sent(await invoked(ofToken(request.getTok()), properties, get)));
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        answer.setFailuresList([failureOf({ property: "", reason: error.message })]);
      }
      return answer;
    }),

    cancel: verb(() => {
      cancelled.abort(new Error("The run was cancelled."));
      return new Empty();
    }),

    construct: (
      call: ServerUnaryCall<messages.ConstructRequest, messages.ConstructResponse>,
      callback: sendUnaryData<messages.ConstructResponse>,
    ) => {
      // the SDK's runtime is loaded for components only: it takes longer than all else
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded on demand
      const { construct } = require("./construct") as typeof components;
      construct(call.request, log.address ?? "").then(
        (answer) => {
          callback(null, answer);
        },
        (error: unknown) => {
          callback(statusOf(error, []));
        },
      );
    },

    handshake: unimplemented,
    parameterize: unimplemented,
    call: unimplemented,
    list: unimplemented,
    getMapping: unimplemented,
    getMappings: unimplemented,
  };
}

/** A partial failure keeps secret what came in secret. */
async function keeping<T>({ secrets }: Received, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Unfinished ? new Failed(error, secrets) : error;
  }
}

/** The engine prints the value of the property that a failure names, be it a secret. */
const unquoted = ({ property, reason }: CheckFailure): CheckFailure => ({
  property: "",
  reason: `${property} ${reason}`,
});

function failureOf({ property, reason }: CheckFailure): messages.CheckFailure {
  const failure = new messages.CheckFailure();
  failure.setProperty(property);
  failure.setReason(visibleLines(reason));
  return failure;
}

function diffAnswer({ changed, replaces, deleteBeforeReplace, detailed }: Diff): messages.DiffResponse {
  const answer = new messages.DiffResponse();
  const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
  answer.setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE);
  answer.setDiffsList([...changed]);
  answer.setReplacesList([...replaces]);
  answer.setDeletebeforereplace(deleteBeforeReplace);
  answer.setHasdetaileddiff(Object.keys(detailed).length > 0);
  for (const [path, change] of Object.entries(detailed)) {
    const property = new messages.PropertyDiff();
    property.setKind(kindOf(change));
    answer.getDetaileddiffMap().set(path, property);
  }
  return answer;
}

function kindOf({ kind, replaces }: PropertyChange): messages.PropertyDiff.Kind {
  const { Kind } = messages.PropertyDiff;
  switch (kind) {
    case "add":
      return replaces ? Kind.ADD_REPLACE : Kind.ADD;
    case "delete":
      return replaces ? Kind.DELETE_REPLACE : Kind.DELETE;
    case "update":
      return replaces ? Kind.UPDATE_REPLACE : Kind.UPDATE;
  }
}

const schemaFile = join(__dirname, "schema.json");

function version(): string {
  const file = join(__dirname, "..", "..", "..", "..", "package.json");
  const { version } = JSON.parse(readFileSync(file, "utf8")) as { version: string }; // npm demands it
  return version;
}
