/** Limits, and what is created: what exists already, and what nobody knows whether it was made. */
import { occasions, stacks } from "./told";

const bakery = { name: "Bakery" };
const office = { productId: 4, editionId: 5 };
const unhurried = { "msp:esetTimeoutSeconds": "0.3", "msp:redstorTimeoutSeconds": "0.3" };

describe("what is said of a limit", () => {
  const world = stacks();
  const portal = () => world.emulator.eset.portal;

  occasions({
    "more seats than one run may order": [
      async () => {
        const customerId = portal().createCustomer(bakery).id;
        await world.restartHost({ config: { "msp:mostNewSeats": "5" } });
        await world.resource("eset:License").up({ customerId, productCode: "2015", quantity: 10 });
      },
      'An ESET licence of product 2015 for customer <id> is not ordered: nothing of it was sent. With it this run would come to 10 new seats, and msp:mostNewSeats allows 5. If the whole change is meant, raise it: pulumi config set msp:mostNewSeats 10, or more ("pulumi-msp plan" tells how many); or without such a key, for one run: MSP_MOST_NEW_SEATS=10.',
    ],
    "more removals than one run may make": [
      async () => {
        const customer = world.resource("eset:Customer");
        await customer.up(bakery);
        await world.restartHost({ config: { "msp:mostRemovals": "0" } });
        await customer.remove();
      },
      'An ESET customer "Bakery" (<id>) is not removed: nothing of it was sent. With it this run would come to 1 removal, and msp:mostRemovals allows 0. If the whole change is meant, raise it: pulumi config set msp:mostRemovals 1, or more ("pulumi-msp plan" tells how many); or without such a key, for one run: MSP_MOST_REMOVALS=1. A pulumi destroy reads the configuration only with --run-program.',
    ],
  });
});

