import { describe, expect, test } from "vitest";
import { sourceOf } from "../../src/dsp/featureBackend.js";
import { createFeatureBackend } from "../../src/features/createFeatureBackend.js";
import { figure, panelsOf, type AnalysedRecording, type Panel } from "../../src/picture/panels.js";
import { sine } from "../dsp/signals.js";
import { whiteNoise } from "../dsp/speech/madeUp.js";

const rate = 16_000;
const engine = createFeatureBackend();

function analysed(samples: Float32Array): AnalysedRecording {
  const speech = engine.speech(sourceOf(samples, rate));
  return { samples, sampleRate: rate, analysedRate: rate, frames: engine.frames(samples, rate, rate), speech };
}

function panel(samples: Float32Array, title: string): Panel {
  return panelsOf(analysed(samples)).find((each) => each.title.startsWith(title))!;
}

const a440 = sine(440, rate, rate);

describe("the panels of a recording", () => {
  test("are ordered from the waveform to the most derived descriptors", () => {
    expect(panelsOf(analysed(a440)).map(({ title }) => title.split(/[,(]/)[0]!.trim())).toEqual([
      "Waveform",
      "Mel spectrogram",
      "MFCC",
      "Chroma",
      "Tonnetz",
      "Zero-crossing rate",
      "Spectral centroid",
      "Pitch",
      "Energy",
    ]);
  });

  test("draw the pitch of a tone and state how long it is voiced", () => {
    const pitch = panel(a440, "Pitch");
    if (pitch.kind !== "line") throw new Error(pitch.kind);
    expect(pitch.values[50]).toBeCloseTo(440, 0);
    expect(pitch.summary).toMatch(/440 on average, voiced for 100 % of the time/);
  });

  test("describe noise as without a voice, and draw no pitch", () => {
    const pitch = panel(Float32Array.from(whiteNoise(rate)), "Pitch");
    if (pitch.kind !== "line") throw new Error(pitch.kind);
    expect(pitch.summary).toBe("no voice");
    expect(pitch.values.every(Number.isNaN)).toBe(true);
  });

  test("show the energy of a tone at half of full scale in dB", () => {
    const energy = panel(a440, "Energy");
    if (energy.kind !== "line") throw new Error(energy.kind);
    expect(energy.values[50]).toBeCloseTo(20 * Math.log10(0.5 / Math.SQRT2), 0);
  });

  test("state which pitch class is the strongest", () => {
    expect(panel(a440, "Chroma").summary).toContain("the strongest on average A");
  });

  test("state how loud the recording is", () => {
    expect(panel(a440, "Waveform").summary).toBe("amplitudes from −0.5 to 0.5");
  });

  test("show powers in decibels, at most 80 below the loudest", () => {
    const mel = panel(a440, "Mel");
    if (mel.kind !== "heat") throw new Error(mel.kind);
    const [low, high] = mel.range;
    expect(high - low).toBeCloseTo(80, 9);
  });

  test("label frequencies at the band that contains them", () => {
    const mel = panel(sine(1000, rate, rate), "Mel");
    if (mel.kind !== "heat") throw new Error(mel.kind);
    const [row] = mel.labels.find(([, words]) => words === "1 kHz")!;
    const middle = Math.floor(mel.matrix.rows / 2);
    const frame = mel.matrix.data.subarray(middle * 128, (middle + 1) * 128);
    expect(Math.abs(frame.indexOf(Math.max(...frame)) - row)).toBeLessThanOrEqual(1);
  });

  test("label no frequency above half the analysed rate", () => {
    const mel = panel(a440, "Mel");
    if (mel.kind !== "heat") throw new Error(mel.kind);
    expect(mel.labels.map(([, words]) => words)).toEqual(["500 Hz", "1 kHz", "2 kHz", "4 kHz"]);
  });

  test.each(["MFCC", "Tonnetz"])("give %s a colour scale that is symmetric around zero", (title) => {
    const heat = panel(a440, title);
    if (heat.kind !== "heat") throw new Error(heat.kind);
    expect(heat.range[0]).toBe(-heat.range[1]);
  });
});

test.each([
  [1234.5, "1230"],
  [-0.06957, "−0.0696"],
  [0, "0"],
])("write %d as %s", (value, text) => expect(figure(value)).toBe(text));
