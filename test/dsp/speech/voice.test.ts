import { describe, expect, test } from "vitest";
import { activeRegion } from "../../../src/dsp/speech/activeRegion.js";
import { cepstralPeakProminence } from "../../../src/dsp/speech/cepstralPeakProminence.js";
import { formants, setResonances } from "../../../src/dsp/speech/formants.js";
import { harmonicDifferences } from "../../../src/dsp/speech/harmonicDifferences.js";
import { harmonicity } from "../../../src/dsp/speech/harmonicity.js";
import { kaiserResample } from "../../../src/dsp/speech/kaiserResample.js";
import { linearPrediction } from "../../../src/dsp/speech/linearPrediction.js";
import { loadPitchFrames, longestLag, pitch, shortestLag } from "../../../src/dsp/speech/pitch.js";
import { pitchPath } from "../../../src/dsp/speech/pitchPath.js";
import { polynomialRoots } from "../../../src/dsp/speech/polynomialRoots.js";
import { createSpeechTransforms, longNFft } from "../../../src/dsp/speech/speechTransforms.js";
import { percentile } from "../../../src/dsp/speech/statistics.js";
import { madeUp, pulseTrain, vowel, whiteNoise } from "./madeUp.js";

/** The median over frames within the signal. */
const middle = (values: Float64Array): number => percentile(values.subarray(10, -10), 50);

describe("pitch", () => {
  test.each([80, 110, 220, 440, 600])("the pitch of a pulse train at %i Hz is right within 0.1 Hz", (hz) => {
    const { f0, isVoiced } = pitch(pulseTrain(hz));
    expect(Math.max(...f0.subarray(10, -10).map((found) => Math.abs(found - hz)))).toBeLessThan(0.1 * (hz / 220));
    expect(isVoiced.subarray(10, -10).every((voiced) => voiced === 1)).toBe(true);
  });

  test("noise and silence have no pitch", () => {
    for (const samples of [whiteNoise(16_000), new Float64Array(16_000)])
      expect(pitch(samples).isVoiced.reduce((sum, voiced) => sum + voiced, 0)).toBe(0);
  });

  test("a faint hum in the pauses counts as silence", () => {
    const hum = pulseTrain(120).map((value, i) => (i < 8_000 ? value : value / 200));
    expect(
      pitch(hum)
        .isVoiced.subarray(60)
        .every((voiced) => voiced === 0),
    ).toBe(true);
  });

  test.each([0, 5, 10, 15])("the harmonicity of a tone %i dB above noise is right within 0.5 dB", (snr) => {
    const tone = Float64Array.from({ length: 32_000 }, (_, i) => Math.sin((2 * Math.PI * 200 * i) / 16_000));
    const hiss = whiteNoise(tone.length);
    const gain = Math.sqrt((0.5 * 10 ** (-snr / 10)) / (1 / 3));
    const { periodicity, isVoiced } = pitch(tone.map((value, i) => value + gain * hiss[i]!));
    const voiced = periodicity.filter((_, t) => isVoiced[t] === 1).map(harmonicity);
    const mean = voiced.reduce((sum, value) => sum + value, 0) / voiced.length;
    expect(Math.abs(mean - snr)).toBeLessThan(0.5);
  });
});

describe("pitchPath", () => {
  const path = (strengths: number[][], frequencies: number[][]): number[] => [
    ...pitchPath({
      strengths: { rows: strengths.length, cols: 3, data: Float64Array.from(strengths.flat()) },
      frequencies: { rows: frequencies.length, cols: 2, data: Float64Array.from(frequencies.flat()) },
    }),
  ];

  test("a frame whose octave is a little stronger keeps its neighbours' pitch", () => {
    const frame = [200, 400];
    expect(
      path(
        [
          [0, 0.9, 0.8],
          [0, 0.8, 0.9],
          [0, 0.9, 0.8],
        ],
        [frame, frame, frame],
      ),
    ).toEqual([1, 1, 1]);
  });

  test("a clear jump is followed", () => {
    const frame = [200, 400];
    expect(
      path(
        [
          [0, 0.9, 0.1],
          [0, 0.1, 0.9],
          [0, 0.1, 0.9],
        ],
        [frame, frame, frame],
      ),
    ).toEqual([1, 2, 2]);
  });
});

