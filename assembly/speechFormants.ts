import { speechFrames, speechMargin, speechSignal } from "./speech";

/*
 * The signal at 10 kHz and its linear prediction, for the block in `speechSignal`. See
 * src/dsp/speech/kaiserResample.ts, formants.ts and linearPrediction.ts for the same computation in readable form.
 */

/** Frame length and hop in samples at 10 kHz. */
const frameLength: i32 = 250;
const hop: i32 = 100;
/** Samples before the first frame's middle, plus one for pre-emphasis. */
const lead: i32 = frameLength / 2 + 1;
const order: i32 = 10;
const preEmphasis: f64 = 0.97;
/** A little white noise, 40 dB down, keeps the recursion stable. */
const whitening: f64 = 1.0001;
/** Input samples that the filter uses before an output's own, and weights per phase of the five-phase filter. */
const reach: i32 = 16;
const stride: i32 = 34;

/** f64 [5, 34]: weights of the filter's phases. Filled by TypeScript. */
export const formantPhases: usize = heap.alloc(5 * 34 * 8);
/** f64, filtered samples; frame 0's middle is at index `lead` */
const filtered: usize = heap.alloc((<usize>(speechFrames * hop + 2 * frameLength)) << 3);
/** f64 [frameLength + order, filled up with zeros] */
const frame: usize = heap.alloc(272 * 8);
/** f64 [frameLength] */
const hamming: usize = heap.alloc(256 * 8);
/** f64 [order + 1], autocorrelation */
const lags: usize = heap.alloc(11 * 8);
/** f64 [order + 1]: 1, a1, ... of the filter that predicts a frame */
export const predictor: usize = heap.alloc(12 * 8);
const previous: usize = heap.alloc(12 * 8);

export function prepareFormants(): void {
  for (let n = 0; n < frameLength; n++)
    store<f64>(hamming + ((<usize>n) << 3), 0.54 - 0.46 * Math.cos((2 * Math.PI * <f64>n) / <f64>(frameLength - 1)));
  memory.fill(frame, 0, 272 * 8);
}

/**
 * Resamples the block to 10 kHz and applies pre-emphasis.
 *
 * @param start the signal's first sample at 10 kHz, counted from frame 0's middle; the samples before it are 0
 * @param end   one past its last
 */
export function prepareStretch(nFrames: i32, start: i32, end: i32): void {
  const count = (nFrames - 1) * hop + frameLength + 1;
  for (let i = 0; i < count; i++) {
    const m = i - lead;
    let value: f64 = 0;
    if (m >= start && m < end) {
      // Output m is at position 8 m of a grid in which every fifth value is an input.
      const grid = 8 * m + 8 * 5 * lead;
      const q = grid / 5 - 8 * lead;
      let weights = formantPhases + ((<usize>((grid % 5) * stride)) << 3);
      let sum = f64x2.splat(0);
      const from = speechSignal + ((<usize>(speechMargin + q - reach)) << 3);
      for (let at = from, to = from + stride * 8; at < to; at += 16) {
        sum = f64x2.add(sum, f64x2.mul(v128.load(at), v128.load(weights)));
        weights += 16;
      }
      value = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
    }
    store<f64>(filtered + ((<usize>i) << 3), value);
  }
  for (let i = count - 1; i > 0; i--) {
    const m = i - lead;
    if (m <= start || m >= end) continue;
    const at = filtered + ((<usize>i) << 3);
    store<f64>(at, load<f64>(at) - preEmphasis * load<f64>(at - 8));
  }
}

/** Fills `predictor` from frame t. */
export function predictFrame(t: i32): void {
  const from = filtered + ((<usize>(t * hop + 1)) << 3);
  for (let at: usize = 0; at < <usize>(frameLength * 8); at += 16)
    v128.store(frame + at, f64x2.mul(v128.load(from + at), v128.load(hamming + at)));
  for (let lag = 0; lag <= order; lag++) {
    const shifted = frame + ((<usize>lag) << 3);
    let a = f64x2.splat(0);
    let b = f64x2.splat(0);
    // The frame is followed by zeros, so products beyond its end add nothing.
    for (let at: usize = 0; at < 256 * 8; at += 32) {
      a = f64x2.add(a, f64x2.mul(v128.load(frame + at), v128.load(shifted + at)));
      b = f64x2.add(b, f64x2.mul(v128.load(frame + at, 16), v128.load(shifted + at, 16)));
    }
    const both = f64x2.add(a, b);
    store<f64>(lags + ((<usize>lag) << 3), f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1));
  }
  store<f64>(lags, load<f64>(lags) * whitening);
  levinson();
}

function levinson(): void {
  memory.fill(predictor, 0, 11 * 8);
  store<f64>(predictor, 1);
  let energy = load<f64>(lags) + 1e-12;
  for (let i = 1; i <= order; i++) {
    let correlation = load<f64>(lags + ((<usize>i) << 3));
    for (let j = 1; j < i; j++)
      correlation += load<f64>(predictor + ((<usize>j) << 3)) * load<f64>(lags + ((<usize>(i - j)) << 3));
    const reflection = -correlation / energy;
    memory.copy(previous, predictor, 11 * 8);
    for (let j = 1; j < i; j++) {
      const value =
        load<f64>(previous + ((<usize>j) << 3)) + reflection * load<f64>(previous + ((<usize>(i - j)) << 3));
      store<f64>(predictor + ((<usize>j) << 3), value);
    }
    store<f64>(predictor + ((<usize>i) << 3), reflection);
    energy *= 1 - reflection * reflection;
  }
}
