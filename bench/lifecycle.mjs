/** `up`, `preview`, `preview --refresh` and `destroy` of ours, against what the engine itself costs and what others would use. */
import { floor, native, nativeFloor, ours, stock } from "./programs.mjs";
import { accountOf, median, withStack } from "./stacks.mjs";

const operations = ["up", "preview", "driftPreview", "destroy"];

/** The seconds of each operation, of one program, in one go. */
async function once(engine, startEmulator, program) {
  const emulator = await startEmulator({ operationMilliseconds: 0 });
  try {
    return await withStack({ engine, program, env: accountOf(emulator) }, async (stack) => {
      const seconds = {};
      for (const operation of operations) seconds[operation] = await stack[operation]();
      return seconds;
    });
  } finally {
    await emulator.close();
  }
}

/**
 * One row per operation and size: the first program against each of the others. They take turns within a round, in another order each
 * time, and the ratios are those of one round: what else the machine does hits all alike.
 */
async function inTurns({ engine, startEmulator, programs, sizes, rounds, log }) {
  const [subject] = Object.keys(programs);
  const rows = [];
  for (const n of sizes) {
    const measured = [];
    for (let round = 0; round < rounds(n); round++) {
      const order = Object.keys(programs);
      order.push(...order.splice(0, round % order.length));
      const seconds = {};
      for (const name of order) {
        log(`${n} resources, round ${round + 1} of ${rounds(n)}: ${name}`);
        seconds[name] = await once(engine, startEmulator, programs[name](n));
      }
      measured.push(seconds);
    }
    for (const operation of operations) {
      const seconds = (name) => median(measured.map((round) => round[name][operation]));
      const against = (name) => {
        const ratios = measured.map((round) => round[subject][operation] / round[name][operation]);
        return { seconds: seconds(name), ratio: median(ratios), from: Math.min(...ratios), to: Math.max(...ratios) };
      };
      const others = Object.keys(programs).filter((name) => name !== subject);
      rows.push({
        resources: n,
        operation,
        rounds: measured.length,
        seconds: seconds(subject),
        to: Object.fromEntries(others.map((name) => [name, against(name)])),
      });
    }
  }
  return rows;
}

/** The dynamic host against the floor and against stock dynamic resources. */
export const lifecycle = (context) => inTurns({ ...context, programs: { ours, floor, stock } });

/** The native host, with a YAML program, against the dynamic one and against a native plugin that does nothing. */
export const hosts = (context) => inTurns({ ...context, programs: { native, dynamic: ours, floor: nativeFloor } });

/** How the seconds of `up` grow: the exponent of n between two sizes, ours and the engine's own. */
export function curve(rows) {
  const ups = rows.filter(({ operation, resources }) => operation === "up" && resources > 1);
  const [small, large] = [ups[0], ups.at(-1)];
  if (small === undefined || large === undefined || small === large) return undefined;
  const exponent = (of) => Math.log(of(large) / of(small)) / Math.log(large.resources / small.resources);
  return {
    from: small.resources,
    to: large.resources,
    ours: exponent(({ seconds }) => seconds),
    floor: exponent(({ to }) => to.floor.seconds),
  };
}

/** The engine notes the positions in the sources from which a resource came: as long as the paths of the machine are. */
const withoutPositions = (resource) => ({ ...resource, sourcePosition: undefined, stackTrace: undefined });

/** What one resource takes in the state, and its provider's text. */
export async function stateSize({ engine, startEmulator }) {
  const emulator = await startEmulator({ operationMilliseconds: 0 });
  try {
    const sizes = {};
    for (const [variant, program] of Object.entries({ ours, stock })) {
      sizes[variant] = await withStack({ engine, program: program(20), env: accountOf(emulator) }, async (stack) => {
        await stack.up();
        const resources = stack.resources.filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic"));
        await stack.destroy();
        const bytes = resources.map((resource) => JSON.stringify(withoutPositions(resource)).length);
        return { largest: Math.max(...bytes), mean: Math.round(bytes.reduce((a, b) => a + b, 0) / bytes.length) };
      });
    }
    const { providerText } = await import("../dist/provider/host/providerText.js");
    return {
      ...sizes,
      providerText: Math.max(
        ...["eset:TermsAcceptance", "redstor:Subscription"].map((type) => providerText(type).length),
      ),
    };
  } finally {
    await emulator.close();
  }
}
