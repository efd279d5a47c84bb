import { createFloat32Fft, type Float32Fft } from "./float32Fft.js";
import { kaiserLowPass } from "./kaiserLowPass.js";
import type { BlockSpec } from "./resamplePlan.js";
import type { Span, Stage } from "./stage.js";

/**
 * A long low-pass filter by fast convolution in single precision, in blocks that overlap (overlap-save). All positions
 * are those of the signal at `up` times the input's rate:
 *
 *     signal        |<- lead ->|<------------ hop ----------->|<- lead ->|    a block of nFft
 *     outputs              ^     ^     ^     ...     ^                    every `down`-th of `hop` filtered samples
 *     next block                             |<- lead ->|<------------ hop ...
 *
 * Every bit matters: rounding errors of a block's loud half spread to its other half, where they are all there is if
 * that half is digitally silent, and to the highest bands, where the filter removes everything else. They are some 150
 * dB below the sound, but descriptors that are normalised frame by frame (chroma, centroid, tonnetz, and the peaks that
 * vote for the tuning) treat them as signal. So blocks begin where soxr's do, and every operation rounds as soxr's
 * does.
 */
export interface BlockFilter {
  readonly up: number;
  readonly down: number;
  readonly nFft: number;
  /** samples of a block before its first output */
  readonly lead: number;
  /** samples from one block to the next */
  readonly hop: number;
  /** spectrum of the filter with gain `up`, divided by nFft; packed as in Float32Fft */
  readonly response: Float32Array;
  readonly fft: Float32Fft;
  /** FFT of nFft / up samples, if `up` is a power of 2: the spectrum is then repeated `up` times */
  readonly inputFft: Float32Fft | undefined;
  /** FFT of nFft / down samples, if `down` is 2 or 4: the spectrum is then truncated */
  readonly outputFft: Float32Fft | undefined;
}

/** Source: Oppenheim & Schafer, Discrete-Time Signal Processing, "Implementing Linear Time-Invariant Systems Using the DFT". */
export function createBlockFilter({ up, down, lowPass, nTaps }: BlockSpec): BlockFilter {
  const nFft = blockLength(nTaps);
  const fft = createFloat32Fft(nFft);
  const overlap = nTaps - 1;
  const shifted = new Float32Array(nFft);
  const scale = (1 / nFft) * up;
  for (const [tap, weight] of kaiserLowPass(lowPass, nTaps).entries())
    shifted[(nFft - overlap + tap) % nFft] = weight * scale;
  const response = new Float32Array(nFft);
  fft.forward(shifted, response);
  return {
    up,
    down,
    nFft,
    lead: overlap / 2,
    hop: nFft - overlap,
    response,
    fft,
    inputFft: isPowerOfTwo(up) ? createFloat32Fft(nFft / up) : undefined,
    outputFft: down === 2 || down === 4 ? createFloat32Fft(nFft / down) : undefined,
  };
}

/** Four to eight times the filter's length, as soxr chooses it; half of that for very long filters. */
function blockLength(nTaps: number): number {
  const octaves = Math.log(nTaps) / Math.log(2);
  return 2 ** Math.min(Math.max(Math.floor(octaves + 2.77), 10), Math.max(Math.floor(octaves + 1.77), 17));
}

function isPowerOfTwo(value: number): boolean {
  return value > 1 && (value & (value - 1)) === 0;
}

/** The filter as a stage in plain TypeScript. */
export function createBlockStage(filter: BlockFilter): Stage {
  const { up, down, nFft, lead, hop, fft, response, inputFft, outputFft } = filter;
  const block = new Float32Array(nFft);
  const spectrum = new Float32Array(nFft);

  /** Computes the packed spectrum of the block that starts at a position at `up` times the input's rate. */
  function analyse(start: number, input: Float32Array, firstInput: number): void {
    if (inputFft !== undefined) {
      const at = start / up - firstInput;
      inputFft.forward(input.subarray(at, at + nFft / up), spectrum);
      repeat(spectrum, nFft / up);
      return;
    }
    if (up === 1) block.set(input.subarray(start - firstInput, start - firstInput + nFft));
    else {
      block.fill(0);
      const first = Math.ceil(start / up);
      for (let n = first; n * up < start + nFft; n++) block[n * up - start] = input[n - firstInput]!;
    }
    fft.forward(block, spectrum);
  }

  return {
    inputSpan: (outputs) => blockInputs(filter, outputs),
    run(input, outputs, result) {
      const firstInput = blockInputs(filter, outputs).first;
      const blocks = blocksOf(filter, outputs);
      for (let index = blocks.first; index < blocks.end; index++) {
        analyse(index * hop - lead, input, firstInput);
        multiply(spectrum, response);
        if (outputFft === undefined) fft.inverse(spectrum, block);
        else outputFft.inverse(cut(spectrum, nFft / down), block);
        const step = outputFft === undefined ? down : 1;
        const from = Math.max(outputs.first, Math.ceil((index * hop) / down));
        const to = Math.min(outputs.end, Math.ceil(((index + 1) * hop) / down));
        for (let m = from; m < to; m++) result[m - outputs.first] = block[((m * down - index * hop) * step) / down]!;
      }
    },
  };
}

/** The blocks that contain the outputs of a span. */
export function blocksOf({ hop, down }: BlockFilter, outputs: Span): Span {
  return {
    first: Math.floor((outputs.first * down) / hop),
    end: Math.floor(((outputs.end - 1) * down) / hop) + 1,
  };
}

/** The inputs that these blocks need. */
export function blockInputs(filter: BlockFilter, outputs: Span): Span {
  const { up, lead, hop, nFft } = filter;
  const blocks = blocksOf(filter, outputs);
  return {
    first: Math.ceil((blocks.first * hop - lead) / up),
    end: Math.ceil(((blocks.end - 1) * hop - lead + nFft) / up),
  };
}

/** Multiplies two packed spectra, bin by bin, into the first. */
function multiply(spectrum: Float32Array, response: Float32Array): void {
  const f = Math.fround;
  spectrum[0]! *= response[0]!;
  spectrum[1]! *= response[1]!;
  for (let i = 2; i < spectrum.length; i += 2) {
    const [re, im] = [spectrum[i]!, spectrum[i + 1]!];
    const [toRe, toIm] = [response[i]!, response[i + 1]!];
    spectrum[i] = f(re * toRe) - f(im * toIm);
    spectrum[i + 1] = f(im * toRe) + f(re * toIm);
  }
}

/** Turns the packed spectrum of `length` samples, at the start of the array, into that of the zero-stuffed samples. */
function repeat(spectrum: Float32Array, length: number): void {
  for (let i = 2; i < length; i += 2) {
    spectrum[2 * length - i] = spectrum[i]!;
    spectrum[2 * length - i + 1] = -spectrum[i + 1]!;
  }
  spectrum[length] = spectrum[1]!;
  spectrum[length + 1] = 0;
  spectrum[1] = spectrum[0]!;
  for (let period = 2 * length; period < spectrum.length; period *= 2) {
    spectrum.copyWithin(period, 0, period);
    spectrum[period + 1] = 0;
  }
}

/** The lowest bins of a packed spectrum: frequencies above the lower rate's Nyquist are dropped, not aliased. */
function cut(spectrum: Float32Array, length: number): Float32Array {
  const low = spectrum.subarray(0, length);
  low[1] = spectrum[length]!;
  return low;
}
