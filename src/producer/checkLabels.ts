import { LabelIndex } from "../corpus/labelsFile/labelIndex.js";
import { speakerName } from "../corpus/labels.js";
import { isSyntheticMarker } from "../corpus/syntheticCorpus.js";
import type { EmotionMap } from "../corpus/emotionMap.js";
import { formatOfName } from "../audio/formats.js";
import type { OpenObjects } from "../shared/objects/openObjectStore.js";
import { nearMisses, type NearMiss } from "./nearMisses.js";

/** Number of names on each side that are kept for display and comparison. */
const keptNames = 1_000;

/** How well a labels file and a source match. */
export interface LabelCheck {
  /** rows of the labels file, and how many of them repeat another row */
  readonly rows: number;
  readonly repeated: number;
  /** listed files with a label; `recordings` counts their segments */
  readonly files: number;
  readonly recordings: number;
  /** listed audio files without a label, and labels without a file: the count and the first names */
  readonly withoutLabel: { readonly count: number; readonly first: readonly string[] };
  readonly withoutFile: { readonly count: number; readonly first: readonly string[] };
  /** pairs of names, one from each side, that look like the same file */
  readonly nearMisses: readonly NearMiss[];
  readonly emotions: Readonly<Record<string, { readonly recordings: number; readonly speakers: number }>>;
  readonly speakers: Readonly<Record<string, { readonly recordings: number; readonly emotions: number }>>;
  /** what will make training hard */
  readonly warnings: readonly string[];
}

/**
 * Memory: one bit per row, a hundred thousand rows while sorting, and the counts of each speaker and emotion.
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
          ? ["There is only one speaker: a model is evaluated on speakers held out of training."]
          : []),
        ...(emotions.size === 1 ? ["There is only one emotion: a model needs at least two."] : []),
        ...alone(
          emotions,
          (name, other) => `Only ${other} expresses ${name}: when that speaker is held out, the model cannot learn it.`,
        ),
        ...alone(speakers, (name, other) => `${name} expresses only ${other}: the model may learn the voice instead.`),
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
