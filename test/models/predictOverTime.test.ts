import { expect, test } from "vitest";
import { openAudio } from "../../src/audio/decodeAudio.js";
import { floatWav } from "../../src/audio/floatWav.js";
import { predict } from "../../src/models/predict.js";
import { predictOverTime, type TimedPrediction } from "../../src/models/predictOverTime.js";
import { assembleModels } from "../../src/models/runModels.js";
import { sampleModel } from "../support/sampleModels.js";

const sampleRate = 16_000;
const models = assembleModels([sampleModel("all")]);

/** Two seconds of silence, two of a buzz, in four syllables a second or even, two of silence. */
function silenceBuzzSilence(levelAt: (sec: number) => number): Float32Array {
  return Float32Array.from({ length: 6 * sampleRate }, (_, i) => {
    const sec = i / sampleRate;
    return sec >= 2 && sec < 4 ? 0.4 * levelAt(sec) * (((150 * sec) % 1) - 0.5) : 0;
  });
}
const samples = silenceBuzzSilence((sec) => 0.05 + 0.95 * Math.sin(4 * Math.PI * sec) ** 2);
const audio = openAudio(floatWav({ samples, sampleRate }), { maxDurationSec: 60 });

async function windowsOf(windowSec: number, hopSec: number): Promise<TimedPrediction[]> {
  const windows: TimedPrediction[] = [];
  for await (const window of predictOverTime(audio, models, { windowSec, hopSec })) windows.push(window);
  return windows;
}

test("a long recording is predicted window by window if there is speech", async () => {
  const windows = await windowsOf(2, 1);
  expect(windows.map(({ start, end, prediction }) => [start, end, prediction !== null])).toEqual([
    ...[
      [0, 2, false],
      [1, 3, true],
      [2, 4, true],
      [3, 5, true],
      [4, 6, false],
    ],
  ]);
  expect(windows[2]!.speech).toBeGreaterThan(0.9);
});

test("a window of a constant hum has no prediction and does not affect the others", async () => {
  const hum = openAudio(floatWav({ samples: silenceBuzzSilence(() => 1), sampleRate }), { maxDurationSec: 60 });
  const windows: TimedPrediction[] = [];
  for await (const window of predictOverTime(hum, models, { windowSec: 2, hopSec: 2 })) windows.push(window);
  expect(windows.map(({ prediction }) => prediction)).toEqual([null, null, null]);
});

test("a window's prediction equals that of a file with only this window", async () => {
  const [, , window] = await windowsOf(2, 1);
  const alone = await predict(floatWav({ samples: samples.slice(2 * sampleRate, 4 * sampleRate), sampleRate }), models);
  expect(window!.prediction).toEqual(alone);
});

test("the last window may be shorter, but not by more than half", async () => {
  const ends = async (windowSec: number): Promise<number[]> =>
    (await windowsOf(windowSec, windowSec)).map(({ end }) => end);
  expect(await ends(4)).toEqual([4, 6]);
  expect(await ends(5)).toEqual([5]);
  expect(await ends(60)).toEqual([6]);
});

test("a window of less than half a second is rejected", async () => {
  await expect(windowsOf(0.2, 1)).rejects.toThrow("windowSec: expected at least 0.5");
});
