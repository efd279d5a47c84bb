import type { HalvingSpec } from "./resamplePlan.js";
import type { Stage } from "./stage.js";

const f = Math.fround;

/**
 * Half-band filters: apart from the middle coefficient, 0.5, only every second one is not 0, and the filter is
 * symmetric. `weights[j]` applies to the samples 2j + 1 before and after. Constants: libsoxr 0.1.3's half-band filters.
 */
const halfBands: readonly { readonly attenuationDb: number; readonly weights: Float32Array }[] = [
  {
    attenuationDb: 136.51,
    weights: Float32Array.of(
      0.31154652365332069, -0.087344917685739543, 0.03681445835363728, -0.015189204581464479,
      0.0054540855610738801, -0.001564386262663042, 0.00031816575906323303, -0.000034799449225005688,
    ), // prettier-ignore
  },
  {
    attenuationDb: 152.32,
    weights: Float32Array.of(
      0.31227034755311189, -0.089221517147969526, 0.039139704015071934, -0.017250558515852023,
      0.0068589440230476112, -0.0023045049636430419, 0.00060963740543348963, -0.00011323803957431231,
      0.000011197769991000046,
    ), // prettier-ignore
  },
];

/** The shortest half-band filter that attenuates enough, or the longest. */
export function halfBandWeights(attenuationDb: number): Float32Array {
  return (halfBands.find((filter) => attenuationDb <= filter.attenuationDb) ?? halfBands.at(-1)!).weights;
}

/** Filters a signal and keeps every second sample, rounded as soxr rounds: in vectors of four products. */
export function createHalvingStage({ attenuationDb }: HalvingSpec): Stage {
  const weights = halfBandWeights(attenuationDb);
  const reach = 2 * weights.length;
  const lanes = new Float32Array(4);
  return {
    inputSpan: ({ first, end }) => ({ first: 2 * first - reach, end: 2 * (end - 1) + reach }),
    run(input, _outputs, result) {
      for (let m = 0; m < result.length; m++) {
        const middle = 2 * m + reach;
        lanes.fill(0);
        lanes[0] = 0.5 * input[middle]!;
        for (const [j, weight] of weights.entries()) {
          const pair = f(input[middle + 2 * j + 1]! + input[middle - 2 * j - 1]!);
          lanes[j & 3] = lanes[j & 3]! + f(pair * weight);
        }
        result[m] = sumOfLanes(lanes);
      }
    },
  };
}

/** The sum of four partial sums, rounded in the order that vector units use. */
export function sumOfLanes(lanes: Float32Array): number {
  return f(f(lanes[0]! + lanes[2]!) + f(lanes[1]! + lanes[3]!));
}