describe("the costs of a pitch path", () => {
  const frames = (strengths: readonly (readonly number[])[], [low, high]: readonly [number, number]) => ({
    strengths: { rows: strengths.length, cols: 3, data: Float64Array.from(strengths.flat()) },
    frequencies: { rows: strengths.length, cols: 2, data: Float64Array.from(strengths.flatMap(() => [low, high])) },
  });

  const path = (...of: Parameters<typeof frames>): number[] => [...pitchPath(frames(...of))];
  const [same, octaveApart] = [
    [200, 200],
    [200, 400],
  ] as const;

  test("staying unvoiced costs nothing", () => {
    const frame = [0.5, 0.45, 0];
    expect(path([frame, frame], octaveApart)).toEqual([0, 0]);
  });

  test("starting and ending voicing cost 0.14 each", () => {
    const ended = (unvoiced: number) => path([[0, 0.9, 0], [unvoiced, 0.4, 0]], same); // prettier-ignore
    expect([ended(0.5), ended(0.55)]).toEqual([[1, 1], [1, 0]]); // prettier-ignore
    const begun = (voiced: number) => path([[0.9, 0, 0], [0.4, voiced, 0]], same); // prettier-ignore
    expect([begun(0.5), begun(0.55)]).toEqual([[0, 0], [0, 1]]); // prettier-ignore
  });

  test("among equally good paths, the first candidate is chosen", () => {
    expect(path([[0, 0.5, 0.5], [0, 0.9, 0]], same)).toEqual([1, 1]); // prettier-ignore
  });

  test("the candidates stay as they are", () => {
    const candidates = frames(
      [
        [0, 0.5, 0.6],
        [0, 0.9, 0.1],
        [0.2, 0.7, 0.1],
      ],
      [200, 300],
    );
    const before = candidates.strengths.data.slice();
    pitchPath(candidates);
    expect(candidates.strengths.data).toEqual(before);
  });
});

describe("formants", () => {
  const vowels: [string, number, [number, number][]][] = [
    [
      "a of a man",
      110,
      [
        [730, 80],
        [1090, 90],
        [2440, 120],
        [3400, 180],
      ],
    ],
    [
      "i of a man",
      120,
      [
        [300, 60],
        [2290, 100],
        [3010, 140],
        [3700, 200],
      ],
    ],
    [
      "u of a woman",
      200,
      [
        [400, 70],
        [950, 90],
        [2670, 140],
        [3900, 200],
      ],
    ],
  ];

  test.each(vowels)("the formants of an %s are right within 5 %%", (_, f0, resonances) => {
    const samples = vowel(f0, resonances);
    const found = formants(samples, new Uint8Array(101).fill(1));
    for (const i of [0, 1, 2]) {
      const hz = middle(Float64Array.from({ length: found.rows }, (__, t) => found.data[t * found.cols + i]!));
      expect(Math.abs(hz / resonances[i]![0] - 1), `F${i + 1}: ${hz}`).toBeLessThan(0.05);
    }
  });

  test("unrequested and silent frames have none", () => {
    const wanted = Uint8Array.from({ length: 101 }, (_, t) => t % 2);
    const { data, cols } = formants(vowel(110, vowels[0]![2]), wanted);
    expect(data.subarray(2 * cols, 3 * cols).every(Number.isNaN)).toBe(true);
    expect(data.subarray(3 * cols, 4 * cols).every(Number.isFinite)).toBe(true);
    expect(formants(new Float64Array(16_000), wanted).data.every(Number.isNaN)).toBe(true);
  });
});

