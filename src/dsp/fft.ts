import { ParameterError } from "../shared/errors.js";

/** A discrete Fourier transform of real input, of one fixed length. */
export interface RealFft {
  /** number of input samples, a power of two */
  readonly nFft: number;
  /**
   * X[k] = sum over n of x[n] * exp(-2 pi i k n / nFft), k = 0 .. nFft/2.
   *
   * @param input shape [nFft]
   * @param re    real parts are written here, shape [1 + nFft/2]
   * @param im    imaginary parts are written here, shape [1 + nFft/2]
   */
  forward(input: Float64Array, re: Float64Array, im: Float64Array): void;
  /** The inverse of `forward`, with the same shapes. */
  inverse(re: Float64Array, im: Float64Array, output: Float64Array): void;
}

/**
 * Prepares the tables of a real-input FFT.
 *
 * The even samples become the real part and the odd samples the imaginary part of a complex signal of half
 * the length; one radix-2 transform of it then holds both spectra, which symmetry separates.
 *
 * @param nFft transform length, a power of two, at least 4
 * @throws ParameterError if nFft is anything else
 * Source: Cooley & Tukey 1965; Press et al., Numerical Recipes, "FFT of Single Real Function".
 */
export function createRealFft(nFft: number): RealFft {
  if (!Number.isInteger(nFft) || nFft < 4 || (nFft & (nFft - 1)) !== 0)
    throw new ParameterError("nFft", "a power of two, at least 4", nFft);
  const half = nFft / 2;
  const { cos, sin } = twiddles(nFft);
  const order = bitReversedOrder(half);
  const zRe = new Float64Array(half);
  const zIm = new Float64Array(half);

  function forward(input: Float64Array, re: Float64Array, im: Float64Array): void {
    for (let n = 0; n < half; n++) {
      const source = order[n]!;
      zRe[n] = input[2 * source]!;
      zIm[n] = input[2 * source + 1]!;
    }
    butterflies(zRe, zIm, cos, sin);
    re[0] = zRe[0]! + zIm[0]!;
    im[0] = 0;
    re[half] = zRe[0]! - zIm[0]!;
    im[half] = 0;
    for (let k = 1; k < half; k++) {
      const evenRe = (zRe[k]! + zRe[half - k]!) / 2;
      const evenIm = (zIm[k]! - zIm[half - k]!) / 2;
      const oddRe = (zIm[k]! + zIm[half - k]!) / 2;
      const oddIm = (zRe[half - k]! - zRe[k]!) / 2;
      re[k] = evenRe + cos[k]! * oddRe - sin[k]! * oddIm;
      im[k] = evenIm + cos[k]! * oddIm + sin[k]! * oddRe;
    }
  }

  function inverse(re: Float64Array, im: Float64Array, output: Float64Array): void {
    for (let n = 0; n < half; n++) {
      const k = order[n]!;
      const evenRe = re[k]! + re[half - k]!;
      const evenIm = im[k]! - im[half - k]!;
      const differenceRe = re[k]! - re[half - k]!;
      const differenceIm = im[k]! + im[half - k]!;
      const oddRe = cos[k]! * differenceRe + sin[k]! * differenceIm;
      const oddIm = cos[k]! * differenceIm - sin[k]! * differenceRe;
      // Real and imaginary parts trade places, which turns the forward butterflies into inverse ones.
      zRe[n] = evenIm + oddRe;
      zIm[n] = evenRe - oddIm;
    }
    butterflies(zRe, zIm, cos, sin);
    for (let n = 0; n < half; n++) {
      output[2 * n] = zIm[n]! / nFft;
      output[2 * n + 1] = zRe[n]! / nFft;
    }
  }

  return { nFft, forward, inverse };
}

/** Radix-2 decimation in time, in place, on bit-reversed input; the tables are those of twice the length. */
function butterflies(re: Float64Array, im: Float64Array, cos: Float64Array, sin: Float64Array): void {
  const length = re.length;
  for (let span = 1; span < length; span *= 2) {
    const stride = length / span;
    for (let start = 0; start < length; start += 2 * span) {
      for (let k = 0; k < span; k++) {
        const a = start + k;
        const b = a + span;
        const wRe = cos[k * stride]!;
        const wIm = sin[k * stride]!;
        const tRe = wRe * re[b]! - wIm * im[b]!;
        const tIm = wRe * im[b]! + wIm * re[b]!;
        re[b] = re[a]! - tRe;
        im[b] = im[a]! - tIm;
        re[a]! += tRe;
        im[a]! += tIm;
      }
    }
  }
}

/** exp(-2 pi i k / nFft) for k = 0 .. nFft/2 - 1 */
function twiddles(nFft: number): { cos: Float64Array; sin: Float64Array } {
  const cos = new Float64Array(nFft / 2);
  const sin = new Float64Array(nFft / 2);
  for (let k = 0; k < nFft / 2; k++) {
    cos[k] = Math.cos((-2 * Math.PI * k) / nFft);
    sin[k] = Math.sin((-2 * Math.PI * k) / nFft);
  }
  return { cos, sin };
}

function bitReversedOrder(length: number): Uint32Array {
  const order = new Uint32Array(length);
  const bits = Math.log2(length);
  for (let n = 0; n < length; n++) {
    let reversed = 0;
    for (let bit = 0; bit < bits; bit++) reversed |= ((n >> bit) & 1) << (bits - 1 - bit);
    order[n] = reversed;
  }
  return order;
}
