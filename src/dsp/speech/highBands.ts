import { highBandNames } from "./functionalColumns.js";
import { symmetricHann } from "./speechFrames.js";
import { createSpeechTransforms, inPairs, longNFft, type SpeechTransforms } from "./speechTransforms.js";
import { percentile } from "./statistics.js";

/** Samples per frame. The transform is twice as long, so its even bins are those of the frame. */
const nFft = longNFft / 2;
const hopSec = 0.02;
/** Below this rate the highest band is cut off. */
const minRate = 44_100;
/** Band edges in Hz: the reference band, then the four bands. */
const edges = [0, 8_000, 11_000, 14_000, 18_000, 22_000] as const;
/** Frames more than 30 dB below the loud ones are ignored. */
const activeShare = 1e-3;

/** A signal at the rate it was recorded at, read piece by piece; the pieces lie within it. */
export interface RecordedSignal {
  readonly sampleRate: number;
  readonly frames: number;
  read(start: number, target: Float32Array): void;
}

/**
 * Levels of four bands from 8 to 22 kHz relative to the level below 8 kHz: the hiss of fricatives and of a tense voice.
 *
 * @returns dB, shape [4]; zeros for a recording at less than 44,100 Hz, which lacks these bands, and for a silent one
 */
export function highBands(signal: RecordedSignal, transforms = createSpeechTransforms()): Float64Array {
  if (!hasHighBands(signal)) return new Float64Array(highBandNames.length);
  return bandLevels(bandPowers(signal, transforms));
}

/** Whether a recording's sample rate is high enough for all bands. */
export function hasHighBands({ sampleRate }: RecordedSignal): boolean {
  return sampleRate >= minRate;
}

/**
 * Levels of the upper bands relative to the lowest, over the frames that are not silent, in dB.
 *
 * @param powers shape [5][nFrames]
 */
export function bandLevels(powers: readonly Float64Array[]): Float64Array {
  const levels = new Float64Array(highBandNames.length);
  const below = powers[0]!;
  const threshold = percentile(below, 95) * activeShare;
  const active = powers.map((power) => power.filter((_, t) => below[t]! > threshold));
  if (active[0]!.length === 0) return levels;
  const [reference, ...others] = active.map(meanDecibels) as [number, ...number[]];
  return Float64Array.from(others, (level) => level - reference);
}

/** First bin of each band, and one past the last band's end, in a spectrum of 1024 samples. */
export function bandEdges(sampleRate: number): number[] {
  return edges.map((hz) => Math.ceil((hz * nFft) / sampleRate));
}

/** Samples from the middle of one frame to the middle of the next. */
export function recordedHop(sampleRate: number): number {
  return Math.round(hopSec * sampleRate);
}

/** Mean power of each band, band by band, shape [5][nFrames]. */
function bandPowers(signal: RecordedSignal, transforms: SpeechTransforms): Float64Array[] {
  const { sampleRate } = signal;
  const { input, power } = transforms;
  const hop = recordedHop(sampleRate);
  const nFrames = 1 + Math.floor(signal.frames / hop);
  const samples = new Float32Array(nFft);
  const bins = bandEdges(sampleRate);
  const powers = bins.slice(1).map(() => new Float64Array(nFrames));
  inPairs(
    Int32Array.from({ length: nFrames }, (_, t) => t),
    (pair) => {
      input.fill(0);
      pair.forEach((t, row) => {
        readRecordedFrame(signal, t * hop, samples);
        for (let n = 0; n < nFft; n++) input[row * longNFft + n] = window[n]! * samples[n]!;
      });
      transforms.powers(longNFft);
      pair.forEach((t, row) => {
        const at = row * (1 + longNFft / 2);
        powers.forEach((levels, band) => {
          let sum = 0;
          for (let k = bins[band]!; k < bins[band + 1]!; k++) sum += power[at + 2 * k]!;
          levels[t] = sum / (bins[band + 1]! - bins[band]!);
        });
      });
    },
  );
  return powers;
}

/** Fills a frame with the samples around `middle`, with zeros beyond the recording's ends. */
export function readRecordedFrame(signal: RecordedSignal, middle: number, frame: Float32Array): void {
  const start = middle - frame.length / 2;
  const first = Math.max(0, start);
  const end = Math.min(signal.frames, start + frame.length);
  frame.fill(0);
  if (end > first) signal.read(first, frame.subarray(first - start, end - start));
}

const window = symmetricHann(nFft);

function meanDecibels(powers: Float64Array): number {
  return 10 * Math.log10(powers.reduce((sum, power) => sum + power, 0) / powers.length + 1e-12);
}