describe("formants of a filter", () => {
  /** The polynomial whose roots are these resonances, at 10 kHz. */
  function filterOf(resonances: readonly (readonly [hz: number, bandwidth: number])[]): Float64Array {
    let coefficients = [1];
    for (const [hz, bandwidth] of resonances) {
      const radius = Math.exp((-Math.PI * bandwidth) / 10_000);
      const factor = [1, -2 * radius * Math.cos((2 * Math.PI * hz) / 10_000), radius * radius];
      coefficients = Array.from({ length: coefficients.length + 2 }, (_, i) =>
        factor.reduce((sum, weight, j) => sum + weight * (coefficients[i - j] ?? 0), 0),
      );
    }
    return Float64Array.from(coefficients);
  }
  const found = (resonances: readonly (readonly [hz: number, bandwidth: number])[]): number[] => {
    const row = new Float64Array(8).fill(NaN);
    setResonances(filterOf(resonances), row, 1);
    expect([row[0], row[7]]).toEqual([NaN, NaN]);
    return [...row.subarray(1, 7)].map(Math.round);
  };

  test("are the three lowest resonances with their bandwidths, in any order", () => {
    const resonances = [
      [700, 80],
      [1_200, 90],
      [2_500, 120],
      [3_400, 160],
    ] as const;
    const expected = [700, 1_200, 2_500, 80, 90, 120];
    expect(found(resonances)).toEqual(expected);
    expect(found(resonances.toReversed())).toEqual(expected);
    expect(found([resonances[2], resonances[0], resonances[3], resonances[1]])).toEqual(expected);
  });

  test("leave out poles that are too low, too high or too wide", () => {
    const kept = [2_000, 100] as const;
    for (const other of [
      [140, 80],
      [4_820, 80],
      [1_000, 820],
    ] as const)
      expect(found([other, kept])).toEqual([2_000, NaN, NaN, 100, NaN, NaN]);
    expect(found([[160, 80], kept])).toEqual([160, 2_000, NaN, 80, 100, NaN]);
    expect(found([[4_780, 80], kept])).toEqual([2_000, 4_780, NaN, 100, 80, NaN]);
    expect(found([[1_000, 780], kept])).toEqual([1_000, 2_000, NaN, 780, 100, NaN]);
  });

  test("are in ascending order, whichever pole is found first", () => {
    for (const shift of [0, 90, 180, 270, 360, 450]) {
      const all = [300 + shift, 1_100 + shift / 2, 2_000 - shift, 3_000 + shift, 4_300 - shift];
      const hz = all.toSorted((a, b) => a - b).slice(0, 3);
      for (const narrow of [0, 1, 2, 3, 4]) {
        const row = found(all.map((each, i) => [each, i === narrow ? 40 : 100 + i]));
        expect(row.slice(0, 3)).toEqual(hz);
        expect(row.slice(3)).toEqual(hz.map((each) => (all[narrow] === each ? 40 : 100 + all.indexOf(each))));
      }
    }
  });

  test.each([1, 1e-6])(
    "are those of a pre-emphasised Hamming window of 25 ms at 10 kHz, at amplitude %d",
    (amplitude) => {
      const samples = whiteNoise(1_600).map((value) => amplitude * value);
      const resampled = kaiserResample(samples, 5, 8);
      const emphasised = resampled.map((value, n) => value - (n > 0 ? 0.97 * resampled[n - 1]! : 0));
      const { data } = formants(samples, new Uint8Array(11).fill(1));
      for (const t of [0, 5, 10]) {
        const frame = Array.from(
          { length: 250 },
          (_, n) => (emphasised[100 * t - 125 + n] ?? 0) * (0.54 - 0.46 * Math.cos((2 * Math.PI * n) / 249)),
        );
        const lags = Float64Array.from({ length: 11 }, (_, lag) =>
          frame.reduce((sum, value, n) => sum + value * (frame[n + lag] ?? 0), 0),
        );
        lags[0]! *= 1.0001;
        const expected = new Float64Array(6).fill(NaN);
        setResonances(linearPrediction(lags), expected, 0);
        expected.forEach((hz, i) => {
          if (Number.isNaN(hz)) expect(data[6 * t + i]).toBeNaN();
          else expect(data[6 * t + i]).toBeCloseTo(hz, 4);
        });
      }
    },
  );

  test("of wanted frames do not depend on which others are wanted", () => {
    const samples = madeUp("woman", 0.5);
    const all = formants(samples, new Uint8Array(51).fill(1));
    for (const t of [0, 7, 30, 50]) {
      const one = formants(
        samples,
        Uint8Array.from({ length: 51 }, (_, i) => (i === t ? 1 : 0)),
      );
      expect(one.data.subarray(6 * t, 6 * t + 6)).toEqual(all.data.subarray(6 * t, 6 * t + 6));
      expect(one.data.filter(Number.isFinite).length).toBeLessThanOrEqual(6);
    }
    expect(formants(samples, new Uint8Array(20).fill(1)).rows).toBe(20);
    expect(formants(samples, new Uint8Array(90).fill(1)).rows).toBe(51);
  });
});

describe("linear prediction", () => {
  test("a filter's autocorrelation yields the filter", () => {
    const [a1, a2] = [-1.2, 0.72];
    const response = new Float64Array(400);
    for (let n = 0; n < 400; n++)
      response[n] = (n === 0 ? 1 : 0) - a1 * (response[n - 1] ?? 0) - a2 * (response[n - 2] ?? 0);
    const lags = Float64Array.from({ length: 3 }, (_, lag) =>
      response.reduce((sum, value, n) => sum + value * (response[n + lag] ?? 0), 0),
    );
    const found = linearPrediction(lags);
    expect(found[1]).toBeCloseTo(a1, 9);
    expect(found[2]).toBeCloseTo(a2, 9);
  });
});

