/** A program of customers, licences, backup companies and subscriptions; and runs of it on the provider, without the engine. */
import type { Properties } from "../host/dynamicHost";
import type { Plan, StackResource } from "../host/stack";
import type { World } from "../host/world";

export interface Declaration {
  /** Within the program. */
  readonly name: string;
  readonly type: string;
  /** The name of the resource that it refers to, and by which property. */
  readonly refersTo?: { readonly name: string; readonly property: string };
  readonly properties: Properties;
}

/** A stack with the state that runs leave. What is referred to is declared before what refers to it. */
export class ProgramStack {
  /** In the order in which they came into the state. */
  readonly #resources = new Map<string, StackResource>();

  constructor(private readonly world: World) {}

  /** The id in the state. */
  idOf(name: string): string | undefined {
    return this.#resources.get(name)?.recorded?.id;
  }

  /** As Pulumi's option `aliases` does. */
  rename(from: string, to: string): void {
    const renamed = [...this.#resources].map(([name, resource]) => [name === from ? to : name, resource] as const);
    this.#resources.clear();
    for (const [name, resource] of renamed) this.#resources.set(name, resource);
  }

  /** `pulumi up --refresh --run-program` */
  async up(program: readonly Declaration[]): Promise<void> {
    await this.world.restartHost({});
    await this.#refresh();
    for (const declaration of program) await this.#resource(declaration).up(this.#properties(declaration));
    for (const [name, resource] of [...this.#resources].reverse()) {
      if (program.some((declaration) => declaration.name === name)) continue;
      if (resource.recorded !== undefined) await resource.remove();
      this.#resources.delete(name);
    }
  }

  /** `pulumi preview --refresh --run-program`: what is not "same". */
  async preview(program: readonly Declaration[]): Promise<string[]> {
    await this.world.restartHost({});
    await this.#refresh();
    const plans: [string, Plan | "delete"][] = [];
    for (const declaration of program) {
      plans.push([declaration.name, await this.#resource(declaration).plan(this.#properties(declaration))]);
    }
    for (const name of this.#resources.keys()) {
      if (!program.some((declaration) => declaration.name === name)) plans.push([name, "delete"]);
    }
    return plans.filter(([, plan]) => plan !== "same").map(([name, plan]) => `${plan} ${name}`);
  }

  async #refresh(): Promise<void> {
    for (const resource of this.#resources.values()) if (resource.recorded !== undefined) await resource.refresh();
  }

  #resource({ name, type }: Declaration): StackResource {
    let resource = this.#resources.get(name);
    if (resource === undefined) this.#resources.set(name, (resource = this.world.resource(type)));
    return resource;
  }

  #properties({ refersTo, properties }: Declaration): Properties {
    return refersTo === undefined ? properties : { ...properties, [refersTo.property]: this.idOf(refersTo.name) ?? "" };
  }
}
