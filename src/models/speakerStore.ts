import { InputError } from "../shared/errors.js";
import { type EnrolledSpeaker, packSpeaker, unpackSpeaker } from "./enrolledSpeaker.js";
import type { BlobStore } from "./blobStore.js";

/**
 * Enrolled speakers, beside the models: `_speakers/ID.json`. The underscore prevents collisions with names of runs.
 *
 * Two concurrent additions to a speaker may lose one of the two; adding its recordings again repairs this.
 */
export class SpeakerStore {
  readonly #blobs: BlobStore;

  constructor(blobs: BlobStore) {
    this.#blobs = blobs;
  }

  get place(): string {
    return this.#blobs.place;
  }

  /** @throws InputError "unknown-speaker" if no speaker of that name is enrolled */
  async get(id: string): Promise<EnrolledSpeaker> {
    const speaker = await this.find(id);
    if (speaker !== undefined) return speaker;
    throw new InputError(
      "unknown-speaker",
      `no speaker ${id} is enrolled: ser speakers list shows the enrolled speakers, ser speakers add ${id} FILE... enrols this one`,
    );
  }

  async find(id: string): Promise<EnrolledSpeaker | undefined> {
    const bytes = await this.#blobs.read(nameOf(id));
    return bytes === undefined ? undefined : unpackSpeaker(bytes, `speaker ${id}`);
  }

  /** Stores a speaker, replacing the previous data. */
  async put(speaker: EnrolledSpeaker): Promise<void> {
    await this.#blobs.write(nameOf(speaker.id), packSpeaker(speaker));
  }

  /** @throws InputError "unknown-speaker" */
  async remove(id: string): Promise<void> {
    await this.get(id);
    await this.#blobs.remove(nameOf(id));
  }

  /** Every enrolled speaker, by name. */
  async list(): Promise<EnrolledSpeaker[]> {
    const ids = (await this.#blobs.names()).flatMap((name) => /^_speakers\/(.+)\.json$/.exec(name)?.[1] ?? []).sort();
    const speakers = await Promise.all(ids.map(async (id) => this.find(id)));
    return speakers.filter((speaker) => speaker !== undefined);
  }
}

function nameOf(id: string): string {
  return `_speakers/${id}.json`;
}