describe("what is said of something that exists already", () => {
  const world = stacks();
  const portal = () => world.emulator.eset.portal;
  const redstor = () => world.emulator.redstor.portal;
  const adopted = { adopt: true };
  const remedies =
    "Nothing was changed. If it was only renamed, give it its old name: with formerly in a file of tenants, with the option aliases in a program. To take the object over, set adopt: true on this resource, or run once with MSP_ADOPT=1 if an interrupted run made it; or import it (pulumi import --file, see the README).";

  occasions({
    "a customer that no program declares": [
      () => {
        portal().createCustomer(bakery);
        return world.resource("eset:Customer").up(bakery);
      },
      `An ESET customer "Bakery" already exists (id <id>) and this resource does not manage it. ${remedies}`,
    ],
    "a licence that no program declares": [
      () => {
        const customerId = portal().createCustomer(bakery).id;
        portal().orderLicense({ customerId, productCode: "2015", quantity: 5 });
        return world.resource("eset:License").up({ customerId, productCode: "2015", quantity: 10 });
      },
      `An ESET licence of product 2015 for customer <id> already exists (id <key>) and this resource does not manage it. ${remedies}`,
    ],
    "a user that no program declares": [
      () => {
        const jane = { firstName: "Jane", lastName: "Doe", countryCode: "SVK" };
        const { companyId } = world.account;
        portal().createAccount({ username: "jane@msp.example", email: "jane@msp.example", password: "x", companyId });
        return world.resource("eset:User").up({ email: "jane@msp.example", ...jane, permission: "Read" });
      },
      `An ESET user jane@msp.example already exists (id <id>) and this resource does not manage it. ${remedies}`,
    ],
    "a backup company that no program declares": [
      () => {
        redstor().createCompany({ companyName: "Bakery" });
        return world.resource("redstor:Company").up(bakery);
      },
      `A Redstor company "Bakery" of type Customer under this parent already exists (id <id>) and this resource does not manage it. ${remedies}`,
    ],
    "a subscription that no program declares": [
      () => {
        const { companyId } = redstor().createCompany({ companyName: "Bakery" });
        redstor().createSubscription({ companyId, ...office });
        return world.resource("redstor:Subscription").up({ companyId, ...office });
      },
      `A Redstor subscription of product 4 for company <id> already exists (id <id>/<id>) and this resource does not manage it. ${remedies}`,
    ],
    "a customer that the program declares twice": [
      async () => {
        await world.resource("eset:Customer").up(bakery);
        await world.resource("eset:Customer").up(bakery);
      },
      'An ESET customer "Bakery" already exists (id <id>), and another resource of this program manages it. Nothing was changed. Take one of the two out of the program, or declare something else in one of them.',
    ],
    "two backup companies, to be taken over as one": [
      () => {
        redstor().createCompany({ companyName: "Bakery" });
        redstor().createCompany({ companyName: "Bakery" });
        return world.resource("redstor:Company").up({ ...bakery, ...adopted });
      },
      'A Redstor company "Bakery" of type Customer under this parent exists 2 times: <id>, <id>. Nothing was changed. Import the one that is meant (pulumi import --file, see the README).',
    ],
    "a customer, to be taken over under a name in another case": [
      () => {
        portal().createCustomer(bakery);
        return world.resource("eset:Customer").up({ name: "bakery", ...adopted });
      },
      'An ESET customer "bakery" exists (<id>): it is called "Bakery". Nothing was changed. Set name to that to take it over.',
    ],
    "a full licence, to be taken over as a trial": [
      () => {
        const customerId = portal().createCustomer(bakery).id;
        portal().orderLicense({ customerId, productCode: "2018", quantity: 5 });
        const trial = { customerId, productCode: "2018", quantity: 5, type: "trial" };
        return world.resource("eset:License").up({ ...trial, ...adopted });
      },
      'An ESET licence of product 2018 for customer <id> exists (<key>). type: A full licence cannot become a trial. Set type: "full".',
    ],
    "a subscription, to be taken over in another edition, or else created anew": [
      () => {
        const { companyId } = redstor().createCompany({ companyName: "Bakery" });
        redstor().createSubscription({ companyId, ...office });
        const wanted = { companyId, ...office, editionId: 6, allowRecreate: true, ...adopted };
        return world.resource("redstor:Subscription").up(wanted);
      },
      "A Redstor subscription of product 4 for company <id> exists (<id>/<id>). editionId: Another edition means another subscription, without the backups of this one. Set editionId: 5. What is taken over is not created anew, whatever allowRecreate says.",
    ],
    "a backup company of this name, of which nobody knows what it is": [
      () => {
        const [own] = world.emulator.redstor.accounts;
        const body = {
          results: [{ companyId: own?.companyId, companyName: "Bakery", type: "Client", isEnabled: true }],
        };
        const call = "companies/{companyId}/customers";
        world.emulator.faults.add({ call, method: "GET", kind: "status", status: 200, body });
        return world.resource("redstor:Company").up(bakery);
      },
      'Redstor has a company "Bakery" under this parent (id <id>) whose type is "Client", which this release does not know. Nothing was changed. If it means a partner or a customer, say so in MSP_ASSUMPTIONS (companyType.partner, companyType.customer).',
    ],
    "no backup company to subscribe for": [
      () => {
        const companyId = "99999999-9999-4999-8999-999999999999";
        return world.resource("redstor:Subscription").up({ companyId, ...office });
      },
      'Redstor has no company <id>, or does not show it to this service account. Check companyId; if the company was deleted, run "pulumi refresh".',
    ],
  });
});

describe("what is said of a create whose answer was lost", () => {
  const world = stacks();
  const again = "It is not sent again in this run. Run again; should it exist by then, MSP_ADOPT=1 takes it over.";
  const faults = () => world.emulator.faults;

  occasions({
    "a customer that is not there afterwards": [
      async () => {
        await world.restartHost({ config: unhurried });
        faults().add({ call: "Company/Create/customer", kind: "drop" });
        await world.resource("eset:Customer").up(bakery);
      },
      `ESET Company/Create/customer for company "Bakery": the connection failed (ECONNRESET). It may have been done all the same: the next run finds out. It was looked for afterwards, and is not found. ${again}`,
    ],
    "a customer that nobody can look for": [
      async () => {
        await world.restartHost({ config: unhurried });
        faults().add({ call: "Company/Create/customer", kind: "status", status: 500 });
        faults().add({ call: "Company/Children", kind: "status", status: 403, times: "always" });
        await world.resource("eset:Customer").up(bakery);
      },
      `ESET Company/Create/customer for company "Bakery": the vendor's server failed (HTTP 500). It may have been done all the same: the next run finds out. It was looked for afterwards, and is not found. The last look failed: ESET Company/Children for company <id>: an MSP account may not do this here; it takes Read permission and its own company or one below it (HTTP 403). ${again}`,
    ],
    "a backup company that the vendor says it made, and does not list": [
      async () => {
        await world.restartHost({ config: unhurried });
        faults().add({ call: "companies/{companyId}/customers", method: "POST", kind: "status", status: 204 });
        await world.resource("redstor:Company").up(bakery);
      },
      `A Redstor company "Bakery" of type Customer under this parent was made, as the vendor says, and it is not found. ${again}`,
    ],
  });
});
