import type { AudioInput } from "../../audio/audioInput.js";
import { useFfmpeg } from "../../audio/ffmpeg.js";
import { readConfig } from "../../shared/config.js";
import { ConfigError, InputError } from "../../shared/errors.js";
import { loadModel } from "../../models/modelFile.js";
import { emotionOverTime } from "../../models/emotionOverTime.js";
import type { EmotionOverTime } from "../../models/overTimeSchema.js";
import type { PredictOutcome } from "../../models/outcome.js";
import { enrol as withRows, type EnrolledSpeaker } from "../../models/enrolledSpeaker.js";
import { enrolledRow, modelThatKnowsSpeakers } from "../../models/enrolRecordings.js";
import { featuresOf, predictSound } from "../../models/predict.js";
import { predictFeatures } from "../../models/predictFeatures.js";
import type { PredictOptions } from "../../models/prediction.js";
import type { OverTimeOptions } from "../../models/overTimeSchema.js";
import { assembleModels, type RunModels } from "../../models/runModels.js";

/** A run's model files in shared memory: passing them to a thread copies nothing. */
export interface SharedModels {
  /** equal keys, equal models */
  readonly key: string;
  /** limit on the part of a recording that they analyse */
  readonly maxDurationSec: number;
  readonly files: readonly { readonly where: string; readonly bytes: SharedArrayBuffer }[];
}

/** One recording and the options of its prediction. */
export interface PredictTask {
  readonly sound: AudioInput;
  readonly models: SharedModels;
  readonly options: PredictOptions;
  readonly enrol?: Enrolling | undefined;
  readonly overTime?: OverTimeOptions | undefined;
}

/** A recording to enrol: its speaker, the speaker's statistics so far, and the hash of the file. */
export interface Enrolling {
  readonly id: string;
  readonly before: EnrolledSpeaker | undefined;
  readonly file: string;
}

/** A prediction; after enrolment, with the updated speaker. */
export interface ThreadResult {
  readonly outcome: PredictOutcome;
  readonly speaker?: EnrolledSpeaker;
}

/** The result of a task with `overTime`. */
export type OverTimeResult =
  { readonly overTime: EmotionOverTime } | { readonly outcome: Extract<PredictOutcome, { ok: false }> };

useFfmpeg(readConfig().ffmpeg);

/** The thread's entry point. An error's class does not survive the transfer back, so a rejection is a value. */
export default async function predictOnThread({
  sound,
  models,
  options,
  enrol,
  overTime,
}: PredictTask): Promise<ThreadResult | OverTimeResult> {
  try {
    const ofRun = loaded(models);
    if (overTime !== undefined) return { overTime: await emotionOverTime(sound, ofRun, overTime, options) };
    if (enrol === undefined) return { outcome: { ok: true, prediction: await predictSound(sound, ofRun, options) } };
    const model = modelThatKnowsSpeakers(ofRun);
    const row = await featuresOf(sound, ofRun, options);
    const speaker = withRows(enrol.id, enrol.before, model.featureSet, [enrolledRow(enrol.file, row, model)]);
    return { outcome: { ok: true, prediction: predictFeatures(ofRun, row, { ...options, speaker }) }, speaker };
  } catch (error) {
    if (error instanceof InputError) return { outcome: { ok: false, code: error.code, message: error.message } };
    // The embedding model is missing here, or is not the one that the models were trained with.
    if (error instanceof ConfigError) return { outcome: { ok: false, code: "bad-embedding", message: error.message } };
    throw error;
  }
}

/** Versions in use at once: the current one, the previous one, and a run under comparison. */
const keptModels = 4;

/** Parsed models, the most recently used last. */
const ready = new Map<string, RunModels>();

function loaded({ key, files }: SharedModels): RunModels {
  const models = ready.get(key) ?? assembleModels(files.map(({ bytes, where }) => loadModel(copyOf(bytes), where)));
  ready.delete(key);
  ready.set(key, models);
  if (ready.size > keptModels) ready.delete(ready.keys().next().value!);
  return models;
}

/** TextDecoder does not accept shared memory. */
function copyOf(shared: SharedArrayBuffer): Uint8Array {
  return new Uint8Array(new Uint8Array(shared));
}
