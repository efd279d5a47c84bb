import type { AudioReader } from "../audio/audioReader.js";
import { floatWav } from "../audio/floatWav.js";
import { activityFrameSec, voiceActivity } from "../dsp/speech/voiceActivity.js";
import { InputError, ParameterError } from "../shared/errors.js";
import type { OverTimeOptions } from "./overTimeSchema.js";
import type { Prediction, PredictOptions } from "./prediction.js";
import { predictSound } from "./predict.js";
import type { RunModels } from "./runModels.js";

/** A window of a long recording. */
export interface TimedPrediction {
  /** seconds */
  readonly start: number;
  readonly end: number;
  /** share of the window that is speech */
  readonly speech: number;
  /** null if there is too little speech */
  readonly prediction: Prediction | null;
}

/** A window is predicted if at least this share of it is speech. */
const minSpeech = 0.3;

/**
 * The emotion in a recording over time, window by window; memory: the recording and one window.
 *
 * The last window may be shorter; one of less than half the length is dropped, unless it is the only one.
 *
 * @throws ParameterError if the window is shorter than 0.5 s or the hop is not above 0
 */
export async function* predictOverTime(
  audio: AudioReader,
  models: RunModels,
  { windowSec, hopSec }: OverTimeOptions,
  options: Partial<PredictOptions> = {},
): AsyncGenerator<TimedPrediction> {
  if (!(windowSec >= 0.5)) throw new ParameterError("windowSec", "at least 0.5", windowSec);
  if (!(hopSec > 0)) throw new ParameterError("hopSec", "a number above 0", hopSec);
  const { frames, sampleRate } = audio;
  const active = voiceActivity(frames, sampleRate, (first, into) => audio.read(first, into));
  const length = Math.round(windowSec * sampleRate);
  for (let n = 0; ; n++) {
    const first = Math.round(n * hopSec * sampleRate);
    const count = Math.min(length, frames - first);
    if (n > 0 && count < length / 2) return;
    const [start, end] = [first / sampleRate, (first + count) / sampleRate];
    const frameOf = (sec: number): number => Math.floor(sec / activityFrameSec);
    const within = active.subarray(frameOf(start), Math.max(frameOf(start) + 1, frameOf(end)));
    const speech = within.reduce((sum, each) => sum + each, 0) / Math.max(1, within.length);
    let prediction: Prediction | null = null;
    if (speech >= minSpeech) {
      const samples = new Float32Array(count);
      audio.read(first, samples);
      prediction = await predictIfSpeech(floatWav({ samples, sampleRate }), models, options);
    }
    yield { start, end, speech, prediction };
    if (first + count >= frames) return;
  }
}

/** The prediction for a window; null if it contains sound but no speech, such as hum or noise. */
async function predictIfSpeech(
  bytes: Uint8Array,
  models: RunModels,
  options: Partial<PredictOptions>,
): Promise<Prediction | null> {
  try {
    return await predictSound({ kind: "file", bytes }, models, options);
  } catch (error) {
    if (error instanceof InputError && error.code === "no-speech") return null;
    throw error;
  }
}
