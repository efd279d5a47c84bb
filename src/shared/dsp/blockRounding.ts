import { createRealFft } from "./fft.js";
import type { PolyphaseFilter } from "./resampleFilter.js";

/** Decimations that soxr carries out by fast convolution, in blocks. */
const blockwise = [2, 3];
const shortestBlock = 1024;
/** How much coarser float32, in which soxr computes, is than the float64 used here. */
const float32Coarseness = 2 ** 29;

/**
 * Puts soxr's rounding noise where it would be: into digital silence that shares a block with sound.
 *
 *     input    . . . s s s 0 0 0 0 0 0 0 0 0 | 0 0 0 0 0 ...
 *                    one block of the FFT    | the next
 *     exact    . . . s s s 0 0 0 0 0 0 0 0 0 | 0 0 0 0 0
 *     soxr     . . . s s s ~ ~ ~ ~ ~ ~ ~ ~ ~ | 0 0 0 0 0     ~ some -150 dB below the sound
 *
 * Nobody hears it, but descriptors that are normalised frame by frame do (chroma, centroid, tonnetz, and the peaks
 * that vote for the tuning), and most recordings with digital silence have a frame or two of it. The noise itself is
 * another one than soxr's; its place, colour and level are the same.
 *
 * @param samples  the input, shape [nSamples]
 * @param filter   the filter `result` was made with
 * @param result   the output; zeros in part-silent blocks are overwritten
 * @param nOutputs outputs from the first on that exist (the rest is padding)
 */
export function addBlockRounding(
  samples: Float32Array,
  filter: PolyphaseFilter,
  result: Float32Array,
  nOutputs: number,
): void {
  if (!roundsInBlocks(filter)) return;
  const { down } = filter;
  const { nFft, hop, lead } = blockLayout(filter);
  let convolve: ((block: Float64Array) => void) | undefined;
  const block = new Float64Array(nFft);
  for (let start = 0; start < nOutputs * down; start += hop) {
    const first = Math.ceil(start / down);
    const end = Math.min(nOutputs, Math.ceil((start + hop) / down));
    if (!isPartSilent(result, first, end)) continue;
    convolve ??= fastConvolution(filter, nFft);
    for (let n = 0; n < nFft; n++) block[n] = samples[start - lead + n] ?? 0;
    convolve(block);
    for (let m = first; m < end; m++) if (result[m] === 0) result[m] = block[m * down - start]! * float32Coarseness;
  }
}

/** Whether soxr filters blocks of this change of rate by FFT. */
export function roundsInBlocks({ up, down }: PolyphaseFilter): boolean {
  return up === 1 && blockwise.includes(down);
}

/** The FFT's length, the inputs from one block to the next, and the inputs before the first that a block begins with. */
export function blockLayout({ nTaps }: PolyphaseFilter): { nFft: number; hop: number; lead: number } {
  const length = nTaps - 1;
  const nFft = Math.max(shortestBlock, 2 ** Math.floor(Math.log2(length) + 2.77));
  return { nFft, hop: nFft - (length - 1), lead: (length - 1) / 2 };
}

/** Both exact zeros and others in result[first .. end). */
export function isPartSilent(result: Float32Array, first: number, end: number): boolean {
  let zeros = 0;
  for (let m = first; m < end; m++) if (result[m] === 0) zeros++;
  return zeros > 0 && zeros < end - first;
}

/**
 * Filters a block in place by FFT: afterwards its first `hop` values are those centred on its inputs from `lead` on.
 */
function fastConvolution(filter: PolyphaseFilter, nFft: number): (block: Float64Array) => void {
  const fft = createRealFft(nFft);
  const nBins = 1 + nFft / 2;
  const [re, im, responseRe, responseIm] = [0, 1, 2, 3].map(() => new Float64Array(nBins)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  // Output n is the sum over j of input[n + j] * coefficient[j]: coefficient j belongs at time -j, round the circle.
  const response = new Float64Array(nFft);
  for (let j = 0; j < filter.nTaps - 1; j++) response[(nFft - j) % nFft] = filter.coefficients[j]!;
  fft.forward(response, responseRe, responseIm);
  return (block) => {
    fft.forward(block, re, im);
    for (let k = 0; k < nBins; k++) {
      const product = re[k]! * responseRe[k]! - im[k]! * responseIm[k]!;
      im[k] = re[k]! * responseIm[k]! + im[k]! * responseRe[k]!;
      re[k] = product;
    }
    fft.inverse(re, im, block);
  };
}
