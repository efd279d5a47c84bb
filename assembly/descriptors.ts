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

/** Clears the peaks found so far, after they have been copied. */
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

/** Only the mel bands in dB, for a second pass over frames already described. */
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

/** Peaks of the current frame, and one spare vector: f32, their bins, and the magnitudes below, at and above these. */
const bins: usize = heap.alloc(rowLength * 2 + 32);
const lefts: usize = heap.alloc(rowLength * 2 + 32);
const centres: usize = heap.alloc(rowLength * 2 + 32);
const rights: usize = heap.alloc(rowLength * 2 + 32);
/** i8x16 [16], for each set of lanes: the shuffle that moves them to the front */
const toFront: usize = heap.alloc(16 * 16);

export function prepareDescriptors(): void {
  for (let set: usize = 0; set < 16; set++) {
    let to = toFront + (set << 4);
    for (let lane = 0; lane < 4; lane++) {
      if (((set >> lane) & 1) == 0) continue;
      store<i32>(to, 0x03020100 + lane * 0x04040404);
      to += 4;
    }
  }
}

/**
 * Local maxima above `floor`, refined by a parabola; the roundings are librosa's (see tuning.ts). Without branches:
 * which bins are peaks is unpredictable.
 */
function findPeaks(frame: usize, floor: f32, binWidthHz: f64, firstBin: i32, endBin: i32): void {
  const floors = f32x4.splat(floor);
  let found: usize = 0;
  let indices = f32x4.add(f32x4.splat(<f32>firstBin), f32x4(0, 1, 2, 3));
  for (let k = firstBin; k < endBin; k += 4) {
    const at = frame + ((<usize>k) << 2);
    const left = v128.load(at - 4);
    const centre = v128.load(at);
    const right = v128.load(at + 4);
    const isPeak = v128.and(f32x4.gt(centre, floors), v128.and(f32x4.gt(centre, left), f32x4.ge(centre, right)));
    const set = i32x4.bitmask(isPeak) & (15 >> max(0, k + 4 - endBin));
    const shuffle = v128.load(toFront + ((<usize>set) << 4));
    v128.store(bins + found, v128.swizzle(indices, shuffle));
    v128.store(lefts + found, v128.swizzle(left, shuffle));
    v128.store(centres + found, v128.swizzle(centre, shuffle));
    v128.store(rights + found, v128.swizzle(right, shuffle));
    found += (<usize>popcnt(set)) << 2;
    indices = f32x4.add(indices, f32x4.splat(4));
  }
  const width = f64x2.splat(binWidthHz);
  const first = (<usize>nPeaks) << 2;
  for (let at: usize = 0; at < found; at += 16) {
    const left = v128.load(lefts + at);
    const centre = v128.load(centres + at);
    const right = v128.load(rights + at);
    const sum = f32x4.add(right, left);
    const difference = f32x4.sub(right, left);
    const bin = v128.load(bins + at);
    const slope0 = halved(difference);
    const slope1 = halved(upper(difference));
    const shift0 = f32x4.demote_f64x2_zero(shiftOf(slope0, sum, centre));
    const shift1 = f32x4.demote_f64x2_zero(shiftOf(slope1, upper(sum), upper(centre)));
    const exact0 = f64x2.promote_low_f32x4(shift0);
    const exact1 = f64x2.promote_low_f32x4(shift1);
    const hertz0 = f64x2.mul(f64x2.add(f64x2.promote_low_f32x4(bin), exact0), width);
    const hertz1 = f64x2.mul(f64x2.add(f64x2.promote_low_f32x4(upper(bin)), exact1), width);
    const half = f64x2.splat(0.5);
    const rise0 = f64x2.mul(f64x2.mul(slope0, half), exact0);
    const rise1 = f64x2.mul(f64x2.mul(slope1, half), exact1);
    v128.store(peakFrequencies + first + at, singles(hertz0, hertz1));
    v128.store(peakMagnitudes + first + at, f32x4.add(centre, singles(rise0, rise1)));
  }
  nPeaks += <i32>(found >> 2);
}

/** Distance of the vertices of two parabolas from their bins; 0 if that is a bin or more. */
function shiftOf(slope: v128, sum: v128, centre: v128): v128 {
  const curvature = f64x2.sub(f64x2.promote_low_f32x4(sum), f64x2.mul(f64x2.splat(2), f64x2.promote_low_f32x4(centre)));
  const isFar = f64x2.ge(f64x2.abs(slope), f64x2.abs(curvature));
  return v128.andnot(f64x2.div(f64x2.neg(slope), curvature), isFar);
}

/** The first two floats as doubles, halved. */
function halved(value: v128): v128 {
  return f64x2.mul(f64x2.promote_low_f32x4(value), f64x2.splat(0.5));
}

/** Moves the last two floats of a vector to the first two. */
function upper(value: v128): v128 {
  return v128.shuffle<f32>(value, value, 2, 3, 2, 3);
}

/** Converts two vectors of doubles to one of floats. */
function singles(low: v128, high: v128): v128 {
  return v128.shuffle<f32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
}
