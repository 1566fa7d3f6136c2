/** Onboards one customer at both vendors: a full ESET licence, another on trial, and backups on trial at Redstor. */
import { eset, redstor } from "pulumi-msp";

const bakery = new eset.Customer("bakery", {
  name: "Example Bakery",
  email: "it@bakery.example",
  customIdentifier: "CRM-42",
  address: { city: "Springfield", streetAddress: "1 Main St", zipCode: "12345" },
  tags: ["gold"],
});

new eset.License("bakery-protect", {
  customerId: bakery.id,
  productCode: "2015",
  quantity: 10,
});

new eset.License("bakery-trial", {
  customerId: bakery.id,
  productCode: "2018",
  quantity: 5,
  type: "trial",
});

const backups = new redstor.Company("bakery-backups", {
  name: "Example Bakery",
});

new redstor.Subscription("bakery-m365", {
  companyId: backups.id,
  productId: 4,
  editionId: 5,
  mode: "trial",
});

export const companyId = bakery.id;
export const backupCompanyId = backups.id;
