import { ParameterError } from "../shared/errors.js";

/** librosa's defaults: frames of about 43 ms at 48 kHz or 128 ms at 16 kHz, a quarter of a frame apart. */
export const defaultNFft = 2048;
export const defaultHopLength = 512;

/** How a signal is cut into overlapping frames. */
export interface FrameOptions {
  /** samples in a frame, a power of two; default 2048 */
  readonly nFft?: number;
  /** samples from one frame's start to the next's; default 512 */
  readonly hopLength?: number;
}

/**
 * Number of centred frames of a signal: frame t is centred on sample t * hopLength, and the first and last frames
 * reach beyond the ends.
 *
 *       |<-- nFft/2 pad -->|x x x x x x x x x x ...  x x x|<-- pad -->|
 *       [ frame 0 .................. ]
 *            [ frame 1 .................. ]      (hopLength later)
 *
 * @param nSamples length of the signal, at least 1
 * @throws ParameterError if the signal is empty or the options are not positive integers (nFft a power of two)
 */
export function centredFrames(nSamples: number, options: FrameOptions = {}): FrameLayout {
  const nFft = options.nFft ?? defaultNFft;
  const hopLength = options.hopLength ?? defaultHopLength;
  if (!Number.isInteger(nFft) || nFft < 4 || (nFft & (nFft - 1)) !== 0)
    throw new ParameterError("nFft", "a power of two, at least 4", nFft);
  if (!Number.isInteger(hopLength) || hopLength < 1)
    throw new ParameterError("hopLength", "an integer >= 1", hopLength);
  if (nSamples < 1) throw new ParameterError("samples.length", "at least 1", nSamples);
  return { nFft, hopLength, nFrames: 1 + Math.floor(nSamples / hopLength), firstStart: -(nFft / 2) };
}

export interface FrameLayout {
  readonly nFft: number;
  readonly hopLength: number;
  readonly nFrames: number;
  /** where frame 0 starts, relative to sample 0; frame t starts t * hopLength later */
  readonly firstStart: number;
}
