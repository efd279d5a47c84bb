import { melBands, powers, toDb } from "./mel";
import { logMel, magnitudes, melSums, nMels, peakFrequencies, peakMagnitudes, rowLength } from "./memory";

const peakShare: f32 = 0.1;
const negligible: f32 = 1.1754943508222875e-38;

/** Sums over the frames since `reset`. */
export let centroidSum: f64 = 0;
export let nPeaks: i32 = 0;

export function resetDescriptors(): void {
  centroidSum = 0;
  nPeaks = 0;
  memory.fill(melSums, 0, nMels * 8);
}

/** Forgets the peaks found so far, once they are copied. */
export function clearPeaks(): void {
  nPeaks = 0;
}

/** Centroid and mel bands of frames 0 .. nFrames-1; their spectral peaks among bins firstBin .. endBin-1. */
export function describe(nFrames: i32, binWidthHz: f64, firstBin: i32, endBin: i32): void {
  for (let t = 0; t < nFrames; t++) {
    const frame = magnitudes + <usize>(t * rowLength * 4);
    const loudest = addCentroid(frame, binWidthHz);
    findPeaks(frame, peakShare * loudest, binWidthHz, firstBin, endBin);
    const row = logMel + <usize>(t * nMels * 4);
    melBands(row);
    for (let m: usize = 0; m < <usize>nMels; m += 2) {
      const sums = melSums + (m << 3);
      v128.store(sums, f64x2.add(v128.load(sums), f64x2.promote_low_f32x4(v128.load64_zero(row + (m << 2)))));
    }
    toDb(row);
  }
}

/** The mel bands in dB alone, for a second pass over frames described before. */
export function describeMel(nFrames: i32): void {
  for (let t = 0; t < nFrames; t++) {
    const frame = magnitudes + <usize>(t * rowLength * 4);
    for (let at: usize = 0; at < <usize>rowLength * 4; at += 16) {
      const value = v128.load(frame + at);
      v128.store(powers + at, f32x4.mul(value, value));
    }
    const row = logMel + <usize>(t * nMels * 4);
    melBands(row);
    toDb(row);
  }
}

/** Keeps |STFT|² in `powers`, adds the frame's centroid to the sum and returns the largest magnitude. */
function addCentroid(frame: usize, binWidthHz: f64): f32 {
  let largest = f32x4.splat(0);
  let total = f64x2.splat(0);
  let moment = f64x2.splat(0);
  let bins = f64x2(0, 1);
  const two = f64x2.splat(2);
  for (let at: usize = 0; at < <usize>rowLength * 4; at += 16) {
    const value = v128.load(frame + at);
    v128.store(powers + at, f32x4.mul(value, value));
    largest = f32x4.pmax(largest, value);
    const low = f64x2.promote_low_f32x4(value);
    const high = f64x2.promote_low_f32x4(v128.shuffle<f32>(value, value, 2, 3, 2, 3));
    total = f64x2.add(total, f64x2.add(low, high));
    moment = f64x2.add(moment, f64x2.mul(low, bins));
    bins = f64x2.add(bins, two);
    moment = f64x2.add(moment, f64x2.mul(high, bins));
    bins = f64x2.add(bins, two);
  }
  const sum = f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1);
  if (sum >= <f64>negligible)
    centroidSum += (binWidthHz * (f64x2.extract_lane(moment, 0) + f64x2.extract_lane(moment, 1))) / sum;
  return max(
    max(f32x4.extract_lane(largest, 0), f32x4.extract_lane(largest, 1)),
    max(f32x4.extract_lane(largest, 2), f32x4.extract_lane(largest, 3)),
  );
}

/** Local maxima above `floor`, refined by a parabola; the roundings are librosa's (see tuning.ts). */
function findPeaks(frame: usize, floor: f32, binWidthHz: f64, firstBin: i32, endBin: i32): void {
  const floors = f32x4.splat(floor);
  for (let k = firstBin; k < endBin; k += 4) {
    const at = frame + ((<usize>k) << 2);
    const centre = v128.load(at);
    const isPeak = v128.and(
      f32x4.gt(centre, floors),
      v128.and(f32x4.gt(centre, v128.load(at - 4)), f32x4.ge(centre, v128.load(at + 4))),
    );
    let lanes = i32x4.bitmask(isPeak);
    while (lanes != 0) {
      const bin = k + ctz(lanes);
      if (bin < endBin) addPeak(frame, bin, binWidthHz);
      lanes &= lanes - 1;
    }
  }
}

function addPeak(frame: usize, bin: i32, binWidthHz: f64): void {
  const at = frame + ((<usize>bin) << 2);
  const left = load<f32>(at - 4);
  const centre = load<f32>(at);
  const right = load<f32>(at + 4);
  const curvature = <f64>(right + left) - 2 * <f64>centre;
  const slope = <f64>(right - left) / 2;
  const shift: f32 = abs(slope) >= abs(curvature) ? 0 : <f32>(-slope / curvature);
  const peak = (<usize>nPeaks) << 2;
  store<f32>(peakFrequencies + peak, <f32>((<f64>bin + <f64>shift) * binWidthHz));
  store<f32>(peakMagnitudes + peak, centre + <f32>((slope / 2) * <f64>shift));
  nPeaks++;
}
