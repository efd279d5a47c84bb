import { readFile } from "node:fs/promises";
import type { EnrolledSpeaker } from "../models/enrolledSpeaker.js";
import { enrolRecordings, modelThatKnowsSpeakers, seemAlike } from "../models/enrolRecordings.js";
import { readModelFiles } from "../models/loadModels.js";
import { loadModel } from "../models/modelFile.js";
import { ModelStore } from "../models/modelStore.js";
import { ObjectBlobStore } from "../models/objectBlobStore.js";
import { assembleModels, type RunModels } from "../models/runModels.js";
import type { SpeakerStore } from "../models/speakerStore.js";
import { findModels } from "../predictionClient/main.js";
import { commandConfig } from "./commandConfig.js";
import { InputError } from "../shared/errors.js";
import { openObjectStore } from "../shared/objects/openObjectStore.js";
import { withServices } from "./session.js";
import { print, say } from "./say.js";

export interface SpeakersOptions {
  readonly models?: string;
  readonly run?: string;
  readonly json?: boolean;
  readonly embedding?: string;
}

/** `ser speakers add ID FILE...`: returns the exit code, 1 if no file could be enrolled. */
export async function addSpeaker(id: string, files: readonly string[], options: SpeakersOptions): Promise<number> {
  return withSpeakers(options, async (speakers, modelsOf) => {
    const models = await modelsOf();
    const model = modelThatKnowsSpeakers(models);
    const before = await speakers.find(id);
    const embedding = options.embedding ?? commandConfig().embedding;
    let speaker = before;
    let rejected = 0;
    for (const file of files) {
      try {
        speaker = await enrolRecordings(id, [await readFile(file)], models, speaker, { embedding });
      } catch (error) {
        if (!(error instanceof InputError) && (error as NodeJS.ErrnoException).code === undefined) throw error;
        rejected += 1;
        say(`ser: ${file}: ${(error as Error).message}`);
      }
    }
    if (speaker === undefined || rejected === files.length) return 1;
    await speakers.put(speaker);
    const added = speaker.statistics.n - (before?.statistics.n ?? 0);
    const known = files.length - rejected - added;
    print(
      `${id}: ${added} added${known === 0 ? "" : `, ${known} already enrolled`}, ${speaker.statistics.n} recordings enrolled in ${speakers.place}\n`,
    );
    if (seemAlike(speaker.statistics, model))
      say(
        "These recordings vary little. If they are all calm, predictions become worse than without enrolment: add recordings with other emotions.",
      );
    return rejected === 0 ? 0 : 1;
  });
}

/** `ser speakers list` */
export async function listSpeakers(options: SpeakersOptions): Promise<void> {
  await withSpeakers(options, async (speakers) => {
    const listed = (await speakers.list()).map(described);
    if (options.json === true) print(`${JSON.stringify(listed)}\n`);
    else if (listed.length === 0) print(`no speakers in ${speakers.place}; ser speakers add ID FILE... enrols one\n`);
    else
      for (const { id, recordings, updatedAt } of listed)
        print(`${id.padEnd(20)} ${String(recordings).padStart(5)} recordings  ${updatedAt}\n`);
  });
}

/** `ser speakers remove ID` */
export async function removeSpeaker(id: string, options: SpeakersOptions): Promise<void> {
  await withSpeakers(options, async (speakers) => {
    await speakers.remove(id);
    print(`${id}: removed from ${speakers.place}\n`);
  });
}

function described({ id, featureSet, statistics, updatedAt }: EnrolledSpeaker): {
  id: string;
  recordings: number;
  featureSet: string;
  updatedAt: string;
} {
  return { id, recordings: statistics.n, featureSet, updatedAt };
}

/**
 * Speakers are stored beside the models: in the model store, or in DIR/models of a finished run. Only a store in Redis
 * needs a connection.
 */
async function withSpeakers<T>(
  options: SpeakersOptions,
  use: (speakers: SpeakerStore, models: () => Promise<RunModels>) => Promise<T>,
): Promise<T> {
  const config = commandConfig();
  const place = options.models ?? config.models;
  const ofStore = async (store: ModelStore): Promise<RunModels> => {
    const files = await store.load(await findModels({ models: store }, options.run));
    return assembleModels(files.map(({ bytes, where }) => loadModel(bytes, where)));
  };
  if (place === "redis")
    return withServices(async ({ models }) => use(models.speakers, async () => ofStore(models)), { quiet: true });
  const store = new ModelStore(new ObjectBlobStore(await openObjectStore(place, config.s3)), config.keptModels);
  try {
    const files = place.startsWith("s3://") ? [] : await readModelFiles(place);
    return await use(store.speakers, async () =>
      files.length === 0 ? ofStore(store) : assembleModels(files.map(({ bytes, where }) => loadModel(bytes, where))),
    );
  } finally {
    await store.close();
  }
}
