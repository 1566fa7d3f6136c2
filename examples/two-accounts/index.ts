/** Two legal entities in one program, each with an account of its own at ESET. */
import * as pulumi from "@pulumi/pulumi";
import { eset, Provider } from "pulumi-msp/native";

const config = new pulumi.Config();

const accountOf = (entity: string) =>
  new Provider(entity, {
    esetUsername: config.require(`${entity}Username`),
    esetPassword: config.requireSecret(`${entity}Password`),
  });

const north = accountOf("north");
const south = accountOf("south");

const bakery = new eset.Customer("bakery", { name: "Example Bakery" }, { provider: north });
new eset.License("bakery-protect", { customerId: bakery.id, productCode: "2015", quantity: 10 }, { provider: north });

const brewery = new eset.Customer("brewery", { name: "Example Brewery" }, { provider: south });
new eset.License("brewery-protect", { customerId: brewery.id, productCode: "2015", quantity: 5 }, { provider: south });
