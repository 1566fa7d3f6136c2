/** `up`, `preview`, `preview --refresh` and `destroy` of ours, against the floor and against stock dynamic resources. */
import { floor, ours, stock } from "./programs.mjs";
import { accountOf, median, withStack } from "./stacks.mjs";

const variants = { floor, ours, stock };
const operations = ["up", "preview", "driftPreview", "destroy"];

/** The seconds of each operation, of each variant, in one go. */
async function once(engine, startEmulator, variant, n) {
  const emulator = await startEmulator({ operationMilliseconds: 0 });
  try {
    const program = variants[variant](n);
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
 * One row per operation and size. The variants take turns within a round, in another order each time, and the ratios are
 * those of one round: what else the machine does hits all alike.
 */
export async function lifecycle({ engine, startEmulator, sizes, rounds, log }) {
  const rows = [];
  for (const n of sizes) {
    const measured = [];
    for (let round = 0; round < rounds(n); round++) {
      const order = Object.keys(variants);
      order.push(...order.splice(0, round % order.length));
      const seconds = {};
      for (const variant of order) {
        log(`${n} resources, round ${round + 1} of ${rounds(n)}: ${variant}`);
        seconds[variant] = await once(engine, startEmulator, variant, n);
      }
      measured.push(seconds);
    }
    for (const operation of operations) {
      const of = (variant) => measured.map((seconds) => seconds[variant][operation]);
      const ratios = (variant) => measured.map((seconds) => seconds.ours[operation] / seconds[variant][operation]);
      rows.push({
        resources: n,
        operation,
        rounds: measured.length,
        seconds: median(of("ours")),
        floorSeconds: median(of("floor")),
        stockSeconds: median(of("stock")),
        toFloor: median(ratios("floor")),
        toFloorFrom: Math.min(...ratios("floor")),
        toFloorTo: Math.max(...ratios("floor")),
        toStock: median(ratios("stock")),
      });
    }
  }
  return rows;
}

/** How the seconds of `up` grow: the exponent of n between two sizes, ours and the engine's own. */
export function curve(rows) {
  const ups = rows.filter(({ operation, resources }) => operation === "up" && resources > 1);
  const [small, large] = [ups[0], ups.at(-1)];
  if (small === undefined || large === undefined || small === large) return undefined;
  const exponent = (key) => Math.log(large[key] / small[key]) / Math.log(large.resources / small.resources);
  return { from: small.resources, to: large.resources, ours: exponent("seconds"), floor: exponent("floorSeconds") };
}

/** The engine notes the positions in the sources from which a resource came: as long as the paths of the machine are. */
const withoutPositions = (resource) => ({ ...resource, sourcePosition: undefined, stackTrace: undefined });

/** What one resource takes in the state, and its provider's text. */
export async function stateSize({ engine, startEmulator }) {
  const emulator = await startEmulator({ operationMilliseconds: 0 });
  try {
    const sizes = {};
    for (const variant of ["ours", "stock"]) {
      sizes[variant] = await withStack(
        { engine, program: variants[variant](20), env: accountOf(emulator) },
        async (stack) => {
          await stack.up();
          const { resources } = stack;
          await stack.destroy();
          const bytes = resources.map((resource) => JSON.stringify(withoutPositions(resource)).length);
          return { largest: Math.max(...bytes), mean: Math.round(bytes.reduce((a, b) => a + b, 0) / bytes.length) };
        },
      );
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
