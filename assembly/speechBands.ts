import { half } from "./fft";
import { quarter, stageTwiddles, transformQuarters, values } from "./frameFft";
import { placeOf, storeTurned } from "./speech";

/*
 * Power of a recording's bands at its original rate, four frames of 1024 samples at a time: two real frames make one
 * complex signal, and each vector holds two of these. See src/dsp/speech/highBands.ts for the same computation in
 * readable form.
 */

const nBands: usize = 5;

/** f32 [4, 1024], four frames */
export const recordedFrames: usize = heap.alloc(4 * 1024 * 4);
/** i32 [6], first bin of each band and one past the last */
export const recordedEdges: usize = heap.alloc(24);
/** f64 [5, 4], mean power of each band in each frame */
export const recordedPowers: usize = heap.alloc(5 * 4 * 8);

/** f64 [1024], symmetric Hann */
const window: usize = heap.alloc(half * 8);

export function prepareSpeechBands(): void {
  for (let n = 0; n < half; n++)
    store<f64>(window + ((<usize>n) << 3), 0.5 - 0.5 * Math.cos((2 * Math.PI * <f64>n) / <f64>(half - 1)));
}

/** Fills recordedPowers from recordedFrames. */
export function measureBands(): void {
  let twiddles = stageTwiddles;
  for (let n: usize = 0; n < <usize>quarter; n++) {
    storeTurned(
      values + (n << 5),
      loaded(n, 0),
      loaded(n, 1),
      loaded(n + quarter, 0),
      loaded(n + quarter, 1),
      loaded(n + 2 * quarter, 0),
      loaded(n + 2 * quarter, 1),
      loaded(n + 3 * quarter, 0),
      loaded(n + 3 * quarter, 1),
      twiddles,
    );
    twiddles += 48;
  }
  transformQuarters();
  for (let band: usize = 0; band < nBands; band++) {
    const first = load<i32>(recordedEdges + (band << 2));
    const end = load<i32>(recordedEdges + (band << 2), 4);
    let even = f64x2.splat(0);
    let odd = f64x2.splat(0);
    for (let k = first; k < end; k++) {
      // The spectra of the real and of the imaginary part are the even and the odd part of the whole.
      const at = placeOf(k);
      const mirror = placeOf((half - k) & (half - 1));
      const zR = v128.load(at);
      const zI = v128.load(at, 16);
      const mirrorR = v128.load(mirror);
      const mirrorI = v128.load(mirror, 16);
      const evenR = f64x2.add(zR, mirrorR);
      const evenI = f64x2.sub(zI, mirrorI);
      const oddR = f64x2.add(zI, mirrorI);
      const oddI = f64x2.sub(mirrorR, zR);
      even = f64x2.add(even, f64x2.add(f64x2.mul(evenR, evenR), f64x2.mul(evenI, evenI)));
      odd = f64x2.add(odd, f64x2.add(f64x2.mul(oddR, oddR), f64x2.mul(oddI, oddI)));
    }
    const scale = f64x2.splat(0.25 / <f64>(end - first));
    const evens = f64x2.mul(even, scale);
    const odds = f64x2.mul(odd, scale);
    const to = recordedPowers + (band << 5);
    // Frames 0 and 1 are the parts of the first lane, 2 and 3 those of the second.
    v128.store(to, v128.shuffle<f64>(evens, odds, 0, 2));
    v128.store(to, v128.shuffle<f64>(evens, odds, 1, 3), 16);
  }
}

/** Sample n of frames 0 and 2 (part 0), or 1 and 3 (part 1), windowed. */
function loaded(n: usize, part: usize): v128 {
  const at = recordedFrames + part * 4096 + (n << 2);
  const samples = v128.load32_lane(at + 8192, v128.load32_zero(at), 1);
  return f64x2.mul(f64x2.promote_low_f32x4(samples), v128.load64_splat(window + (n << 3)));
}
