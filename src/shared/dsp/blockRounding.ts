import { createRealFft } from "./fft.js";
import type { PolyphaseFilter } from "./resampleFilter.js";

/** Decimations that soxr carries out by fast convolution, in blocks. */
const blockwise = [2, 3];
const shortestBlock = 1024;
/** How much coarser float32, in which soxr computes, is than the float64 used here. */
const float32Coarseness = 2 ** 29;

/**
 * Where soxr's rounding noise would be: in digital silence that shares a block with sound.
 *
 *     input    . . . s s s 0 0 0 0 0 0 0 0 0 | 0 0 0 0 0 ...
 *                    one block of the FFT    | the next
 *     exact    . . . s s s 0 0 0 0 0 0 0 0 0 | 0 0 0 0 0
 *     soxr     . . . s s s ~ ~ ~ ~ ~ ~ ~ ~ ~ | 0 0 0 0 0     ~ some -150 dB below the sound
 *
 * Nobody hears it, but descriptors that are normalised frame by frame do (chroma, centroid, tonnetz, and the peaks
 * that vote for the tuning), and most recordings with digital silence have a frame or two of it. The noise made here
 * is another one than soxr's; its place, colour and level are the same.
 */
export interface BlockRounding {
  /** the outputs of the block that output m is in: from `first` to before `end` */
  blockOf(m: number): { first: number; end: number };
  /**
   * What rounding leaves at the outputs of a block where silence should be.
   *
   * @param first  first output of the block
   * @param read   fills its argument with the input from sample `start` on, 0 beyond the signal's ends
   * @returns shape [end - first], valid until the next call
   */
  noise(first: number, read: (start: number, target: Float32Array) => void): Float64Array;
}

/** A stretch of resampled signal whose silence is to be rounded: whole blocks, but where the signal ends. */
export interface RoundedStretch {
  readonly first: number;
  readonly end: number;
  /** how many of the outputs from `first` to before `end` are exactly 0 */
  countZeros(first: number, end: number): number;
  /** those outputs, to write to */
  outputs(first: number, end: number): Float32Array;
  /** fills `target` with the input from sample `start` on, 0 beyond the signal's ends */
  readInput(start: number, target: Float32Array): void;
}

/**
 * Overwrites the zeros of every block that is silent in part and lies beside one that is silent throughout. (Between
 * two blocks with sound, every frame holds sound, and the noise drowns in it.)
 */
export function roundSilence(rounding: BlockRounding, stretch: RoundedStretch): void {
  const block = (first: number): Block => {
    if (first < stretch.first || first >= stretch.end) return { first, end: first, zeros: -1 };
    const end = Math.min(stretch.end, rounding.blockOf(first).end);
    return { first, end, zeros: stretch.countZeros(first, end) };
  };
  let before = block(-1);
  let here = block(stretch.first);
  while (here.first < stretch.end) {
    const after = block(here.end);
    const isPartSilent = here.zeros > 0 && here.zeros < here.end - here.first;
    if (isPartSilent && (isSilent(before) || isSilent(after))) {
      const noise = rounding.noise(here.first, (start, target) => stretch.readInput(start, target));
      const outputs = stretch.outputs(here.first, here.end);
      for (let i = 0; i < outputs.length; i++) if (outputs[i] === 0) outputs[i] = noise[i]!;
    }
    before = here;
    here = after;
  }
}

interface Block {
  readonly first: number;
  readonly end: number;
  readonly zeros: number;
}

function isSilent({ first, end, zeros }: Block): boolean {
  return zeros === end - first;
}

/** @returns undefined for changes of rate that soxr does not carry out in blocks: they leave silence silent. */
export function createBlockRounding(filter: PolyphaseFilter): BlockRounding | undefined {
  const { up, down, nTaps } = filter;
  if (up !== 1 || !blockwise.includes(down)) return undefined;
  // The last coefficient lies outside the window.
  const length = nTaps - 1;
  const nFft = Math.max(shortestBlock, 2 ** Math.floor(Math.log2(length) + 2.77));
  const hop = nFft - (length - 1);
  const convolve = fastConvolution(filter.coefficients.subarray(0, length), nFft);
  const input = new Float32Array(nFft);
  const noise = new Float64Array(Math.ceil(hop / down));

  const blockOf = (m: number): { first: number; end: number } => {
    const start = Math.floor((m * down) / hop) * hop;
    return { first: Math.ceil(start / down), end: Math.ceil((start + hop) / down) };
  };
  return {
    blockOf,
    noise(first, read) {
      const start = Math.floor((first * down) / hop) * hop;
      read(start - (length - 1) / 2, input);
      const filtered = convolve(input);
      const { end } = blockOf(first);
      for (let m = first; m < end; m++) noise[m - first] = filtered[m * down - start]! * float32Coarseness;
      return noise.subarray(0, end - first);
    },
  };
}

/** Block by block, output n = the sum over j of input[n + j] * coefficients[j], by FFT; valid up to the hop. */
function fastConvolution(coefficients: Float64Array, nFft: number): (input: Float32Array) => Float64Array {
  const fft = createRealFft(nFft);
  const nBins = 1 + nFft / 2;
  const re = new Float64Array(nBins);
  const im = new Float64Array(nBins);
  const responseRe = new Float64Array(nBins);
  const responseIm = new Float64Array(nBins);
  const block = new Float64Array(nFft);
  // Coefficient j belongs at time -j, round the circle.
  for (const [j, coefficient] of coefficients.entries()) block[(nFft - j) % nFft] = coefficient;
  fft.forward(block, responseRe, responseIm);
  return (input) => {
    block.set(input);
    fft.forward(block, re, im);
    for (let k = 0; k < nBins; k++) {
      const product = re[k]! * responseRe[k]! - im[k]! * responseIm[k]!;
      im[k] = re[k]! * responseIm[k]! + im[k]! * responseRe[k]!;
      re[k] = product;
    }
    fft.inverse(re, im, block);
    return block;
  };
}
