import { describe, expect, test } from "vitest";
import { longNFft, createSpeechTransforms, inPairs } from "../../../src/dsp/speech/speechTransforms.js";
import { copyFrame, speechFrameCount, symmetricHann, withoutMean } from "../../../src/dsp/speech/speechFrames.js";

describe("frames of speech", () => {
  const samples = Float64Array.of(1, 2, 3, 4, 5);
  const frame = (t: number): number[] => {
    const values = new Float64Array(4).fill(9);
    copyFrame(samples, t, values, 2);
    return [...values];
  };

  test("are centred on multiples of the hop, with zeros beyond the ends", () => {
    expect([0, 1, 2].map(frame)).toEqual([
      [0, 0, 1, 2],
      [1, 2, 3, 4],
      [3, 4, 5, 0],
    ]);
    expect(speechFrameCount(5, 2)).toBe(3);
    expect([speechFrameCount(159), speechFrameCount(160)]).toEqual([1, 2]);
  });

  test("that lie beyond the signal are zeros", () => {
    expect([frame(3), frame(4), frame(9)]).toEqual([
      [5, 0, 0, 0],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ]);
  });

  test("belong to a signal without its mean, which may overwrite the signal", () => {
    const own = samples.slice();
    expect([...withoutMean(samples)]).toEqual([-2, -1, 0, 1, 2]);
    expect(withoutMean(own, own)).toBe(own);
    expect([...own]).toEqual([-2, -1, 0, 1, 2]);
    expect(() => withoutMean(new Float64Array(0))).toThrow("samples.length: expected at least 1, received 0");
  });

  test("have a Hann window that is 0 at both ends", () => {
    const window = symmetricHann(5);
    [0, 0.5, 1, 0.5, 0].forEach((value, i) => expect(window[i]).toBeCloseTo(value, 12));
    expect([...symmetricHann(1)]).toEqual([1]);
  });

  test("are visited in pairs, an odd last one twice", () => {
    const pairs: (readonly number[])[] = [];
    for (const frames of [[], [3, 5], [3, 5, 8]]) inPairs(Int32Array.from(frames), (pair) => pairs.push(pair));
    expect(pairs).toEqual([
      [3, 5],
      [3, 5],
      [8, 8],
    ]);
  });

  test("are transformed two at a time", () => {
    const transforms = createSpeechTransforms();
    const { input, power, lags } = transforms;
    expect([input.length, power.length, lags.length]).toEqual([4_096, 2_050, 1_024]);
    input[3] = 2;
    input[longNFft] = 3;
    input[longNFft + 1] = 3;
    transforms.powers(longNFft);
    expect(power[0]).toBeCloseTo(4, 9);
    expect(power[1_024]).toBeCloseTo(4, 9);
    expect(power[1_025]).toBeCloseTo(36, 9);
    expect(power[2_049]).toBeCloseTo(0, 9);
    transforms.correlate();
    [4, 0, 0].forEach((value, lag) => expect(lags[lag]).toBeCloseTo(value, 9));
    [18, 9, 0].forEach((value, lag) => expect(lags[512 + lag]).toBeCloseTo(value, 9));
  });
});
