import meydaModule from "meyda";
import { meydaColumns } from "../descriptors.js";

/** The part of meyda we use. Its settings are fields of the one object it exports, and its type is not importable. */
interface Meyda {
  bufferSize: number;
  sampleRate: number;
  melBands: number;
  chromaBands: number;
  numberOfMFCCCoefficients: number;
  windowingFunction: string;
  /** cached between calls, and not recreated even if the sample rate changes */
  melFilterBank?: unknown;
  chromaFilterBank?: unknown;
  extract(features: readonly string[], signal: Float32Array): MeydaFrame;
}

interface MeydaFrame {
  readonly chroma: readonly number[];
  readonly mfcc: readonly number[];
  readonly zcr: number;
  readonly melBands: readonly number[];
  readonly spectralCentroid: number;
}

const meyda = meydaModule as unknown as Meyda;

export const meydaFrameLength = 2048;
const hopLength = 512;
const nColumns = meydaColumns.length;

/**
 * The descriptors of meyda 5.6.3 in its own definitions, averaged over frames. The 155 columns, in order:
 *
 *     12 chroma             its own filters from |X|, tuning fixed at A = 440 Hz, each frame divided by its maximum
 *     13 mfcc               unnormalised DCT of the mel bands below
 *      1 zero crossings     count in a frame, after the window
 *    128 mel bands          triangles of equal height on the HTK-like scale 1125 ln(1 + f/700), log(1 + power)
 *      1 spectral centroid  as a fractional FFT bin, not Hz
 *
 * Frames of 2,048 samples every 512, Hann window, no padding: up to 2,047 samples at the end may be dropped. A silent
 * frame has no centroid in meyda (0/0); it counts as 0 here.
 *
 * @param samples    shape [nSamples], at least one frame
 * @param sampleRate Hz
 * @returns shape [155]
 */
export function meydaFeatures(samples: Float32Array, sampleRate: number): Float64Array {
  configure(sampleRate);
  const means = new Float64Array(nColumns);
  let nFrames = 0;
  for (let start = 0; start + meydaFrameLength <= samples.length; start += hopLength, nFrames++) {
    const frame = meyda.extract(
      ["chroma", "mfcc", "zcr", "melBands", "spectralCentroid"],
      samples.subarray(start, start + meydaFrameLength),
    );
    let column = 0;
    const add = (value: number): void => void (means[column++]! += value);
    frame.chroma.forEach(add);
    frame.mfcc.forEach(add);
    add(frame.zcr);
    frame.melBands.forEach(add);
    add(Number.isNaN(frame.spectralCentroid) ? 0 : frame.spectralCentroid);
  }
  return means.map((sum) => sum / nFrames);
}

function configure(sampleRate: number): void {
  if (meyda.sampleRate !== sampleRate || meyda.bufferSize !== meydaFrameLength) {
    delete meyda.melFilterBank;
    delete meyda.chromaFilterBank;
  }
  meyda.bufferSize = meydaFrameLength;
  meyda.sampleRate = sampleRate;
  meyda.windowingFunction = "hanning";
  meyda.chromaBands = 12;
  meyda.melBands = 128;
  meyda.numberOfMFCCCoefficients = 13;
}
