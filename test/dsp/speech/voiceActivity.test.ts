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
