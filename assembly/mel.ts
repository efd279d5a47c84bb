import { logMel, logMelSums, melFirstBins, melVectors, melWeights, nMels, rowLength } from "./memory";

/** f32 [rowLength], |STFT|² of the current frame */
export const powers: usize = heap.alloc((rowLength + 4) * 4);

const amin: f32 = 1e-10;

/** The loudest band of all frames since `resetMel`. */
export let loudestDb: f32 = -Infinity;

export function resetMel(): void {
  loudestDb = -Infinity;
  memory.fill(logMelSums, 0, nMels * 8);
}

/** Adds the mel bands in dB, raised to at least `floorDb`, to their sums. */
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

/** Computes the energies of all bands from `powers`. */
export function melBands(row: usize): void {
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
 * Converts energies to dB in place and keeps the maximum.
 *
 * log x = exponent * log 2 + log mantissa, the mantissa between sqrt(1/2) and sqrt(2), where
 * log m = 2 artanh((m - 1) / (m + 1)) and five terms of the series give single precision.
 */
export function toDb(row: usize): void {
  const lowest = f32x4.splat(amin);
  const mantissaBits = i32x4.splat(0x007fffff);
  // The bits of sqrt(1/2): subtracting them makes the exponent change there.
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
