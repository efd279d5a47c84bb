import { coefficients, input, margin, samples } from "./memory";

/**
 * Computes `count` output samples by the phases in `coefficients`, every one of them exact.
 *
 * @param target  where the first goes, in samples after the margin (may be negative, into it)
 * @param start   the input that the first coefficient of the first output meets
 * @param phase   phase of the first output, 0 .. up-1
 * @param up      phases; outputs for every `down` inputs
 * @param stride  coefficients of a phase, a multiple of 4
 */
export function resampleExact(target: i32, count: i32, start: i32, phase: i32, up: i32, down: i32, stride: i32): void {
  let to = samples + ((<usize>(margin + target)) << 2);
  if (up == 1) {
    decimate(to, count, input + ((<usize>start) << 2), (<usize>down) << 2, stride);
    return;
  }
  const wholeSteps = down / up;
  const phaseStep = down % up;
  let at = start;
  for (let m = 0; m < count; m++) {
    store<f32>(to, dot(input + ((<usize>at) << 2), coefficients + ((<usize>(phase * stride)) << 2), stride));
    to += 4;
    at += wholeSteps;
    phase += phaseStep;
    if (phase >= up) {
      phase -= up;
      at++;
    }
  }
}

/**
 * The same for ratios with too many phases: each output lies between two of the phases kept and is a cubic through
 * four.
 *
 * @param position where the first output falls, in inputs from `start` on: a number in [0, 1)
 * @param step     inputs from one output to the next
 */
export function resampleInterpolated(
  target: i32,
  count: i32,
  start: i32,
  position: f64,
  step: f64,
  nPhases: i32,
  stride: i32,
): void {
  const to = samples + ((<usize>(margin + target)) << 2);
  const rowBytes = (<usize>stride) << 2;
  for (let m = 0; m < count; m++) {
    const exact = position + <f64>m * step;
    const whole = Math.floor(exact);
    const phase = (exact - whole) * <f64>nPhases;
    const row = Math.floor(phase);
    const b = phase - row;
    const a = b + 1;
    const c = b - 1;
    const d = b - 2;
    const x = input + ((<usize>(start + <i32>whole)) << 2);
    const h = coefficients + <usize>(<i32>row) * rowBytes;
    const value =
      ((-b * c * d) / 6) * <f64>dot(x, h, stride) +
      ((a * c * d) / 2) * <f64>dot(x, h + rowBytes, stride) +
      ((-a * b * d) / 2) * <f64>dot(x, h + 2 * rowBytes, stride) +
      ((a * b * c) / 6) * <f64>dot(x, h + 3 * rowBytes, stride);
    store<f32>(to + ((<usize>m) << 2), <f32>value);
  }
}

/** One phase serves every output: four outputs at a time share each load of the coefficients. */
function decimate(to: usize, count: i32, from: usize, step: usize, stride: i32): void {
  const end = coefficients + ((<usize>stride) << 2);
  let m = 0;
  for (; m + 4 <= count; m += 4) {
    let sum0 = f32x4.splat(0);
    let sum1 = f32x4.splat(0);
    let sum2 = f32x4.splat(0);
    let sum3 = f32x4.splat(0);
    let x = from;
    for (let h = coefficients; h < end; h += 16) {
      const weights = v128.load(h);
      sum0 = f32x4.add(sum0, f32x4.mul(weights, v128.load(x)));
      sum1 = f32x4.add(sum1, f32x4.mul(weights, v128.load(x + step)));
      sum2 = f32x4.add(sum2, f32x4.mul(weights, v128.load(x + 2 * step)));
      sum3 = f32x4.add(sum3, f32x4.mul(weights, v128.load(x + 3 * step)));
      x += 16;
    }
    const low = f32x4.add(v128.shuffle<f32>(sum0, sum1, 0, 4, 1, 5), v128.shuffle<f32>(sum0, sum1, 2, 6, 3, 7));
    const high = f32x4.add(v128.shuffle<f32>(sum2, sum3, 0, 4, 1, 5), v128.shuffle<f32>(sum2, sum3, 2, 6, 3, 7));
    v128.store(to, f32x4.add(v128.shuffle<f32>(low, high, 0, 1, 4, 5), v128.shuffle<f32>(low, high, 2, 3, 6, 7)));
    to += 16;
    from += 4 * step;
  }
  for (; m < count; m++) {
    store<f32>(to, dot(from, coefficients, stride));
    to += 4;
    from += step;
  }
}

function dot(x: usize, h: usize, stride: i32): f32 {
  const end = h + (((<usize>stride) >> 3) << 5);
  let even = f32x4.splat(0);
  let odd = f32x4.splat(0);
  for (; h < end; h += 32) {
    even = f32x4.add(even, f32x4.mul(v128.load(x), v128.load(h)));
    odd = f32x4.add(odd, f32x4.mul(v128.load(x, 16), v128.load(h, 16)));
    x += 32;
  }
  if (stride & 4) even = f32x4.add(even, f32x4.mul(v128.load(x), v128.load(h)));
  const sum = f32x4.add(even, odd);
  return (
    f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1) + (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3))
  );
}
