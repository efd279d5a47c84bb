import { createFloat32Fft, type Float32Fft } from "./float32Fft.js";
import type { PolyphaseFilter, ResampleQuality } from "./resampleFilter.js";

/** Samples of a block; soxr takes no fewer, and the filter's 125 coefficients ask for no more. */
const nFft = 1024;

/**
 * Decimation by three as soxr's LQ recipe carries it out, to the last bit: by fast convolution in single precision, in
 * blocks that overlap (overlap-save).
 *
 *     input     |<- lead ->|<------------ hop ----------->|<- lead ->|    a block of nFft
 *     outputs              ^     ^     ^     ...     ^                    every third of `hop` filtered samples
 *     next block                             |<- lead ->|<------------ hop ...
 *
 * The bits matter: the rounding of the loud half of a block is heard in its other half when that is digitally silent.
 * It is some 150 dB below the sound, but descriptors that are normalised frame by frame (chroma, centroid, tonnetz,
 * and the peaks that vote for the tuning) take it for what the frame sounds like.
 */
export interface BlockDecimation {
  /** inputs of a block before the one that its first output falls on */
  readonly lead: number;
  /** inputs from one block to the next, a multiple of `down` */
  readonly hop: number;
  readonly down: number;
  readonly fft: Float32Fft;
  /** spectrum of the filter, divided by nFft; packed as Float32Fft says */
  readonly response: Float32Array;
}

/**
 * Whether soxr decimates so: by three, the recipe being "lq". (By two it multiplies fewer bins; other ratios go through
 * filters that leave silence silent; "hq" blocks are longer. None of these is followed bit for bit.)
 */
export function isBlockDecimation({ up, down }: PolyphaseFilter, quality: ResampleQuality): boolean {
  return quality === "lq" && up === 1 && down === 3;
}

/**
 * @param filter one for which isBlockDecimation holds
 * Source: Oppenheim & Schafer, Discrete-Time Signal Processing, "Implementing Linear Time-Invariant Systems Using the DFT".
 */
export function createBlockDecimation({ nTaps, down, coefficients }: PolyphaseFilter): BlockDecimation {
  // The last coefficient lies outside the window.
  const overlap = nTaps - 2;
  const fft = createFloat32Fft(nFft);
  const shifted = new Float32Array(nFft);
  for (let tap = 0; tap <= overlap; tap++) shifted[(nFft - overlap + tap) % nFft] = coefficients[tap]! / nFft;
  const response = new Float32Array(nFft);
  fft.forward(shifted, response);
  return { lead: overlap / 2, hop: nFft - overlap, down, fft, response };
}

/** Computes `outputs` from the beginning of a signal, 0 beyond its ends. */
export function decimateInBlocks(decimation: BlockDecimation, samples: Float32Array, outputs: Float32Array): void {
  const { lead, hop, down, fft, response } = decimation;
  const block = new Float32Array(nFft);
  const spectrum = new Float32Array(nFft);
  for (let start = 0; start < outputs.length * down; start += hop) {
    const first = Math.max(0, start - lead);
    block.fill(0);
    block.set(samples.subarray(first, start - lead + nFft), first - (start - lead));
    fft.forward(block, spectrum);
    multiply(spectrum, response);
    fft.inverse(spectrum, block);
    const end = Math.min(hop, outputs.length * down - start);
    for (let n = 0; n < end; n += down) outputs[(start + n) / down] = block[n]!;
  }
}

/** Multiplies two packed spectra, bin by bin, into the first. */
function multiply(spectrum: Float32Array, response: Float32Array): void {
  const f = Math.fround;
  spectrum[0]! *= response[0]!;
  spectrum[1]! *= response[1]!;
  for (let i = 2; i < nFft; i += 2) {
    const [re, im] = [spectrum[i]!, spectrum[i + 1]!];
    const [toRe, toIm] = [response[i]!, response[i + 1]!];
    spectrum[i] = f(re * toRe) - f(im * toIm);
    spectrum[i + 1] = f(im * toRe) + f(re * toIm);
  }
}
