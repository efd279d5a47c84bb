import { half, unpackTwiddles } from "./fft";
import { offsets, quarter, quarterBytes, stageTwiddles, transformQuarters, values } from "./frameFft";
import { hopLength, magnitudes, margin, nFft, rowLength, samples } from "./memory";

/**
 * f64 [quarter, 4, 2], periodic Hann window, halved: separating the spectra of even and odd samples halves. In the
 * order in which the first stage reads the samples: two from each quarter of the frame.
 */
const halfWindow: usize = heap.alloc(nFft * 8);

export function prepareWindow(): void {
  for (let n = 0; n < nFft; n++) {
    const value = 0.5 * (0.5 - 0.5 * Math.cos((2 * Math.PI * <f64>n) / <f64>nFft));
    const pair = n >> 1;
    const at = ((pair % quarter) * 4 + pair / quarter) * 2 + (n & 1);
    store<f64>(halfWindow + ((<usize>at) << 3), value);
  }
}

/** Offset of the last value of a quarter. */
const last: usize = (<usize>(quarter - 1)) << 5;

/** Fills rows 0 .. nFrames-1 of `magnitudes` from `samples`. */
export function spectra(nFrames: i32): void {
  for (let t = 0; t < nFrames; t += 2) {
    const a = t;
    const b = min(t + 1, nFrames - 1);
    firstStage(frameStart(a), frameStart(b));
    transformQuarters();
    storeMagnitudes(magnitudes + <usize>(a * rowLength * 4), magnitudes + <usize>(b * rowLength * 4));
  }
}

function frameStart(t: i32): usize {
  return samples + ((<usize>(margin + t * hopLength)) << 2);
}

/** Windows two frames, interleaves them, (a[2n], b[2n]) the real and (a[2n+1], b[2n+1]) the imaginary part, and does the FFT's first stage. */
function firstStage(frameA: usize, frameB: usize): void {
  let window = halfWindow;
  let twiddles = stageTwiddles;
  for (let at = values, end = values + ((<usize>quarter) << 5); at < end; at += 32) {
    const p0 = f64x2.promote_low_f32x4(v128.load64_zero(frameA));
    const q0 = f64x2.promote_low_f32x4(v128.load64_zero(frameB));
    const ar = f64x2.mul(v128.shuffle<f64>(p0, q0, 0, 2), v128.load64_splat(window));
    const ai = f64x2.mul(v128.shuffle<f64>(p0, q0, 1, 3), v128.load64_splat(window, 8));
    const p2 = f64x2.promote_low_f32x4(v128.load64_zero(frameA, quarter * 16));
    const q2 = f64x2.promote_low_f32x4(v128.load64_zero(frameB, quarter * 16));
    const cr = f64x2.mul(v128.shuffle<f64>(p2, q2, 0, 2), v128.load64_splat(window, 32));
    const ci = f64x2.mul(v128.shuffle<f64>(p2, q2, 1, 3), v128.load64_splat(window, 40));
    const p1 = f64x2.promote_low_f32x4(v128.load64_zero(frameA, quarter * 8));
    const q1 = f64x2.promote_low_f32x4(v128.load64_zero(frameB, quarter * 8));
    const br = f64x2.mul(v128.shuffle<f64>(p1, q1, 0, 2), v128.load64_splat(window, 16));
    const bi = f64x2.mul(v128.shuffle<f64>(p1, q1, 1, 3), v128.load64_splat(window, 24));
    const p3 = f64x2.promote_low_f32x4(v128.load64_zero(frameA, quarter * 24));
    const q3 = f64x2.promote_low_f32x4(v128.load64_zero(frameB, quarter * 24));
    const dr = f64x2.mul(v128.shuffle<f64>(p3, q3, 0, 2), v128.load64_splat(window, 48));
    const di = f64x2.mul(v128.shuffle<f64>(p3, q3, 1, 3), v128.load64_splat(window, 56));
    const b = at + quarterBytes;
    const c = b + quarterBytes;
    const d = c + quarterBytes;
    // As `turn` in frameFft.ts.
    const sumR = f64x2.add(ar, cr);
    const crossR = f64x2.add(br, dr);
    v128.store(at, f64x2.add(sumR, crossR));
    const sumI = f64x2.add(ai, ci);
    const crossI = f64x2.add(bi, di);
    v128.store(at, f64x2.add(sumI, crossI), 16);
    const c2 = v128.load64_splat(twiddles, 16);
    const s2 = v128.load64_splat(twiddles, 24);
    const twoR = f64x2.sub(sumR, crossR);
    const twoI = f64x2.sub(sumI, crossI);
    v128.store(c, f64x2.sub(f64x2.mul(twoR, c2), f64x2.mul(twoI, s2)));
    v128.store(c, f64x2.add(f64x2.mul(twoR, s2), f64x2.mul(twoI, c2)), 16);
    const differenceR = f64x2.sub(ar, cr);
    const differenceI = f64x2.sub(ai, ci);
    // (b - d) times -i
    const turnedR = f64x2.sub(bi, di);
    const turnedI = f64x2.sub(dr, br);
    const c1 = v128.load64_splat(twiddles);
    const s1 = v128.load64_splat(twiddles, 8);
    const oneR = f64x2.add(differenceR, turnedR);
    const oneI = f64x2.add(differenceI, turnedI);
    v128.store(b, f64x2.sub(f64x2.mul(oneR, c1), f64x2.mul(oneI, s1)));
    v128.store(b, f64x2.add(f64x2.mul(oneR, s1), f64x2.mul(oneI, c1)), 16);
    const c3 = v128.load64_splat(twiddles, 32);
    const s3 = v128.load64_splat(twiddles, 40);
    const threeR = f64x2.sub(differenceR, turnedR);
    const threeI = f64x2.sub(differenceI, turnedI);
    v128.store(d, f64x2.sub(f64x2.mul(threeR, c3), f64x2.mul(threeI, s3)));
    v128.store(d, f64x2.add(f64x2.mul(threeR, s3), f64x2.mul(threeI, c3)), 16);
    frameA += 8;
    frameB += 8;
    window += 64;
    twiddles += 48;
  }
}

