import { expect, test } from "vitest";
import { contourNames } from "../../../src/dsp/speech/contourNames.js";
import { spectralNames, voiceNames } from "../../../src/dsp/speech/functionalColumns.js";
import { levelFreeContours } from "../../../src/dsp/speech/levelFreeContours.js";
import type { SpeechAnalysis } from "../../../src/dsp/speech/speechAnalysis.js";
import { whiteNoise } from "./madeUp.js";

const nFrames = 30;
const [start, end] = [3, 28] as const;
/** Values that all differ. */
const matrix = (cols: number, seed: number) => ({
  rows: nFrames,
  cols,
  data: whiteNoise(seed + nFrames * cols).subarray(seed),
});

function analysis(voicedFrom: number, voicedEnd: number): SpeechAnalysis {
  const isVoiced = Uint8Array.from({ length: nFrames }, (_, t) => (t >= voicedFrom && t < voicedEnd ? 1 : 0));
  return {
    spectral: matrix(spectralNames.length, 1),
    cepstra: matrix(20, 2),
    logMel: matrix(40, 3),
    voice: matrix(voiceNames.length, 4),
    pitch: { isVoiced },
    region: { start, end },
  } as unknown as SpeechAnalysis;
}

/** A channel of the contours by name. */
function channel(of: SpeechAnalysis, name: string): number[] {
  const contours = levelFreeContours(of);
  const at = contourNames.indexOf(name);
  expect(at).toBeGreaterThanOrEqual(0);
  return Array.from(
    { length: contours.length / contourNames.length },
    (_, t) => contours[t * contourNames.length + at]!,
  );
}

/** Means of pairs of frames, as float32. */
const inPairs = (value: (t: number) => number): number[] =>
  Array.from({ length: 12 }, (_, i) => Math.fround((value(start + 2 * i) + value(start + 2 * i + 1)) / 2));
const close = (found: number[], expected: number[]): void => {
  expect(found).toHaveLength(expected.length);
  found.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));
};

const voiced = analysis(0, nFrames);
const column = (names: readonly { readonly name: string }[], name: string): number =>
  names.findIndex((known) => known.name === name);
const spectral = (name: string) => (t: number) =>
  voiced.spectral.data[t * spectralNames.length + column(spectralNames, name)]!;
const voice = (name: string) => (t: number) => voiced.voice.data[t * voiceNames.length + column(voiceNames, name)]!;

test("there are 44 contours, named in their order", () => {
  expect(contourNames).toHaveLength(44);
  expect(contourNames.slice(0, 2)).toEqual(["cepstrum1", "cepstrum2"]);
  expect(contourNames[11]).toBe("cepstrum12");
  expect(contourNames.slice(12, 24).join(" ")).toBe(
    "loudness centroid flux alphaRatio flatness f0Semitones isVoiced harmonicity cepstralPeak h1h2 formant1 formant2",
  );
  expect([contourNames[24], contourNames[43]]).toEqual(["melPair1", "melPair20"]);
});

test("contours are means of two frames of the active part; an odd last frame is left out", () => {
  for (const name of ["loudness", "centroid", "flux", "alphaRatio", "flatness"])
    close(channel(voiced, name), inPairs(spectral(name)));
  for (const name of ["f0Semitones", "harmonicity", "cepstralPeak", "h1h2", "formant1", "formant2"])
    close(channel(voiced, name), inPairs(voice(name)));
  for (const k of [1, 12])
    close(
      channel(voiced, `cepstrum${k}`),
      inPairs((t) => voiced.cepstra.data[t * 20 + k]!),
    );
  expect(channel(voiced, "isVoiced")).toEqual(new Array(12).fill(1));
});

test("pairs of mel bands are below the frame's loudness, in dB", () => {
  for (const pair of [1, 20])
    close(
      channel(voiced, `melPair${pair}`),
      inPairs((t) => {
        const [low, high] = [voiced.logMel.data[t * 40 + 2 * pair - 2]!, voiced.logMel.data[t * 40 + 2 * pair - 1]!];
        return (low + high) / 2 - (10 / Math.LN10) * spectral("loudness")(t);
      }),
    );
});

test("values of unvoiced frames are interpolated; with fewer than four voiced frames they are 0", () => {
  const few = analysis(10, 14);
  const h1h2 = voice("h1h2");
  close(
    channel(few, "h1h2"),
    inPairs((t) => h1h2(Math.min(13, Math.max(10, t)))),
  );
  expect(channel(few, "isVoiced")).toEqual([0, 0, 0, 0.5, 1, 0.5, 0, 0, 0, 0, 0, 0]);
  expect(channel(analysis(10, 13), "h1h2")).toEqual(new Array(12).fill(0));
});

test("values that were not found in voiced frames are interpolated too", () => {
  const gap = analysis(0, nFrames);
  gap.voice.data[10 * voiceNames.length + column(voiceNames, "formant1")] = NaN;
  const formant1 = voice("formant1");
  close(
    channel(gap, "formant1"),
    inPairs((t) => (t === 10 ? (formant1(9) + formant1(11)) / 2 : formant1(t))),
  );
});
