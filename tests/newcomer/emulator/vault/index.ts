/** Example Vault: its API, its store and its portal. */
import { Type } from "@sinclair/typebox";
import { open } from "../../contracts/generated/vault.open";
import { actOn, changingReadings, controlsOf, portalOf } from "../acts";
import type { PortalOf } from "../acts";
import { Contract } from "../contract";
import { bearerToken, readBody } from "../request";
import { closed } from "../shape";
import { VendorState } from "../state";
import type { Answer, Context, Outcome, Plugin, Vendor, VendorRequest, World } from "../vendor";
import { actions } from "./actions";
import { answer, create, type Customer, existing, NewCustomer, Refusal, Store } from "./store";

const act = actOn<Store>();
const acts = {
  changeReadings: changingReadings<object>("vault", open),
  createCustomer: act({
    method: "POST",
    path: "customers",
    takes: NewCustomer,
    run: (store, _, given) => create(store, given),
  }),
  changeCustomer: act({
    ...{
      method: "PATCH",
      path: "customers/:customerId",
      takes: Type.Partial(NewCustomer, { additionalProperties: false }),
    },
    run: (store, _, id, changes) => {
      store.touch();
      return Object.assign(existing(store, id), changes);
    },
  }),
};

export interface VaultWorld extends World {
  customers(): Customer[];
  readonly portal: PortalOf<typeof acts>;
}

const basePath = "/vault";
const key = "vault-key";

export const vault: Plugin<VaultWorld, object> = { open, create: run };

function run(_: object, context: Context): Vendor<VaultWorld> {
  const contract = Contract.of("vault");
  const state = new VendorState(
    {
      name: "vault",
      Store,
      initial: () => ({ counters: { customer: 0 }, customers: [], readings: {} }),
      seed: {
        schema: closed({ customers: Type.Array(NewCustomer) }),
        add: (store, _now, { customers }) => {
          for (const one of customers) create(store, one);
        },
      },
      signOut: () => undefined,
    },
    context,
  );

  function handle(request: VendorRequest): Promise<Outcome> {
    const { store } = state;
    const before = store.revision;
    try {
      return Promise.resolve({ answer: answered(request, store), applied: store.revision !== before });
    } catch (error) {
      if (error instanceof Refusal) return Promise.resolve({ answer: error.answer, applied: false });
      throw error;
    }
  }

  function answered(request: VendorRequest, store: Store): Answer {
    if (request.match === undefined) throw new Refusal(404, "there is no such call");
    if (bearerToken(request) !== key) throw new Refusal(401, "the key is wrong");
    const { operation, params } = request.match;
    const body = readBody(contract, operation, request);
    if (body.is !== "valid") throw new Refusal(400, "the request does not follow the contract");
    const result = actions[operation.id as keyof typeof actions](store, params, body.value as never); // as the contract says
    const status = result === undefined ? 204 : 200;
    const wrong = contract.answerError(operation, status, result);
    if (wrong !== undefined) throw new Error(`${operation.call}: ${wrong}`);
    return result === undefined ? { status } : { status, body: result };
  }

  const portal = portalOf(acts, state.change.bind(state));
  const customers = () => structuredClone([...state.current().customers.values()]);
  const world: VaultWorld = {
    get endpoint() {
      return context.url() + basePath;
    },
    environment: () => ({ VAULT_ENDPOINT: world.endpoint, VAULT_KEY: key }),
    customers,
    portal,
  };
  return {
    ...{ name: "vault", title: "Example Vault", basePath, contract, world, companions: [], state, handle },
    controls: controlsOf(acts, portal, { customers }),
    console: {
      overview: () => ({
        summary: [`${customers().length} customers`],
        companies: customers().map(({ customerId, name, gigabytes }) => ({
          ...{ id: customerId, parentId: null, name, type: `${gigabytes} GB`, items: [] },
          state: { text: "active", tone: "good" },
        })),
        users: [],
      }),
      company: (id) => (state.store.customers.has(id) ? { facts: [["Id", id]], actions: [], items: [] } : undefined),
    },
    answers: {
      tooManyRequests: () => answer(429, "too many requests"),
      maintenance: () => answer(503, "maintenance"),
      unauthorized: () => answer(401, "the key is wrong"),
      unknownCall: () => answer(404, "there is no such call"),
      badRequest: (text) => answer(400, text),
      failure: (text) => answer(500, text),
    },
  };
}
