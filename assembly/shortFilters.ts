import { halfBandWeights, phaseWeights } from "./memory";

/**
 * Every second sample, filtered by `halfBandWeights`: the same roundings as src/dsp/resampling/halvingStage.ts.
 *
 * @param from     address of the input at the position of the first output
 * @param to       address of the first output
 * @param nWeights 8 or 9, on either side
 */
export function halve(from: usize, to: usize, count: i32, nWeights: i32): void {
  const first = v128.load(halfBandWeights);
  const second = v128.load(halfBandWeights, 16);
  const ninth: f32 = load<f32>(halfBandWeights, 32);
  const middle = f32x4(0.5, 0, 0, 0);
  for (const end = to + ((<usize>count) << 2); to < end; to += 4) {
    const after = v128.load(from);
    const near = f32x4.add(
      v128.shuffle<f32>(after, v128.load(from, 16), 1, 3, 5, 7),
      v128.shuffle<f32>(v128.load(from - 16), v128.load(from - 32), 3, 1, 7, 5),
    );
    const far = f32x4.add(
      v128.shuffle<f32>(v128.load(from, 32), v128.load(from, 48), 1, 3, 5, 7),
      v128.shuffle<f32>(v128.load(from - 48), v128.load(from - 64), 3, 1, 7, 5),
    );
    let sum = f32x4.add(f32x4.add(f32x4.mul(middle, after), f32x4.mul(near, first)), f32x4.mul(far, second));
    if (nWeights == 9) {
      const pair = load<f32>(from, 68) + load<f32>(from - 68);
      sum = f32x4.add(sum, f32x4(pair * ninth, 0, 0, 0));
    }
    const halves = f32x4.add(sum, v128.shuffle<f32>(sum, sum, 2, 3, 2, 3));
    store<f32>(to, f32x4.extract_lane(halves, 0) + f32x4.extract_lane(halves, 1));
    from += 8;
  }
}

/**
 * Outputs that all fall on a phase: the same roundings as src/dsp/resampling/polyphaseStage.ts with order 0.
 *
 * @param from   address of the input for the first weight of the first output
 * @param phase  of the first output, 0 .. up-1
 * @param up     phases; outputs for every `down` inputs
 * @param stride weights of a phase, a multiple of 4
 */
export function usePhases(from: usize, to: usize, count: i32, phase: i32, up: i32, down: i32, stride: i32): void {
  const wholeStep = (<usize>(down / up)) << 2;
  const phaseStep = down % up;
  const rowBytes = (<usize>stride) << 2;
  for (const end = to + ((<usize>count) << 2); to < end; to += 4) {
    const weights = phaseWeights + <usize>phase * rowBytes;
    let sum = f32x4.splat(0);
    for (let at: usize = 0; at < rowBytes; at += 16)
      sum = f32x4.add(sum, f32x4.mul(v128.load(from + at), v128.load(weights + at)));
    const halves = f32x4.add(sum, v128.shuffle<f32>(sum, sum, 2, 3, 2, 3));
    store<f32>(to, f32x4.extract_lane(halves, 0) + f32x4.extract_lane(halves, 1));
    from += wholeStep;
    phase += phaseStep;
    if (phase >= up) {
      phase -= up;
      from += 4;
    }
  }
}
