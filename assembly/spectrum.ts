import { half, im, offsets, re, transform, unpackTwiddles } from "./fft";
import { hopLength, magnitudes, margin, nFft, rowLength, samples } from "./memory";

/** f64 [nFft], periodic Hann window, halved: separating the spectra of even and odd samples halves. */
const halfWindow: usize = heap.alloc(nFft * 8);

export function prepareWindow(): void {
  for (let n = 0; n < nFft; n++) {
    const value = 0.5 * (0.5 - 0.5 * Math.cos((2 * Math.PI * <f64>n) / <f64>nFft));
    store<f64>(halfWindow + ((<usize>n) << 3), value);
  }
}

/** Fills rows 0 .. nFrames-1 of `magnitudes` from `samples`. */
export function spectra(nFrames: i32): void {
  for (let t = 0; t < nFrames; t += 2) {
    const a = t;
    const b = min(t + 1, nFrames - 1);
    loadFrames(frameStart(a), frameStart(b));
    transform();
    storeMagnitudes(magnitudes + <usize>(a * rowLength * 4), magnitudes + <usize>(b * rowLength * 4));
  }
}

function frameStart(t: i32): usize {
  return samples + ((<usize>(margin + t * hopLength)) << 2);
}

/** Windows two frames and interleaves them: (a[2n], b[2n]) to re, (a[2n+1], b[2n+1]) to im. */
function loadFrames(a: usize, b: usize): void {
  for (let n = 0; n < half; n++) {
    const window = halfWindow + ((<usize>n) << 4);
    const pair = (<usize>n) << 3;
    const fromA = f64x2.promote_low_f32x4(v128.load64_zero(a + pair));
    const fromB = f64x2.promote_low_f32x4(v128.load64_zero(b + pair));
    const even = v128.shuffle<f64>(fromA, fromB, 0, 2);
    const odd = v128.shuffle<f64>(fromA, fromB, 1, 3);
    v128.store(re + ((<usize>n) << 4), f64x2.mul(even, v128.load64_splat(window)));
    v128.store(im + ((<usize>n) << 4), f64x2.mul(odd, v128.load64_splat(window, 8)));
  }
}

/** Separates the spectra of even and odd samples, joins them to the real frame's, and stores the moduli. */
function storeMagnitudes(a: usize, b: usize): void {
  const dcR = v128.load(re);
  const dcI = v128.load(im);
  const two = f64x2.splat(2);
  storeReal(a, b, 0, f64x2.mul(f64x2.add(dcR, dcI), two));
  storeReal(a, b, half << 2, f64x2.mul(f64x2.sub(dcR, dcI), two));

  const tiny = f32x4.splat(1.1754943508222875e-38);
  const one = f64x2.splat(1);
  for (let k = 1; k <= half >> 1; k++) {
    const at = <usize>load<i32>(offsets + ((<usize>k) << 2));
    const mirror = <usize>load<i32>(offsets + ((<usize>(half - k)) << 2));
    const zR = v128.load(re + at);
    const zI = v128.load(im + at);
    const mirrorR = v128.load(re + mirror);
    const mirrorI = v128.load(im + mirror);
    const evenR = f64x2.add(zR, mirrorR);
    const evenI = f64x2.sub(zI, mirrorI);
    const oddR = f64x2.add(zI, mirrorI);
    const oddI = f64x2.sub(mirrorR, zR);
    const c = v128.load64_splat(unpackTwiddles + ((<usize>k) << 4));
    const s = v128.load64_splat(unpackTwiddles + ((<usize>k) << 4), 8);
    const turnedR = f64x2.sub(f64x2.mul(c, oddR), f64x2.mul(s, oddI));
    const turnedI = f64x2.add(f64x2.mul(c, oddI), f64x2.mul(s, oddR));
    // lanes: bin k of a and b, bin half-k of a and b
    const x = f32x4.abs(roundBoth(f64x2.add(evenR, turnedR), f64x2.sub(evenR, turnedR)));
    const y = f32x4.abs(roundBoth(f64x2.add(evenI, turnedI), f64x2.sub(evenI, turnedI)));

    // numpy's float32 modulus: larger * sqrt(1 + (smaller / larger)²), the sum rounded once.
    const larger = f32x4.pmax(x, y);
    const ratio = f32x4.div(f32x4.pmin(x, y), f32x4.pmax(larger, tiny));
    const low = f64x2.promote_low_f32x4(ratio);
    const high = f64x2.promote_low_f32x4(v128.shuffle<f32>(ratio, ratio, 2, 3, 2, 3));
    const square = roundBoth(f64x2.add(f64x2.mul(low, low), one), f64x2.add(f64x2.mul(high, high), one));
    const modulus = f32x4.mul(larger, f32x4.sqrt(square));

    const bin = (<usize>k) << 2;
    const mirrorBin = (<usize>(half - k)) << 2;
    v128.store_lane<f32>(a + bin, modulus, 0);
    v128.store_lane<f32>(b + bin, modulus, 1);
    v128.store_lane<f32>(a + mirrorBin, modulus, 2);
    v128.store_lane<f32>(b + mirrorBin, modulus, 3);
  }
}

function storeReal(a: usize, b: usize, bin: usize, value: v128): void {
  const modulus = f32x4.abs(f32x4.demote_f64x2_zero(value));
  v128.store_lane<f32>(a + bin, modulus, 0);
  v128.store_lane<f32>(b + bin, modulus, 1);
}

/** Two vectors of doubles as one of floats. */
function roundBoth(low: v128, high: v128): v128 {
  return v128.shuffle<f32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
}
