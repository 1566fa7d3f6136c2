/** Onboards one customer: the company, a full licence, and thirty days of another product on trial. */
import { eset } from "pulumi-msp";

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

export const companyId = bakery.id;
