import { expect, test } from "vitest";
import { activityFrameSec, voiceActivity } from "../../../src/dsp/speech/voiceActivity.js";

const rate = 16_000;

/** A sequence of tones and silences of given durations in seconds. */
function sound(...parts: readonly (readonly [sec: number, amplitude: number])[]): Float32Array {
  return Float32Array.from(
    parts.flatMap(([sec, amplitude]) =>
      Array.from({ length: sec * rate }, (_, i) => amplitude * Math.sin((2 * Math.PI * 200 * i) / rate)),
    ),
  );
}

function activityOf(samples: Float32Array): Uint8Array {
  return voiceActivity(samples.length, rate, (first, into) => into.set(samples.subarray(first, first + into.length)));
}

test("a tone between two silences is active, and the silences are not", () => {
  const activity = activityOf(sound([2, 0], [1, 0.3], [2, 0]));
  const share = (from: number, to: number): number => {
    const part = activity.subarray(from / activityFrameSec, to / activityFrameSec);
    return part.reduce((sum, each) => sum + each, 0) / part.length;
  };
  expect([share(0, 1.9), share(2.1, 2.9), share(3.1, 5)]).toEqual([0, 1, 0]);
});

test("nothing is active in a recording of silence", () => {
  expect(activityOf(sound([1, 0])).includes(1)).toBe(false);
});

test("a recording longer than a block, read in blocks, has the same frames", () => {
  const long = sound([30, 0.3], [30, 0]);
  const activity = activityOf(long);
  expect(activity).toHaveLength(60 / activityFrameSec);
  expect(activity.lastIndexOf(1)).toBeLessThan(30.2 / activityFrameSec);
});

test("frames are 20 ms, and none may be missing", () => {
  const read = (_: number, into: Float32Array): void => void into.fill(0.5);
  expect(voiceActivity(20, 1_000, read)).toEqual(Uint8Array.of(1));
  expect(voiceActivity(59, 1_000, read)).toHaveLength(2);
  expect(() => voiceActivity(19, 1_000, read)).toThrow("length: expected at least 20 samples, received 19");
});

test("blocks of at most a thousand frames are read, never beyond the end", () => {
  const parts: number[][] = [];
  voiceActivity(20 * 2_300 + 7, 1_000, (first, into) => void parts.push([first, into.length]));
  expect(parts).toEqual([
    [0, 20_000],
    [20_000, 20_000],
    [40_000, 6_000],
  ]);
  parts.length = 0;
  voiceActivity(20 * 1_000, 1_000, (first, into) => void parts.push([first, into.length]));
  expect(parts).toEqual([[0, 20_000]]);
});

test("frames of constant level are active above -60 dBFS only", () => {
  const isActive = (amplitude: number): number =>
    voiceActivity(200, 1_000, (_, into) => void into.fill(amplitude)).reduce((sum, mark) => sum + mark, 0);
  expect([isActive(0.00101), isActive(0.00099)]).toEqual([10, 0]);
});

test("a quiet part beside a loud one is not active", () => {
  const activity = voiceActivity(20 * 100, 1_000, (_, into) => void into.fill(0.002).fill(0.5, 0, 20 * 50));
  expect(activity.reduce((sum, mark) => sum + mark, 0)).toBe(50);
});
