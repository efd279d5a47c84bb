import type { FrameFeatures } from "../dsp/featureVector.js";
import { hzToMel } from "../dsp/melFilterBank.js";
import { powerToDb } from "../dsp/powerToDb.js";
import type { SpeechAnalysis } from "../dsp/speech/speechAnalysis.js";
import { frameSec as speechFrameSec } from "../dsp/speech/speechFrames.js";
import type { Matrix } from "../shared/matrix.js";
import { diverging, sequential, type Palette } from "./palettes.js";

/** A recording and its descriptors, as panels. */
export interface AnalysedRecording {
  /** mono, as recorded, shape [nSamples] */
  readonly samples: Float32Array;
  /** sample rate of `samples`, Hz */
  readonly sampleRate: number;
  readonly frames: FrameFeatures;
  /** sample rate of the frames, Hz */
  readonly analysedRate: number;
  /** pitch and level every 10 ms, whatever the rate */
  readonly speech: Pick<SpeechAnalysis, "pitch" | "levels">;
}

interface Named {
  readonly title: string;
  /** px */
  readonly height: number;
  /** text alternative of the picture */
  readonly summary: string;
}

/** A waveform, drawn as the minimum and maximum of each pixel. */
export interface WavePanel extends Named {
  readonly kind: "wave";
  readonly samples: Float32Array;
}

/** One value per frame; NaN if there is none. */
export interface LinePanel extends Named {
  readonly kind: "line";
  readonly values: Float64Array;
  /** seconds between frames, if they differ from those of the study's descriptors */
  readonly frameSec?: number;
}

/** A colour for each value, frames from left to right and columns from the bottom up. */
export interface HeatPanel extends Named {
  readonly kind: "heat";
  /** shape [nFrames, nRows] */
  readonly matrix: Matrix;
  readonly palette: Palette;
  /** values of the palette's ends; values beyond get the last colour */
  readonly range: readonly [number, number];
  /** labels of rows, possibly between two rows */
  readonly labels: readonly (readonly [row: number, words: string])[];
}

export type Panel = WavePanel | LinePanel | HeatPanel;

/** The study's panels of a recording, from the waveform to the most derived descriptor. */
export function panelsOf({ samples, frames, analysedRate, speech }: AnalysedRecording): Panel[] {
  const melDb = powerToDb(frames.mel);
  const [low, high] = extent(melDb.data);
  const [quiet, loud] = extent(samples);
  return [
    {
      kind: "wave",
      title: "Waveform",
      height: 72,
      summary: `amplitudes from ${figure(quiet)} to ${figure(loud)}`,
      samples,
    },
    {
      kind: "heat",
      title: "Mel spectrogram, dB",
      height: 132,
      summary: `${melDb.cols} bands up to ${figure(analysedRate / 2)} Hz, from ${figure(low)} to ${figure(high)} dB`,
      matrix: melDb,
      palette: sequential,
      range: [low, high],
      labels: melLabels(melDb.cols, analysedRate),
    },
    mfccPanel(frames.mfcc),
    {
      kind: "heat",
      title: "Chroma",
      height: 108,
      summary: `${frames.chroma.cols} pitch classes, the strongest on average ${pitchClasses[strongest(frames.chroma)]!}`,
      matrix: frames.chroma,
      palette: sequential,
      range: [0, 1],
      labels: [0, 4, 7, 9].map((row) => [row, pitchClasses[row]!] as const),
    },
    tonnetzPanel(frames.tonnetz),
    linePanel("Zero-crossing rate", "share of samples", frames.zeroCrossingRate.data),
    linePanel("Spectral centroid", "Hz", frames.centroid.data),
    pitchPanel(speech.pitch.f0),
    { ...linePanel("Energy", "dB", speech.levels), frameSec: speechFrameSec },
  ];
}

/** @param f0 Hz, 0 where unvoiced */
function pitchPanel(f0: Float64Array): LinePanel {
  const voiced = f0.filter((hz) => hz > 0);
  const panel = linePanel("Pitch", "Hz", voiced);
  const share = `voiced for ${figure((100 * voiced.length) / f0.length)} % of the time`;
  return {
    ...panel,
    summary: voiced.length === 0 ? "no voice" : `${panel.summary}, ${share}`,
    values: f0.map((hz) => (hz > 0 ? hz : NaN)),
    frameSec: speechFrameSec,
  };
}

const pitchClasses = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"];

/**
 * The first coefficient, loudness, is so much larger than the others that they would be indistinguishable on one scale.
 */
function mfccPanel(mfcc: Matrix): HeatPanel {
  const others = mfcc.data.filter((_, i) => i % mfcc.cols !== 0);
  const reach = Math.max(...extent(others).map(Math.abs));
  return {
    kind: "heat",
    title: "MFCC (1 is off the scale)",
    height: 104,
    summary: `${mfcc.cols} coefficients, the second to the last within ${figure(reach)}`,
    matrix: mfcc,
    palette: diverging,
    range: [-reach, reach],
    labels: [0, 4, 8, 12].map((row) => [row, `${row + 1}`] as const),
  };
}

function tonnetzPanel(tonnetz: Matrix): HeatPanel {
  const reach = Math.max(...extent(tonnetz.data).map(Math.abs));
  return {
    kind: "heat",
    title: "Tonnetz",
    height: 78,
    summary: `x and y of fifths, minor thirds and major thirds, within ${figure(reach)}`,
    matrix: tonnetz,
    palette: diverging,
    range: [-reach, reach],
    labels: [
      [0.5, "fifths"],
      [2.5, "minor"],
      [4.5, "major"],
    ],
  };
}

function linePanel(name: string, unit: string, values: Float64Array): LinePanel {
  const [low, high] = extent(values);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const summary = `${figure(low)} to ${figure(high)} ${unit}, ${figure(mean)} on average`;
  return { kind: "line", title: `${name}, ${unit}`, height: 62, summary, values };
}

/** Round frequencies, at their positions among bands evenly spaced on the mel scale. */
function melLabels(nMels: number, sampleRate: number): (readonly [number, string])[] {
  const top = hzToMel(sampleRate / 2);
  return [500, 1000, 2000, 4000, 8000, 16_000]
    .filter((hz) => hz < sampleRate / 2)
    .map((hz) => [(hzToMel(hz) / top) * (nMels + 1) - 1, hz < 1000 ? `${hz} Hz` : `${hz / 1000} kHz`] as const);
}

function strongest(chroma: Matrix): number {
  const sums = new Float64Array(chroma.cols);
  for (const [i, value] of chroma.data.entries()) sums[i % chroma.cols]! += value;
  return sums.indexOf(Math.max(...sums));
}

/** The minimum and maximum of the non-NaN values. */
export function extent(values: Float32Array | Float64Array): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/** Three significant digits, without exponents for common values. */
export function figure(value: number): string {
  return String(Number(value.toPrecision(3))).replace("-", "−");
}
