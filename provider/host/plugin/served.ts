/** What the protocol asks of one type: of a vendor's object the lifecycle, of a tenant's guard the guard. */
import type { IsSecret } from "../../lifecycle/check";
import type { CheckFailure } from "../../lifecycle/errors";
import { Lifecycle, type Existing } from "../../lifecycle/lifecycle";
import type { Run } from "../../lifecycle/run";
import type { Properties } from "../../lifecycle/values";
import { limitsOf } from "../../vendor/limits";
import type { ConfigReader } from "../../vendor/settings";
import { find } from "../../vendors";
import { type GuardInputs, guardProvider, nativeGuardType } from "../guard";
import { detailedDiff, type PropertyChange } from "./detailedDiff";
import { imported } from "./imported";

export interface Diff {
  readonly changed: readonly string[];
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
  /** By path. */
  readonly detailed: Readonly<Record<string, PropertyChange>>;
}

export interface Served {
  check(
    olds: Properties,
    news: Properties,
    isSecret: IsSecret,
  ): { readonly inputs: Properties; readonly failures: readonly CheckFailure[] };
  diff(id: string, state: Properties, inputs: Properties, urn: string): Diff | Promise<Diff>;
  /** What a preview knows of the state after a create or an update. */
  planned(inputs: Properties): Properties;
  create(inputs: Properties): Promise<{ readonly id: string; readonly state: Properties }>;
  /** undefined if the object is gone. */
  read(id: string, state: Properties): Promise<Existing | undefined>;
  /** The same of an object of which the engine has the id only. */
  imported(id: string): Promise<Existing | undefined>;
  update(id: string, state: Properties, inputs: Properties): Promise<Properties>;
  delete(id: string, state: Properties, urn: string): Promise<void>;
}

/** @param type ours, e.g. `eset:License`, or the guard's */
export const servedOf = (type: string, run: Run, get: ConfigReader): Served =>
  type === nativeGuardType ? servedGuard(run, get) : servedResource(type, run, get);

function servedResource(type: string, run: Run, get: ConfigReader): Served {
  const { vendor, resource } = find(type);
  const session = () => vendor.connect(get);
  const lifecycle = new Lifecycle(resource, run, vendor.facts, () => limitsOf(get));
  return {
    check: (olds, news, isSecret) => lifecycle.check(olds, news, isSecret),
    diff: (id, state, inputs, urn) => {
      const change = lifecycle.diff(id, state, inputs, urn);
      return { ...change, detailed: detailedDiff(change, state, inputs) };
    },
    planned: (inputs) => lifecycle.planned(inputs),
    create: (inputs) => lifecycle.create(session(), inputs),
    read: (id, state) => lifecycle.read(session(), id, state),
    imported: (id) => imported(vendor, session(), type, id),
    update: (id, state, inputs) => lifecycle.update(session(), id, state, inputs),
    delete: (id, state, urn) => lifecycle.delete(session(), id, state, urn),
  };
}

function servedGuard(run: Run, get: ConfigReader): Served {
  const guard = guardProvider(run, (vendor) => vendor.connect(get));
  const given = (properties: Properties) => properties as unknown as GuardInputs; // as a tenant gives them
  return {
    check: (_, news) => ({ inputs: news, failures: [] }),
    diff: async (id, state, inputs) => {
      const { changes } = await guard.diff(id, given(state), given(inputs));
      const changed = changes === true ? ["belongings"] : [];
      return { changed, replaces: [], deleteBeforeReplace: false, detailed: {} };
    },
    planned: (inputs) => inputs,
    create: async (inputs) => ({ id: (await guard.create(given(inputs))).id, state: inputs }),
    read: (_, state) => Promise.resolve({ inputs: { ...state }, state: { ...state } }),
    imported: () => Promise.resolve(undefined),
    update: (_id, _state, inputs) => Promise.resolve(inputs),
    delete: (id, state) => guard.delete(id, given(state)),
  };
}