describe("polynomial roots", () => {
  test("the roots of a product are those of its factors, pairs once", () => {
    // (z - 0.5)(z + 0.9)(z² - 1.6 z + 0.89)(z² + 0.5)
    let coefficients = [1];
    for (const factor of [
      [1, -0.5],
      [1, 0.9],
      [1, -1.6, 0.89],
      [1, 0, 0.5],
    ])
      coefficients = Array.from({ length: coefficients.length + factor.length - 1 }, (_, i) =>
        factor.reduce((sum, weight, j) => sum + weight * (coefficients[i - j] ?? 0), 0),
      );
    const { count, re, im } = polynomialRoots(Float64Array.from(coefficients));
    const found = Array.from({ length: count }, (_, i) => `${re[i]!.toFixed(6)} ${im[i]!.toFixed(6)}`).sort();
    const wanted = [
      [0.5, 0],
      [-0.9, 0],
      [0.8, 0.5],
      [0, Math.SQRT1_2],
    ];
    expect(found.map((text) => text.replace("-0.000000", "0.000000")).sort()).toEqual(
      wanted.map(([x, y]) => `${x!.toFixed(6)} ${y!.toFixed(6)}`).sort(),
    );
  });
});

describe("the roots of a filter", () => {
  test("leave its coefficients as they are", () => {
    const coefficients = Float64Array.of(1, -0.3, -0.1);
    polynomialRoots(coefficients);
    expect([...coefficients]).toEqual([1, -0.3, -0.1]);
  });

  /** The polynomial with these real roots and pairs. */
  const polynomialOf = (roots: readonly (readonly [re: number, im: number])[]): number[] =>
    roots.reduce<number[]>(
      (coefficients, [re, im]) => {
        const factor = im === 0 ? [1, -re] : [1, -2 * re, re * re + im * im];
        return Array.from({ length: coefficients.length + factor.length - 1 }, (_, i) =>
          factor.reduce((sum, weight, j) => sum + weight * (coefficients[i - j] ?? 0), 0),
        );
      },
      [1],
    );

  test("are found wherever they lie, and if they are multiple", () => {
    const far = [[-80, 0], [-2, 3], [0.001, 0], [0.5, 0.001], [7, 0], [60, 20]] as const; // prettier-ignore
    rootsOf(polynomialOf(far)).forEach((root, i) =>
      root.forEach((part, j) => expect(Math.abs(part - far[i]![j]!)).toBeLessThan(1e-8 * (1 + Math.abs(far[i]![0])))),
    );
    for (const n of [2, 3, 5]) {
      const { count, re, im } = polynomialRoots(Float64Array.from(polynomialOf(new Array(n).fill([0.5, 0]))));
      for (let i = 0; i < count; i++) expect(Math.hypot(re[i]! - 0.5, im[i]!)).toBeLessThan(0.01);
    }
  });

  test("that are tiny are a pair as well", () => {
    const { count, re, im } = polynomialRoots(Float64Array.of(1, -2e-6, 2e-12));
    expect([count, re[0]! * 1e6, im[0]! * 1e6]).toEqual([1, expect.closeTo(1, 6), expect.closeTo(1, 6)]);
  });

  const rootsOf = (coefficients: number[]): number[][] => {
    const { count, re, im } = polynomialRoots(Float64Array.from(coefficients));
    return Array.from({ length: count }, (_, i) => [re[i]!, im[i]!]).sort(([a], [b]) => a! - b!);
  };
  const expectRoots = (coefficients: number[], expected: number[][]): void => {
    const found = rootsOf(coefficients);
    expect(found).toHaveLength(expected.length);
    found.forEach(([re, im], i) => {
      expect(re).toBeCloseTo(expected[i]![0]!, 10);
      expect(im).toBeCloseTo(expected[i]![1]!, 10);
    });
  };

  test("of degrees 1 and 2, real, double or a pair, are found", () => {
    expectRoots([1, -0.3], [[0.3, 0]]);
    expectRoots(
      [1, -0.3, -0.1],
      [
        [-0.2, 0],
        [0.5, 0],
      ],
    );
    expectRoots([1, -1, 0.5], [[0.5, 0.5]]);
    expectRoots([1, 0.4, 0.05], [[-0.2, 0.1]]);
    expectRoots(
      [1, 0, 0],
      [
        [0, 0],
        [0, 0],
      ],
    );
  });

  test("make the polynomial vanish, and multiply to its last coefficient", () => {
    const noise = whiteNoise(100);
    for (let i = 0; i < 5; i++) {
      const coefficients = [1, ...noise.subarray(10 * i, 10 * i + 10)];
      const roots = rootsOf(coefficients);
      let product = 1;
      let degree = 0;
      for (const [x, y] of roots as [number, number][]) {
        expect(y).toBeGreaterThanOrEqual(0);
        let [re, im] = [0, 0];
        for (const c of coefficients) [re, im] = [re * x - im * y + c, re * y + im * x];
        expect(Math.hypot(re, im)).toBeLessThan(1e-10);
        product *= y > 0 ? x * x + y * y : -x;
        degree += y > 0 ? 2 : 1;
      }
      expect(degree).toBe(10);
      expect(product).toBeCloseTo(coefficients[10]!, 9);
    }
  });
});

