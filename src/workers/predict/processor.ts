import { ConfigError, InputError } from "../../shared/errors.js";
import type { RecordingReader } from "../../audio/recordingReader.js";
import type { AudioInput } from "../../audio/audioInput.js";
import type { PredictFile, PredictPayload } from "../../runs/jobs.js";
import { type EmotionOverTime, overTimeMaxSec } from "../../models/overTimeSchema.js";
import type { PredictOutcome, PredictResult } from "../../models/outcome.js";
import type { OverTimeOptions } from "../../models/overTimeSchema.js";
import type { Processor } from "../../runs/queues/worker.js";
import type { PredictOptions } from "../../models/prediction.js";
import type { EnrolledSpeaker } from "../../models/enrolledSpeaker.js";
import { fileHash } from "../../models/fileHash.js";
import type { ModelsRef } from "../../models/modelStore.js";
import type { SpeakerStore } from "../../models/speakerStore.js";
import type { UploadStore } from "../../runs/uploads/uploadStore.js";
import { events } from "../../runs/telemetry/events.js";
import type { SharedModels } from "./predictThread.js";
import type { PredictThreads } from "./predictThreads.js";

export interface PredictPorts {
  readonly models: (ref: ModelsRef) => Promise<SharedModels>;
  /** reads the recordings of a directory or bucket; cached between jobs */
  readonly openReader: (store: string) => Promise<Pick<RecordingReader, "fetch">>;
  readonly uploads: Pick<UploadStore, "get">;
  readonly speakers: Pick<SpeakerStore, "get" | "find" | "put">;
  readonly threads: Pick<PredictThreads, "predict" | "overTime">;
}

/**
 * Processes a prediction job: fetches and decodes each of its files, computes the features and applies the models.
 *
 * A bad file does not fail the job: its outcome is a rejection with a code. A transient error does, and the job is
 * retried. Enrolling a recording twice changes nothing, so the job is idempotent.
 */
export function predictProcessor(ports: PredictPorts): Processor<PredictPayload> {
  const enrol = enroller(ports);
  return async ({ payload }) => {
    const { files, models: ref, gender, minGenderConfidence, force = false } = payload;
    const options = { gender, minGenderConfidence, force };
    // Read again for each job: recordings may have been enrolled since the last one.
    if (payload.overTime !== undefined) return overTime(ports, payload, payload.overTime, options);
    let reading: Promise<EnrolledSpeaker> | undefined;
    const speakerOf = async (id: string): Promise<EnrolledSpeaker> => (reading ??= ports.speakers.get(id));
    const outcomes = await Promise.all(
      files.map(async (file) =>
        outcomeOf(async () => {
          const models = await ports.models(ref); // cached in memory after the first job
          const sound = await fetchFile(ports, file, models.maxDurationSec);
          if (payload.enrol === true && payload.speaker !== undefined && sound.kind === "file")
            return enrol(payload.speaker, sound, models, options);
          const known = payload.speaker === undefined ? {} : { speaker: await speakerOf(payload.speaker) };
          return (await ports.threads.predict(sound, models, { ...options, ...known })).outcome;
        }),
      ),
    );
    for (const { ok } of outcomes) events.predicted.publish({ isAnswer: ok });
    return { outcomes };
  };
}

/** Predicts one recording window by window. */
async function overTime(
  ports: PredictPorts,
  { files, models: ref }: PredictPayload,
  division: OverTimeOptions,
  options: PredictOptions,
): Promise<PredictResult> {
  let answer: EmotionOverTime | undefined;
  const outcome = await outcomeOf(async () => {
    const models = await ports.models(ref);
    const sound = await fetchFile(ports, files[0]!, overTimeMaxSec);
    const result = await ports.threads.overTime(sound, models, options, division);
    if ("outcome" in result) return result.outcome;
    answer = result.overTime;
    return undefined;
  });
  events.predicted.publish({ isAnswer: outcome === undefined });
  return outcome === undefined ? { outcomes: [], overTime: answer } : { outcomes: [outcome] };
}

type Enrol = (
  id: string,
  sound: AudioInput & { kind: "file" },
  models: SharedModels,
  options: PredictOptions,
) => Promise<PredictOutcome>;

/** Enrols recordings one after another: each updates the speaker that the previous one stored. */
function enroller({ speakers, threads }: PredictPorts): Enrol {
  let last: Promise<unknown> = Promise.resolve();
  return async (id, sound, models, options) => {
    const file = fileHash(sound.bytes);
    const enrolling = last.then(async () => {
      const before = await speakers.find(id);
      const { outcome, speaker } = await threads.predict(sound, models, options, { id, before, file });
      if (speaker !== undefined) await speakers.put(speaker);
      return outcome;
    });
    last = enrolling.catch(() => undefined);
    return enrolling;
  };
}

async function fetchFile(ports: PredictPorts, file: PredictFile, maxDurationSec: number): Promise<AudioInput> {
  if (file.kind === "upload") return { kind: "file", bytes: await ports.uploads.get(file) };
  const reader = await ports.openReader(file.store);
  return (await reader.fetch(file.key, { maxDurationSec })).sound;
}

async function outcomeOf<T extends PredictOutcome | undefined>(predict: () => Promise<T>): Promise<T | PredictOutcome> {
  try {
    return await predict();
  } catch (error) {
    if (error instanceof InputError) return { ok: false, code: error.code, message: error.message };
    // A bucket that does not exist or may not be read: the request names it, so this is the request's error.
    if (error instanceof ConfigError) return { ok: false, code: "bad-source", message: error.message };
    throw error;
  }
}
