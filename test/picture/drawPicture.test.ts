import { parse } from "parse5";
import { describe, expect, test } from "vitest";
import { frameFeatures } from "../../src/dsp/featureVector.js";
import { analyseSpeech } from "../../src/dsp/speech/speechAnalysis.js";
import { drawPicture } from "../../src/picture/drawPicture.js";
import { panelsOf, type AnalysedRecording } from "../../src/picture/panels.js";
import { sine } from "../dsp/signals.js";

function recordingOf(samples: Float32Array): AnalysedRecording {
  const speech = analyseSpeech(samples);
  return { samples, sampleRate: 16_000, analysedRate: 16_000, frames: frameFeatures(samples, 16_000), speech };
}

const second = recordingOf(sine(440, 16_000, 16_000, 0.5));

describe("the picture of a recording", () => {
  test("has the nine panels, each with a text alternative", () => {
    const labels = [...drawPicture(second, { width: 800 }).svg.text.matchAll(/aria-label="([^"]*)"/g)];
    expect(labels.map(([, words]) => /^[\w -]*/.exec(words!)![0].trim())).toEqual([
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

  test("describes a sine of 440 Hz as an A, with its zero-crossing rate", () => {
    const [, , , chroma, , crossings] = panelsOf(second).map(({ summary }) => summary);
    expect(chroma).toContain("the strongest on average A");
    const average = Number(/([\d.]+) on average/.exec(crossings!)![1]);
    expect(average).toBeCloseTo(880 / 16_000, 2);
  });

  test("interrupts the pitch line if there is no voice", () => {
    const samples = sine(200, 16_000, 16_000, 0.5).map((value, i) => (i > 6_000 && i < 10_000 ? 0 : value));
    const { text } = drawPicture(recordingOf(samples), { width: 800 }).svg;
    const path = /aria-label="Pitch.*?class="trace" d="([^"]*)"/s.exec(text)![1]!;
    expect(path.split("M").length - 1).toBe(2);
  });

  test("starts and ends at its stated times, whatever its width", () => {
    for (const width of [320, 960]) {
      const { svg, left, right } = drawPicture(second, { width });
      expect(svg.text).toContain(`<line class="cursor" x1="${left}"`);
      expect(right).toBe(width - 52);
    }
  });

  test("has a colour bar with round numbers within the range beside each heat map", () => {
    const { svg, right } = drawPicture(second, { width: 800 });
    const bars = [...svg.text.matchAll(/<g class="colour-bar">(.*?)<\/g>/gs)].map(([, bar]) => bar!);
    const heats = panelsOf(second).filter((panel) => panel.kind === "heat");
    expect(heats.map(({ title }) => title)).toEqual([
      "Mel spectrogram, dB",
      "MFCC (1 is off the scale)",
      "Chroma",
      "Tonnetz",
    ]);
    expect(bars).toHaveLength(heats.length);
    for (const [i, bar] of bars.entries()) {
      const [low, high] = heats[i]!.range;
      const figures = [...bar.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => Number(text!.replace("−", "-")));
      expect(figures.length).toBeGreaterThanOrEqual(2);
      for (const value of figures) expect(value >= low && value <= high).toBe(true);
      expect(bar).toContain(`x="${right + 6}"`);
      expect(bar).toContain(`height="${heats[i]!.height}"`);
    }
  });

  test("escapes a recording's name", () => {
    const { svg } = drawPicture(second, { width: 400, title: "<script>a & b" });
    expect(svg.text).toContain("&lt;script&gt;a &amp; b");
  });

  test.each([
    ["silence", new Float32Array(16_000)],
    ["one sample", Float32Array.of(0.5)],
    ["a constant", new Float32Array(4000).fill(-0.25)],
  ])("of %s contains no NaN", (_, samples) => {
    const { text } = drawPicture(recordingOf(samples), { width: 600 }).svg;
    expect(text.replaceAll(/base64,[^"]*/g, "")).not.toMatch(/NaN|Infinity|undefined/);
    expect(parse(text).childNodes.length).toBeGreaterThan(0);
  });
});
