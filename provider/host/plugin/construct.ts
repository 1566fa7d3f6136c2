/**
 * Components: what `msp:index:Tenant` and `msp:index:Tenants` are made of. The engine asks for one, and is told of its resources as by a
 * program, so this sets up the SDK's runtime as a program has it (the SDK's provider/server.js does it so too, and cannot be embedded).
 */
import * as pulumi from "@pulumi/pulumi";
import type { Alias } from "@pulumi/pulumi/proto/alias_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { DependencyProviderResource, DependencyResource } from "@pulumi/pulumi/resource";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { schemaFailures } from "../../lifecycle/check";
import { type CheckFailure, messageOf, Refused } from "../../lifecycle/errors";
import { isRecord, unknownValue } from "../../lifecycle/values";
import { visibleLines } from "../../lifecycle/visible";
import { nativeHost, useHost } from "../programHost";
import { components } from "./components";
import { awaitFeatureSupport, promised, waitForRPCs, withLocalStorage } from "./sdk";

type Inputs = Readonly<Record<string, unknown>>;

/** Told of an error that nobody waits for, such as that of a resource which the engine refused: the engine would wait for ever. */
const underWay = new Set<(error: unknown) => void>();

for (const event of ["uncaughtException", "unhandledRejection"] as const) {
  process.on(event, (error: unknown) => {
    if (underWay.size === 0) console.error(visibleLines(messageOf(error))); // the process has other things under way
    for (const reject of underWay) reject(error);
  });
}

export async function construct(
  request: messages.ConstructRequest,
  engine: string,
): Promise<messages.ConstructResponse> {
  let reject: (error: unknown) => void = () => undefined;
  const failed = new Promise<never>((_, rejects) => (reject = rejects));
  underWay.add(reject);
  try {
    return await Promise.race([failed, withLocalStorage(() => constructed(request, engine))]);
  } finally {
    underWay.delete(reject);
  }
}

async function constructed(request: messages.ConstructRequest, engine: string): Promise<messages.ConstructResponse> {
  useHost(nativeHost);
  pulumi.runtime.resetOptions(
    request.getProject(),
    request.getStack(),
    request.getParallel(),
    engine,
    request.getMonitorendpoint(),
    request.getDryrun(),
    request.getOrganization(),
  );
  await awaitFeatureSupport();
  pulumi.runtime.setAllConfig(Object.fromEntries(request.getConfigMap().entries()), request.getConfigsecretkeysList());
  const [type, name] = [request.getType(), request.getName()];
  const component = components[type];
  if (component === undefined) throw new Refused(`pulumi-msp has no component ${type}.`);
  const inputs = pulumi.runtime.deserializeProperties(request.getInputs() ?? new Struct()) as Inputs;
  const late = component.plain.filter((property) => pulumi.Output.isInstance(inputs[property]));
  const failures: CheckFailure[] = [
    ...schemaFailures(component.schema, known(inputs)),
    ...late.map((property) => ({ property, reason: "is needed before the run: give a value, not an output." })),
  ];
  if (failures.length > 0)
    throw new Refused(`${type} ${name}: ${failures.map(({ property, reason }) => `${property} ${reason}`).join("\n")}`);
  const made = component.make(name, inputs, optionsOf(request));
  const answer = new messages.ConstructResponse();
  answer.setUrn(await promised(made.urn));
  const state = await pulumi.runtime.serializeProperties(`${type} ${name}`, { ids: made.ids });
  answer.setState(Struct.fromJavaScript(state));
  await waitForRPCs();
  return answer;
}

/** As plain data, in which what only the update knows is not known. */
function known(value: unknown): unknown {
  if (pulumi.Output.isInstance(value)) return unknownValue;
  if (Array.isArray(value)) return value.map(known);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, known(inner)]));
}

/** All that a program can say beside the inputs. */
function optionsOf(request: messages.ConstructRequest): pulumi.ComponentResourceOptions {
  const [parent, deletedWith, timeouts] = [request.getParent(), request.getDeletedwith(), request.getCustomtimeouts()];
  const providers = request.getProvidersMap().entries();
  return {
    aliases: request.getAliasesList().map(aliasOf),
    dependsOn: request.getDependenciesList().map(resourceOf),
    ...(request.hasProtect() ? { protect: request.getProtect() === true } : {}),
    providers: Object.fromEntries([...providers].map(([name, reference]) => [name, providerOf(reference)])),
    ...(parent === "" ? {} : { parent: resourceOf(parent) }),
    ...(deletedWith === "" ? {} : { deletedWith: resourceOf(deletedWith) }),
    ...(timeouts === undefined ? {} : { customTimeouts: timeouts.toObject() }),
    ...(request.hasRetainondelete() ? { retainOnDelete: request.getRetainondelete() === true } : {}),
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
  };
}

const resourceOf = (urn: string): pulumi.Resource => new DependencyResource(urn);
const providerOf = (reference: string): pulumi.ProviderResource => new DependencyProviderResource(reference);

function aliasOf(alias: Alias): string | pulumi.Alias {
  const spec = alias.getSpec();
  if (spec === undefined) return alias.getUrn();
  const given = { name: spec.getName(), type: spec.getType(), project: spec.getProject(), stack: spec.getStack() };
  const parent = spec.hasParenturn()
    ? { parent: spec.getParenturn() }
    : spec.getNoparent()
      ? { parent: pulumi.rootStackResource }
      : {};
  return { ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== "")), ...parent };
}
