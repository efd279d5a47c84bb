import { InputError } from "../shared/errors.js";
import { enrol, type EnrolledRow, type EnrolledSpeaker, packSpeaker, unpackSpeaker } from "./enrolledSpeaker.js";
import type { ModelShelf } from "./modelStore.js";

/**
 * Enrolled speakers, beside the models: `_speakers/ID.json`. The underscore keeps out of the runs' names.
 *
 * Within one process additions take turns. Two processes that enrol one speaker at the same moment may lose one of
 * the two; enrolling the recordings again adds what is missing.
 */
export class SpeakerStore {
  readonly #shelf: ModelShelf;
  #last: Promise<unknown> = Promise.resolve();

  constructor(shelf: ModelShelf) {
    this.#shelf = shelf;
  }

  get place(): string {
    return this.#shelf.place;
  }

  /** @throws InputError "unknown-speaker" if nobody of that name is enrolled */
  async get(id: string): Promise<EnrolledSpeaker> {
    const speaker = await this.find(id);
    if (speaker !== undefined) return speaker;
    throw new InputError(
      "unknown-speaker",
      `no speaker ${id} in ${this.place}: ser speakers list names the enrolled ones, ser speakers add ${id} FILE... enrols one`,
    );
  }

  async find(id: string): Promise<EnrolledSpeaker | undefined> {
    const bytes = await this.#shelf.read(nameOf(id));
    return bytes === undefined ? undefined : unpackSpeaker(bytes, `speaker ${id}`);
  }

  /**
   * Adds recordings to a speaker, who may be new.
   *
   * @throws InputError "feature-set-mismatch" if the speaker was enrolled with other features
   */
  async add(id: string, featureSet: string, rows: readonly EnrolledRow[]): Promise<EnrolledSpeaker> {
    const adding = this.#last.then(async () => {
      const speaker = enrol(id, await this.find(id), featureSet, rows);
      await this.#shelf.write(nameOf(id), packSpeaker(speaker));
      return speaker;
    });
    this.#last = adding.catch(() => undefined);
    return adding;
  }

  /** @throws InputError "unknown-speaker" */
  async remove(id: string): Promise<void> {
    await this.get(id);
    await this.#shelf.remove(nameOf(id));
  }

  /** Every enrolled speaker, by name. */
  async list(): Promise<EnrolledSpeaker[]> {
    const ids = (await this.#shelf.names()).flatMap((name) => /^_speakers\/(.+)\.json$/.exec(name)?.[1] ?? []).sort();
    const speakers = await Promise.all(ids.map(async (id) => this.find(id)));
    return speakers.filter((speaker) => speaker !== undefined);
  }
}

function nameOf(id: string): string {
  return `_speakers/${id}.json`;
}
