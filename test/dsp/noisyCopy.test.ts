import { describe, expect, test } from "vitest";
import { type SampleSource, sourceOf } from "../../src/dsp/featureBackend.js";
import { noisyCopy } from "../../src/dsp/noisyCopy.js";

const rate = 16_000;

function tone(hertz: number, seconds: number, sampleRate = rate, amplitude = 0.5): Float32Array {
  return Float32Array.from(
    { length: Math.round(seconds * sampleRate) },
    (_, t) => amplitude * Math.sin((2 * Math.PI * hertz * t) / sampleRate),
  );
}

function readAll(source: SampleSource): Float32Array {
  const samples = new Float32Array(source.frames);
  source.read(0, samples);
  return samples;
}

/** Difference in dB between the mean power of the samples and that of what was added. */
function signalToNoise(samples: Float32Array, sampleRate = rate): number {
  const noisy = readAll(noisyCopy(sourceOf(samples, sampleRate)));
  const power = (values: Float32Array): number => values.reduce((sum, v) => sum + v * v, 0) / values.length;
  return 10 * Math.log10(power(samples) / power(noisy.map((value, i) => value - samples[i]!)));
}

describe("a noisy copy of a recording", () => {
  test("has noise 10 to 30 dB below the recording's mean power, at different levels for different recordings", () => {
    const ratios = Array.from({ length: 40 }, (_, i) =>
      signalToNoise(tone(200 + i, 0.3 + i / 50, rate, 0.01 + i / 50)),
    );
    for (const ratio of ratios) {
      expect(ratio).toBeGreaterThan(9.9);
      expect(ratio).toBeLessThan(30.1);
    }
    const mean = ratios.reduce((sum, ratio) => sum + ratio) / ratios.length;
    expect(mean).toBeGreaterThan(17);
    expect(mean).toBeLessThan(23);
    expect(Math.max(...ratios) - Math.min(...ratios)).toBeGreaterThan(12);
  });

  test("has the same noise in the band up to 8 kHz at any rate: at 48 kHz, three times the power", () => {
    const lengths = Array.from({ length: 20 }, (_, i) => 0.5 + i / 100);
    const at16 = lengths.map((seconds) => signalToNoise(tone(300, seconds)));
    const at48 = lengths.map((seconds) => signalToNoise(tone(300, seconds, 48_000), 48_000));
    expect(Math.min(...at48)).toBeGreaterThan(10 - 10 * Math.log10(3) - 0.1);
    expect(Math.max(...at48)).toBeLessThan(30 - 10 * Math.log10(3) + 0.1);
    expect(Math.max(...at16)).toBeGreaterThan(30 - 10 * Math.log10(3) + 0.1);
  });

  test("has white noise: neighbouring samples are uncorrelated, and the mean is 0", () => {
    const samples = tone(440, 10);
    const noisy = readAll(noisyCopy(sourceOf(samples, rate)));
    const noise = noisy.map((value, i) => value - samples[i]!);
    const power = noise.reduce((sum, value) => sum + value * value, 0);
    for (const lag of [1, 2, 3, 100, 1_000]) {
      const product = noise.subarray(lag).reduce((sum, value, i) => sum + value * noise[i]!, 0);
      expect(Math.abs(product / power)).toBeLessThan(0.01);
    }
    const mean = noise.reduce((sum, value) => sum + value, 0) / noise.length;
    expect(Math.abs(mean)).toBeLessThan(0.02 * Math.sqrt(power / noise.length));
  });

  test.each([
    ["in memory", 96_000],
    ["while it is read", 95_999],
  ])("made %s is the same whichever part is read first, and each time", (_, maxInMemory) => {
    const source = sourceOf(tone(150, 6), rate);
    const whole = readAll(noisyCopy(source));
    const again = noisyCopy(source, maxInMemory);
    const part = new Float32Array(1_000);
    for (const start of [70_000, 0, 12_345]) {
      again.read(start, part);
      expect(part).toEqual(whole.subarray(start, start + part.length));
    }
  });

  test("of silence is silence", () => {
    expect(readAll(noisyCopy(sourceOf(new Float32Array(5_000), rate)))).toEqual(new Float32Array(5_000));
  });
});

describe("a noisy copy reads its recording", () => {
  /** A recording that notes which parts are read. */
  function watched(frames: number): { source: SampleSource; parts: [number, number][] } {
    const parts: [number, number][] = [];
    const read = (start: number, target: Float32Array): void => {
      parts.push([start, target.length]);
      target.fill(0.1);
    };
    return { source: { sampleRate: rate, frames, read }, parts };
  }

  test("in parts that end with it, and once more to keep the copy", () => {
    const { source, parts } = watched(70_000);
    const copy = noisyCopy(source, 70_000);
    const expected = [
      [0, 65_536],
      [65_536, 4_464],
      [0, 70_000],
    ];
    expect(parts).toEqual(expected);
    copy.read(10, new Float32Array(5));
    expect(parts).toEqual(expected);
  });

  test("again whenever the copy is read, if it is too long to be kept", () => {
    const { source, parts } = watched(1_000);
    const copy = noisyCopy(source, 999);
    expect(parts).toEqual([[0, 1_000]]);
    copy.read(10, new Float32Array(5));
    expect(parts).toEqual([
      [0, 1_000],
      [10, 5],
    ]);
    expect(copy).toMatchObject({ sampleRate: rate, frames: 1_000 });
  });
});

test("the noisy copy of a recording is the same on every machine and in every version", () => {
  const copy = readAll(noisyCopy(sourceOf(Float32Array.of(0.5, -0.5, 0.25, 0), rate)));
  const expected = [0.46757251024246216, -0.51687091588974, 0.29288527369499207, -0.031489040702581406];
  copy.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 7));
});
