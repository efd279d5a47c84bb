import {
  hopLength,
  logMel,
  logMelSums,
  magnitudes,
  margin,
  melFirstBins,
  melSums,
  melVectors,
  melWeights,
  nBins,
  nMels,
  peakFrequencies,
  peakMagnitudes,
  rowLength,
  samples,
} from "./memory";

/** f32 [rowLength], |STFT|² of the frame in hand */
const powers: usize = heap.alloc((rowLength + 4) * 4);

const amin: f32 = 1e-10;
const peakShare: f32 = 0.1;
const negligible: f32 = 1.1754943508222875e-38;

/** Sums over the frames since `reset`. */
export let centroidSum: f64 = 0;
export let crossings: f64 = 0;
export let loudestDb: f32 = -Infinity;
export let nPeaks: i32 = 0;

export function resetDescriptors(): void {
  centroidSum = 0;
  crossings = 0;
  loudestDb = -Infinity;
  nPeaks = 0;
  memory.fill(melSums, 0, nMels * 8);
  memory.fill(logMelSums, 0, nMels * 8);
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
    for (let m = 0; m < nMels; m++) {
      const sum = melSums + ((<usize>m) << 3);
      store<f64>(sum, load<f64>(sum) + <f64>load<f32>(row + ((<usize>m) << 2)));
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

/** Adds the mel bands in dB, none below `floorDb`, to their sums. */
export function sumLogMel(nFrames: i32, floorDb: f32): void {
  const floors = f32x4.splat(floorDb);
  for (let m: usize = 0; m < <usize>nMels; m += 4) {
    let low = f64x2.splat(0);
    let high = f64x2.splat(0);
    let at = logMel + (m << 2);
    for (let t = 0; t < nFrames; t++) {
      const value = f32x4.pmax(v128.load(at), floors);
      low = f64x2.add(low, f64x2.promote_low_f32x4(value));
      high = f64x2.add(high, f64x2.promote_low_f32x4(v128.shuffle<f32>(value, value, 2, 3, 2, 3)));
      at += nMels * 4;
    }
    const sums = logMelSums + (m << 3);
    v128.store(sums, f64x2.add(v128.load(sums), low));
    v128.store(sums, f64x2.add(v128.load(sums, 16), high), 16);
  }
}

/**
 * Adds up the zero crossings of every frame.
 * @param validStart first sample that exists, counted from frame 0's first; validEnd: one beyond the last.
 *                   Outside, the edge values repeat, and nothing crosses.
 */
export function addCrossings(nFrames: i32, validStart: i32, validEnd: i32): void {
  // A frame is four hops, of which its very first sample has no predecessor within the frame.
  let hop0 = hopCrossings(0, validStart, validEnd);
  let hop1 = hopCrossings(1, validStart, validEnd);
  let hop2 = hopCrossings(2, validStart, validEnd);
  for (let t = 0; t < nFrames; t++) {
    const hop3 = hopCrossings(t + 3, validStart, validEnd);
    crossings += <f64>(hop0 + hop1 + hop2 + hop3 - crossesAt(t * hopLength, validStart, validEnd));
    hop0 = hop1;
    hop1 = hop2;
    hop2 = hop3;
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

/** The energies of all bands, from `powers`. */
function melBands(row: usize): void {
  let weight = melWeights;
  for (let m: usize = 0; m < <usize>nMels; m++) {
    let at = powers + ((<usize>load<i32>(melFirstBins + (m << 2))) << 2);
    let sum = f32x4.splat(0);
    for (let left = load<i32>(melVectors + (m << 2)); left > 0; left--) {
      sum = f32x4.add(sum, f32x4.mul(v128.load(weight), v128.load(at)));
      weight += 16;
      at += 16;
    }
    const pairs = f32x4.add(sum, v128.shuffle<f32>(sum, sum, 2, 3, 0, 1));
    store<f32>(row + (m << 2), f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1));
  }
}

/**
 * Energies to dB in place, remembering the loudest.
 *
 * log x = exponent * log 2 + log mantissa, the mantissa between sqrt(1/2) and sqrt(2), where
 * log m = 2 artanh((m - 1) / (m + 1)) and five terms of the series give single precision.
 */
function toDb(row: usize): void {
  const lowest = f32x4.splat(amin);
  const mantissaBits = i32x4.splat(0x007fffff);
  // The bits of sqrt(1/2): subtracting them moves the step of the exponent there.
  const start = i32x4.splat(0x3f3504f3);
  const dbPerOctave = f32x4.splat(3.010299956639812);
  const dbPerNeper = f32x4.splat(8.6858896380650366);
  const one = f32x4.splat(1);
  let loudest = f32x4.splat(loudestDb);
  for (let at = row; at < row + <usize>nMels * 4; at += 16) {
    const bits = i32x4.sub(f32x4.pmax(v128.load(at), lowest), start);
    const exponent = f32x4.convert_i32x4_s(i32x4.shr_s(bits, 23));
    const mantissa = i32x4.add(v128.and(bits, mantissaBits), start);
    const s = f32x4.div(f32x4.sub(mantissa, one), f32x4.add(mantissa, one));
    const square = f32x4.mul(s, s);
    let series = f32x4.splat(1.0 / 11);
    series = f32x4.add(f32x4.mul(series, square), f32x4.splat(1.0 / 9));
    series = f32x4.add(f32x4.mul(series, square), f32x4.splat(1.0 / 7));
    series = f32x4.add(f32x4.mul(series, square), f32x4.splat(1.0 / 5));
    series = f32x4.add(f32x4.mul(series, square), f32x4.splat(1.0 / 3));
    series = f32x4.mul(s, f32x4.add(f32x4.mul(series, square), one));
    // 10 log10 m = (10 / log 10) log m = (20 / log 10) artanh
    const db = f32x4.add(f32x4.mul(exponent, dbPerOctave), f32x4.mul(series, dbPerNeper));
    v128.store(at, db);
    loudest = f32x4.pmax(loudest, db);
  }
  loudestDb = max(
    max(f32x4.extract_lane(loudest, 0), f32x4.extract_lane(loudest, 1)),
    max(f32x4.extract_lane(loudest, 2), f32x4.extract_lane(loudest, 3)),
  );
}

/** Crossings at the samples of one hop, each against its predecessor. */
function hopCrossings(hop: i32, validStart: i32, validEnd: i32): i32 {
  const first = hop * hopLength;
  const end = first + hopLength;
  if (first <= validStart || end > validEnd) {
    let count = 0;
    for (let n = max(first, validStart + 1); n < min(end, validEnd); n++) count += crossesAt(n, validStart, validEnd);
    return count;
  }
  const silence = f32x4.splat(-1e-10);
  let counts = i32x4.splat(0);
  let at = samples + ((<usize>(margin + first)) << 2);
  for (let n = 0; n < hopLength; n += 4) {
    const isNegative = f32x4.lt(v128.load(at), silence);
    const wasNegative = f32x4.lt(v128.load(at - 4), silence);
    counts = i32x4.sub(counts, v128.xor(isNegative, wasNegative));
    at += 16;
  }
  return (
    i32x4.extract_lane(counts, 0) +
    i32x4.extract_lane(counts, 1) +
    i32x4.extract_lane(counts, 2) +
    i32x4.extract_lane(counts, 3)
  );
}

function crossesAt(n: i32, validStart: i32, validEnd: i32): i32 {
  if (n <= validStart || n >= validEnd) return 0;
  const at = samples + ((<usize>(margin + n)) << 2);
  return i32(load<f32>(at) < -1e-10 != load<f32>(at - 4) < -1e-10);
}
