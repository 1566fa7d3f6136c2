import assert from "node:assert/strict";
import type { HostError, Properties } from "../host/dynamicHost";
import { behavesLikeAResource } from "../host/matrix";
import type { CheckFailed } from "../host/stack";
import { World } from "../host/world";

const type = "redstor:Subscription";
/** Microsoft 365 and machines, as the emulator's catalogue has them: each with the one edition 5. */
const [m365, machines, edition] = [4, 130, 5];

describe("redstor.Subscription", function () {
  this.timeout(60_000);
  const world = World.forEachTest();

  const portal = () => world.emulator.redstor.portal;
  const customer = (companyName = "Example Bakery") => portal().createCompany({ companyName }).companyId;
  const all = (companyId: string) => world.emulator.redstor.subscriptions(companyId);
  const held = (id: string): Properties | undefined => {
    const [companyId = "", subscriptionId] = id.split("/");
    const one = all(companyId).find((listed) => listed.subscriptionId === subscriptionId);
    if (one === undefined) return undefined;
    const { productId, editionId, trialStatus, isActive } = one;
    return { productId, editionId, trialStatus, isActive };
  };

  behavesLikeAResource(
    {
      type,
      readFromList: true,
      changesInPlace: false,
      arrange: () => {
        const companyId = customer();
        const declared = { companyId, productId: m365, editionId: edition };
        const full = { productId: m365, editionId: edition, isActive: true };
        return {
          minimal: { declared, held: { ...full, trialStatus: "NotUsed" }, afterDelete: undefined },
          maximal: {
            declared: { ...declared, mode: "full" },
            held: { ...full, trialStatus: "NotUsed" },
            afterDelete: undefined,
          },
          afterMaximal: { ...full, trialStatus: "NotUsed" },
          observe: held,
          portal: {},
          fixed: ["companyId", "productId", "editionId", "mode"],
          existing: () => `${companyId}/${portal().createSubscription({ companyId, productId: m365 }).subscriptionId}`,
        };
      },
    },
    world,
  );
});