describe("the spectrum of a voice", () => {
  const transforms = createSpeechTransforms();
  /** Spectrum of the frame in the middle, dB. */
  const decibelsOf = (samples: Float64Array): Float64Array => {
    loadPitchFrames(samples, [50, 50], transforms);
    transforms.powers(longNFft);
    return transforms.power.slice(0, 1025).map((power) => 10 * Math.log10(power + 1e-10));
  };
  const prominence = (samples: Float64Array): number => {
    transforms.power.set(decibelsOf(samples));
    transforms.correlate();
    return cepstralPeakProminence(transforms.lags);
  };
  const voice = (levels: readonly number[]): Float64Array =>
    Float64Array.from({ length: 16_000 }, (_, i) =>
      levels.reduce((sum, dB, k) => sum + 10 ** (dB / 20) * Math.cos((2 * Math.PI * 200 * (k + 1) * i) / 16_000), 0),
    );

  test("harmonic differences are the levels' differences", () => {
    const decibels = decibelsOf(voice([0, -6, -9, -12, -20, -20, -20, -20]));
    const [h1h2, h1h4, h1a1, h1a2, , a1a3] = harmonicDifferences(decibels, 200, [600, 1600, 1000]);
    expect(h1h2).toBeCloseTo(6, 0);
    expect(h1h4).toBeCloseTo(12, 0);
    expect(h1a1).toBeCloseTo(9, 0);
    expect(h1a2).toBeCloseTo(20, 0);
    expect(a1a3).toBeCloseTo(11, 0);
  });

  test("a clear voice has a more prominent cepstral peak than a breathy one, noise hardly any", () => {
    const hiss = whiteNoise(16_000);
    const clear = prominence(pulseTrain(150));
    const breathy = prominence(pulseTrain(150).map((value, i) => value + 0.05 * hiss[i]!));
    expect(clear).toBeGreaterThan(breathy + 3);
    expect(breathy).toBeGreaterThan(prominence(hiss));
  });
});

describe("the cepstral peak prominence", () => {
  /** A cepstrum with these levels in dB, of alternating sign, at the lags of voices, and great values elsewhere. */
  const cepstrumOf = (levelAt: (lag: number) => number): Float64Array =>
    Float64Array.from({ length: 512 }, (_, lag) =>
      lag < shortestLag || lag > longestLag ? 100 : (-1) ** lag * (10 ** (levelAt(lag) / 20) - 1e-6),
    );

  test.each([shortestLag, 100, longestLag])("is the height of a peak at lag %i above a straight line", (peak) => {
    const line = (lag: number): number => -20 - lag / 50;
    const lags = Array.from({ length: longestLag - shortestLag + 1 }, (_, i) => shortestLag + i);
    const centre = (shortestLag + longestLag) / 2;
    const squares = lags.reduce((sum, lag) => sum + (lag - centre) ** 2, 0);
    // The peak lifts the regression line too.
    const lifted = 12 * (1 / lags.length + (peak - centre) ** 2 / squares);
    const cepstrum = cepstrumOf((lag) => line(lag) + (lag === peak ? 12 : 0));
    expect(cepstralPeakProminence(cepstrum)).toBeCloseTo(12 - lifted, 9);
  });

  test("is 0 for silence", () => {
    expect(cepstralPeakProminence(new Float64Array(512))).toBeCloseTo(0, 9);
  });
});

describe("the active region", () => {
  test("starts with the first loud frame and ends with the last one, ignoring a single click", () => {
    const levels = Float64Array.from({ length: 100 }, (_, t) => ((t >= 20 && t < 70) || t === 90 ? -20 : -80));
    const { start, end, isActive } = activeRegion(levels);
    expect([start, end]).toEqual([20, 70]);
    expect(isActive.reduce((sum, active) => sum + active, 0)).toBe(50);
  });

  test("is the whole recording if nothing stands out", () => {
    expect(activeRegion(new Float64Array(10).fill(-100))).toMatchObject({ start: 0, end: 10 });
  });
});
