/** The calls for products. */
import { listed, ok } from "./call";
import type { Action, Schemas } from "./call";
import { Refusal } from "./errors";
import { products } from "./products";
import type { Product } from "./products";

export const all: Action<"getProducts"> = (call) => listed(call, [...products.values()].map(overview));

export const one: Action<"getProductFromId"> = (_, { productId }) => {
  const product = products.get(productId);
  if (product === undefined) throw new Refusal("ProductNotFound");
  return ok(overview(product));
};

const overview = ({ id, name, shortName, description, services, editions }: Product): Schemas["ProductOverview"] => ({
  id,
  name,
  shortName,
  description,
  children: services.map((service) => service.name),
  editions: editions.map((edition) => ({ ...edition })),
});
