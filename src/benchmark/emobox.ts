import { RecordingReader } from "../audio/recordingReader.js";
import { openRecording } from "../audio/openRecording.js";
import { labelsOfName } from "../corpus/dataSets.js";
import { type EmoboxFolder, readEmobox } from "../corpus/labelsFile/emobox.js";
import { accuracy, balancedAccuracy, confusionMatrix, macroF1 } from "../evaluation/metrics.js";
import { trainedOn } from "../evaluation/vote/nestedVote.js";
import { VoteData } from "../evaluation/vote/voteData.js";
import { blocksOf, columnRange, featureSetOf } from "../features/featureSet.js";
import { createExtractor } from "../features/extraction.js";
import { createMatrixKernels } from "../models/createMatrixKernels.js";
import { InputError } from "../shared/errors.js";
import { zeros } from "../shared/matrix.js";
import type { OpenObjects } from "../shared/objects/openObjectStore.js";

export interface BenchmarkSettings {
  /** EmoBox's folder, with data/NAME and downloads/NAME */
  readonly dir: string;
  /** EmoBox's name of the data set */
  readonly dataset: string;
  /** directory of the recordings, found by their base names. @defaultValue DIR/downloads/NAME */
  readonly source?: string;
  readonly openObjects: OpenObjects;
  readonly maxBytes: number;
  /** called after each recording */
  readonly onFile?: (done: number, total: number) => void;
}

/** EmoBox's EmoEval metrics: UA is balanced accuracy, WA plain accuracy. */
export interface BenchmarkFigures {
  readonly ua: number;
  readonly wa: number;
  readonly macroF1: number;
  /** number of recordings evaluated */
  readonly n: number;
}

export interface BenchmarkResult {
  readonly dataset: string;
  readonly labels: readonly string[];
  readonly folds: readonly BenchmarkFigures[];
  /** the mean over the folds, as on the leaderboard */
  readonly mean: BenchmarkFigures;
  /** recordings of the data set that could not be found or read, and so are missing from the figures */
  readonly missing: readonly string[];
}

const maxDurationSec = 360;

/**
 * Trains the recipe "functionals" on the training side of each of EmoBox's folds (search and calibration within it) and
 * evaluates it on the test side, treating every voice as a new speaker's.
 *
 * @throws InputError "bad-labels" if EmoBox's folder has no such data set or no folds, "too-few-recordings" if none of
 *   its recordings is in the source
 */
export async function emoboxBenchmark(settings: BenchmarkSettings): Promise<BenchmarkResult> {
  const { dir, dataset, openObjects } = settings;
  const folder = await readEmobox(`${dir.replace(/\/+$/, "")}/data/${dataset}`, openObjects);
  if (folder.folds.length === 0)
    throw new InputError("bad-labels", `${dir}/data/${dataset}: no folder fold_1 with both sides`);
  const { features, missing } = await analyse(folder, settings);
  const lines = folder.lines.filter(({ key }) => features.has(key));
  if (lines.length === 0)
    throw new InputError(
      "too-few-recordings",
      `${dir}: none of ${folder.lines.length} recordings was found in the source`,
    );
  const emotionOf = ({ emo }: (typeof lines)[number]): string => folder.labelMap[emo] ?? emo;
  const labels = [...new Set(lines.map(emotionOf))].sort();
  const X = zeros(lines.length, features.get(lines[0]!.key)!.length);
  lines.forEach(({ key }, r) => X.data.set(features.get(key)!, r * X.cols));
  const y = Int32Array.from(lines, (line) => labels.indexOf(emotionOf(line)));
  const names = lines.map(({ spk, wav }) => spk ?? speakerOf(wav));
  const distinct = [...new Set(names)].sort();
  const speakers = names.map((name) => distinct.indexOf(name));
  const data = new VoteData({ X, y, nAsked: labels.length, speakers }, createMatrixKernels());
  const rowsOf = (keys: ReadonlySet<string>): Int32Array =>
    Int32Array.from(lines.flatMap(({ key }, r) => (keys.has(key) ? [r] : [])));
  const folds = folder.folds.flatMap(({ train, test }): BenchmarkFigures[] => {
    const tested = rowsOf(test);
    if (tested.length === 0) return []; // all of its recordings are missing; `missing` lists them
    const { rows, predicted } = trainedOn([data], rowsOf(train), tested);
    const confusion = confusionMatrix(
      rows.map((r) => y[r]!),
      predicted,
      labels.length,
    );
    return [{ ua: balancedAccuracy(confusion), wa: accuracy(confusion), macroF1: macroF1(confusion), n: rows.length }];
  });
  if (folds.length === 0)
    throw new InputError("too-few-recordings", `${dir}: no recording of a test side of ${dataset}'s folds was found`);
  const mean = (of: (figures: BenchmarkFigures) => number): number =>
    folds.reduce((sum, figures) => sum + of(figures), 0) / folds.length;
  return {
    dataset,
    labels,
    folds,
    mean: {
      ua: mean(({ ua }) => ua),
      wa: mean(({ wa }) => wa),
      macroF1: mean((figures) => figures.macroF1),
      n: folds.reduce((sum, { n }) => sum + n, 0),
    },
    missing,
  };
}

/** A speaker for EmoBox's entries without one: from the file's name, otherwise its folder. */
function speakerOf(wav: string): string {
  const name = labelsOfName(wav);
  return name.kind === "recording" ? name.labels.speaker : wav.slice(0, wav.lastIndexOf("/"));
}

/** The functionals of each recording found, by EmoBox's key. */
async function analyse(
  { name, lines }: EmoboxFolder,
  { dir, source = `${dir.replace(/\/+$/, "")}/downloads/${name}`, openObjects, maxBytes, onFile }: BenchmarkSettings,
): Promise<{ readonly features: ReadonlyMap<string, Float64Array>; readonly missing: readonly string[] }> {
  const blocks = blocksOf({ engine: "default", recipe: "best", convolutions: false });
  const { start, end } = columnRange(featureSetOf(blocks), "functionals")!;
  const extract = createExtractor({ blocks, sampleRate: 16_000, maxDurationSec });
  const store = await openObjects(source);
  const reader = new RecordingReader(store, { maxBytes });
  const features = new Map<string, Float64Array>();
  const missing: string[] = [];
  try {
    const bare = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
    const keys = new Map<string, string>();
    for (let after: string | null = null; ;) {
      const page = await store.listPage({ after });
      for (const { key } of page.entries) if (!keys.has(bare(key))) keys.set(bare(key), key);
      after = page.next;
      if (after === null) break;
    }
    for (const [i, { key, wav }] of lines.entries()) {
      const file = keys.get(bare(wav));
      try {
        if (file === undefined) throw new InputError("missing-object", wav);
        const { sound } = await reader.fetch(file, { maxDurationSec });
        features.set(
          key,
          Float64Array.from(
            extract(await openRecording(sound, { maxDurationSec })).features.subarray(start, end),
            Math.fround,
          ),
        );
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        missing.push(key);
      }
      onFile?.(i + 1, lines.length);
    }
  } finally {
    await store.close();
  }
  return { features, missing };
}
