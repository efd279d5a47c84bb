import { LabelIndex } from "../corpus/labelsFile/labelIndex.js";
import { speakerName } from "../corpus/labels.js";
import { isSyntheticMarker } from "../corpus/syntheticCorpus.js";
import type { EmotionMap } from "../corpus/emotionMap.js";
import { formatOfName } from "../audio/formats.js";
import type { OpenObjects } from "../shared/objects/openObjectStore.js";
import { nearMisses, type NearMiss } from "./nearMisses.js";

/** Names of either side that are kept to be shown and compared. */
const keptNames = 1_000;

/** What a labels file and a source say of one another. */
export interface LabelCheck {
  /** rows of the labels file, and how many only repeat another */
  readonly rows: number;
  readonly repeated: number;
  /** listed files with a label; recordings: their segments counted */
  readonly files: number;
  readonly recordings: number;
  /** listed audio files without a label, and labels without a file: how many, and the first of them */
  readonly withoutLabel: { readonly count: number; readonly first: readonly string[] };
  readonly withoutFile: { readonly count: number; readonly first: readonly string[] };
  /** names of either side that look like the same file */
  readonly nearMisses: readonly NearMiss[];
  readonly emotions: Readonly<Record<string, { readonly recordings: number; readonly speakers: number }>>;
  readonly speakers: Readonly<Record<string, { readonly recordings: number; readonly emotions: number }>>;
  /** what will make training hard */
  readonly warnings: readonly string[];
}

/**
 * In memory for one bit a row, a hundred thousand rows while they are sorted, and the counts of each speaker and emotion.
 *
 * @throws InputError "bad-labels"; otherwise as the source's store
 */
export async function checkLabels(
  source: string,
  spec: string,
  emotionMap: EmotionMap,
  openObjects: OpenObjects,
): Promise<LabelCheck> {
  const index = await LabelIndex.open({ spec, source, emotionMap, openObjects });
  const store = await openObjects(source);
  try {
    const emotions = new Map<string, { recordings: number; others: Set<string> }>();
    const speakers = new Map<string, { recordings: number; others: Set<string> }>();
    const withoutLabel = new FirstNames();
    let [files, recordings] = [0, 0];
    for (let after: string | null = null; ;) {
      const page = await store.listPage({ after });
      for (const { key, isUnreadable } of page.entries) {
        if (isUnreadable === true || isSyntheticMarker(key)) continue;
        const found = await index.of(key);
        if (found === undefined) {
          if (formatOfName(key) !== undefined) withoutLabel.add(key);
          continue;
        }
        files += 1;
        for (const { labels } of found) {
          recordings += 1;
          if (labels === null) continue;
          const speaker = speakerName(labels);
          count(emotions, labels.emotion, speaker);
          count(speakers, speaker, labels.emotion);
        }
      }
      after = page.next;
      if (after === null) break;
    }
    const withoutFile = new FirstNames();
    for await (const file of index.notFound()) withoutFile.add(file);
    return {
      rows: index.rows.all,
      repeated: index.rows.repeated,
      files,
      recordings,
      withoutLabel: withoutLabel.shown(),
      withoutFile: withoutFile.shown(),
      nearMisses: nearMisses(withoutFile.names, withoutLabel.names),
      emotions: Object.fromEntries(
        [...emotions].map(([name, { recordings: n, others }]) => [name, { recordings: n, speakers: others.size }]),
      ),
      speakers: Object.fromEntries(
        [...speakers].map(([name, { recordings: n, others }]) => [name, { recordings: n, emotions: others.size }]),
      ),
      warnings: [
        ...(speakers.size === 1
          ? ["There is one speaker only: a model is judged on speakers that it never heard."]
          : []),
        ...(emotions.size === 1 ? ["There is one emotion only: a model needs two to tell apart."] : []),
        ...alone(
          emotions,
          (name, other) =>
            `${name} is expressed by ${other} alone: where that speaker is held out, it cannot be learnt.`,
        ),
        ...alone(speakers, (name, other) => `${name} expresses ${other} alone: the model may learn the voice instead.`),
      ],
    };
  } finally {
    await store.close();
    await index.close();
  }
}

function count(counts: Map<string, { recordings: number; others: Set<string> }>, name: string, other: string): void {
  const of = counts.get(name) ?? { recordings: 0, others: new Set<string>() };
  of.recordings += 1;
  of.others.add(other);
  counts.set(name, of);
}

function alone(
  counts: ReadonlyMap<string, { readonly others: ReadonlySet<string> }>,
  words: (name: string, other: string) => string,
): string[] {
  if (counts.size < 2) return [];
  return [...counts].flatMap(([name, { others }]) => (others.size === 1 ? [words(name, [...others][0]!)] : []));
}

/** Counts names and keeps the first of them. */
class FirstNames {
  readonly names: string[] = [];
  #count = 0;

  add(name: string): void {
    this.#count += 1;
    if (this.names.length < keptNames) this.names.push(name);
  }

  shown(): { readonly count: number; readonly first: readonly string[] } {
    return { count: this.#count, first: this.names.slice(0, 5) };
  }
}