/** v128 [4], moduli of a bin of frames a and b and of its mirror image: of four bins in a row */
const moduli: usize = heap.alloc(64);

/**
 * Separates the spectra of even and odd samples, joins them to the real frame's, and stores the moduli: those of bins
 * 4 i + q, one in each quarter, and of their mirror images half - 4 i - q. It starts from the middle, so that where
 * both sides write a value, the lower bin writes last.
 */
function storeMagnitudes(a: usize, b: usize): void {
  for (let i = quarter >> 1; i >= 0; i--) {
    const at = values + <usize>load<i32>(offsets + ((<usize>i) << 2));
    const mirror = values + values + last - at;
    storeModuli(
      at,
      values + <usize>load<i32>(offsets + ((<usize>(quarter - i)) << 2)),
      mirror + 3 * quarterBytes,
      unpackTwiddles + ((<usize>i) << 6),
    );
    const m0 = v128.load(moduli);
    const m1 = v128.load(moduli, 16);
    const m2 = v128.load(moduli, 32);
    const m3 = v128.load(moduli, 48);
    const low01 = v128.shuffle<f32>(m0, m1, 0, 4, 1, 5);
    const low23 = v128.shuffle<f32>(m2, m3, 0, 4, 1, 5);
    const high10 = v128.shuffle<f32>(m1, m0, 2, 6, 3, 7);
    const high32 = v128.shuffle<f32>(m3, m2, 2, 6, 3, 7);
    const bin = (<usize>i) << 4;
    const mirrorBin = ((<usize>(half - 3)) << 2) - bin;
    v128.store(a + bin, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
    v128.store(b + bin, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7));
    v128.store(a + mirrorBin, v128.shuffle<f32>(high32, high10, 0, 1, 4, 5));
    v128.store(b + mirrorBin, v128.shuffle<f32>(high32, high10, 2, 3, 6, 7));
  }
}

/**
 * Stores the moduli of a bin of each quarter. The first one's mirror image is at `mirror`; those of the others are in
 * `mirrors`, a quarter less each.
 */
function storeModuli(at: usize, mirror: usize, mirrors: usize, twiddles: usize): void {
  for (let to = moduli; to < moduli + 64; to += 16) {
    const zR = v128.load(at);
    const zI = v128.load(at, 16);
    const mirrorR = v128.load(mirror);
    const mirrorI = v128.load(mirror, 16);
    const oddR = f64x2.add(zI, mirrorI);
    const oddI = f64x2.sub(mirrorR, zR);
    const c = v128.load64_splat(twiddles);
    const s = v128.load64_splat(twiddles, 8);
    const turnedR = f64x2.sub(f64x2.mul(c, oddR), f64x2.mul(s, oddI));
    const turnedI = f64x2.add(f64x2.mul(c, oddI), f64x2.mul(s, oddR));
    const evenR = f64x2.add(zR, mirrorR);
    const evenI = f64x2.sub(zI, mirrorI);
    const x = f32x4.abs(roundBoth(f64x2.add(evenR, turnedR), f64x2.sub(evenR, turnedR)));
    const y = f32x4.abs(roundBoth(f64x2.add(evenI, turnedI), f64x2.sub(evenI, turnedI)));

    // numpy's float32 modulus: larger * sqrt(1 + (smaller / larger)²), the sum rounded once.
    const larger = f32x4.pmax(x, y);
    const ratio = f32x4.div(f32x4.pmin(x, y), f32x4.pmax(larger, f32x4.splat(1.1754943508222875e-38)));
    const low = f64x2.promote_low_f32x4(ratio);
    const high = f64x2.promote_low_f32x4(v128.shuffle<f32>(ratio, ratio, 2, 3, 2, 3));
    const one = f64x2.splat(1);
    const square = roundBoth(f64x2.add(f64x2.mul(low, low), one), f64x2.add(f64x2.mul(high, high), one));
    v128.store(to, f32x4.mul(larger, f32x4.sqrt(square)));
    at += quarterBytes;
    mirror = mirrors;
    mirrors -= quarterBytes;
    twiddles += 16;
  }
}

/** Two vectors of doubles as one of floats. */
function roundBoth(low: v128, high: v128): v128 {
  return v128.shuffle<f32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
}
