import type { AudioInput } from "../audio/audioInput.js";
import { openRecording } from "../audio/openRecording.js";
import { InputError } from "../shared/errors.js";
import type { PredictOptions } from "./prediction.js";
import { type OverTimeFormat, overTimeWriter } from "./overTimeText.js";
import { type EmotionOverTime, overTimeMaxSec, overTimeMaxWindows, type OverTimeOptions } from "./overTimeSchema.js";
import { predictOverTime } from "./predictOverTime.js";
import type { RunModels } from "./runModels.js";

/**
 * The emotion in a recording over time, all windows at once: for a single HTTP response.
 *
 * @throws InputError as `predict`; "bad-payload" if it would have more than 3,600 windows
 */
export async function emotionOverTime(
  sound: AudioInput,
  models: RunModels,
  division: OverTimeOptions,
  options: Partial<PredictOptions> = {},
): Promise<EmotionOverTime> {
  const { audio, decoded } = await openRecording(sound, { maxDurationSec: overTimeMaxSec });
  const durationSec = audio.frames / audio.sampleRate;
  const planned = Math.ceil(durationSec / division.hopSec);
  if (planned > overTimeMaxWindows)
    throw new InputError(
      "bad-payload",
      `hop: ${planned} windows, more than ${overTimeMaxWindows}; choose a hop of at least ${(durationSec / overTimeMaxWindows).toFixed(1)} s`,
    );
  const windows: EmotionOverTime["windows"] = [];
  for await (const { start, end, speech, prediction } of predictOverTime(audio, models, division, options))
    windows.push({
      start,
      end,
      speech: rounded(speech),
      emotion: prediction?.emotion ?? null,
      probabilities:
        prediction && Object.fromEntries(Object.entries(prediction.probabilities).map(([k, p]) => [k, rounded(p)])),
    });
  const isCut = decoded?.isCut === true || audio.wholeFrames > audio.frames;
  return {
    ...division,
    labels: [...(models.bySet.get("all") ?? [...models.bySet.values()][0]!).labels],
    durationSec,
    windows,
    notes: isCut ? [`Only the first ${overTimeMaxSec / 60} minutes were predicted.`] : [],
  };
}

/** As CSV or WebVTT, as `ser predict --window` writes them. */
export function overTimeText({ labels, windows }: EmotionOverTime, format: Exclude<OverTimeFormat, "json">): string {
  const { head, line } = overTimeWriter(format, labels);
  return head + windows.map(line).join("");
}

function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
