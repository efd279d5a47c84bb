import { type Labels, speakerName } from "./labels.js";

/** Maximum number of sentences: with EMO-DB's ten, random convolutions learn nothing. */
const maxSentences = 4;

/**
 * Whether the speakers of a corpus say the same few sentences, according to its labels: every recording's sentence is
 * known, there are at most four in one data set, and at least two speakers say each.
 *
 * @example
 *   const sentences = new SharedSentences();
 *   for (const labels of corpus) sentences.add(labels);
 *   sentences.areShared; // true for RAVDESS: all actors say the same two sentences
 */
export class SharedSentences {
  readonly #speakersOf = new Map<string, Set<string>>();
  readonly #datasets = new Set<string>();
  #isUnknown = false;

  /** @param labels labels of one recording; null if it has none */
  add(labels: Pick<Labels, "dataset" | "speaker" | "statement"> | null): void {
    if (labels?.statement === undefined) {
      this.#isUnknown = true;
      return;
    }
    this.#datasets.add(labels.dataset);
    const speakers = this.#speakersOf.get(labels.statement) ?? new Set();
    this.#speakersOf.set(labels.statement, speakers.add(speakerName(labels)));
  }

  /** Number of distinct sentences so far. */
  get size(): number {
    return this.#speakersOf.size;
  }

  /** False once no further recording can make the sentences shared. */
  get mayBeShared(): boolean {
    return !this.#isUnknown && this.#datasets.size <= 1 && this.size <= maxSentences;
  }

  get areShared(): boolean {
    return this.mayBeShared && this.size > 0 && [...this.#speakersOf.values()].every(({ size }) => size >= 2);
  }
}
