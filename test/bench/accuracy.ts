import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { bootstrapInterval } from "../../src/evaluation/bootstrapInterval.js";
import { calibrationOf } from "../../src/evaluation/calibration.js";
import type { ActorFold } from "../../src/evaluation/folds.js";
import { macroF1 } from "../../src/evaluation/metrics.js";
import { studyParams } from "../../src/evaluation/paramGrid.js";
import {
  crossTextPredictions,
  nestedVoteFold,
  voteFolds,
  voteInnerSplits,
  type VoteFold,
} from "../../src/evaluation/vote/nestedVote.js";
import { VoteData } from "../../src/evaluation/vote/voteData.js";
import { searchVote, voteCandidates } from "../../src/evaluation/vote/voteSearch.js";
import { argmaxRows } from "../../src/forest/classifier.js";
import { RandomForestClassifier } from "../../src/forest/randomForest.js";
import { rankDataset } from "../../src/forest/rankedDataset.js";
import { columnRange, featureSetOf } from "../../src/features/featureSet.js";
import { zeros, type Matrix } from "../../src/shared/matrix.js";
import { convolutionView } from "../../src/workers/train/vote/voteSet.js";
import { type Corpus, readCorpus, type Spoken } from "./accuracy/corpus.js";
import { extractRows } from "./accuracy/extractRows.js";

const usage = `npm run bench -- accuracy --source DIR [--convolutions] [--folds FILE.tsv] [--json]
  DIR: recordings of RAVDESS or EMO-DB, by their names; FILE.tsv: EmoBox's folds (columns file and testFold)`;

const randomState = 42;

/** One line of the table: macro F1 with its 95 % interval over speakers. */
interface Line {
  readonly recipe: "study" | "functionals" | "functionals and convolutions";
  readonly emotions: number;
  /** recordings enrolled of the judged speaker, never the judged one; of calm speech alone where it says so */
  readonly enrolled: number;
  readonly calm?: boolean;
  readonly folds: string;
  readonly all: string;
  readonly women?: string;
  readonly men?: string;
  readonly brier?: number;
  readonly ece?: number;
}

/**
 * What the recipes reach on speakers never heard, new and enrolled: nested cross-validation by speaker. The search, the
 * calibration and the standardisation of each fold see nothing of the speakers it is judged on.
 */
export async function bench(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      source: { type: "string" },
      folds: { type: "string" },
      convolutions: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
    },
  });
  if (values.source === undefined) {
    process.stderr.write(`usage: ${usage}\n`);
    process.exitCode = 2;
    return;
  }
  const corpus = readCorpus(values.source, await filesUnder(values.source));
  say(
    `${corpus.recordings.length} recordings of ${new Set(corpus.recordings.map(({ speaker }) => speaker)).size} speakers: ${corpus.name}`,
  );
  const { X, contours } = await extractRows(corpus, say);
  const lines: Line[] = [];
  const started = process.cpuUsage();
  const given = values.folds === undefined ? undefined : foldsFrom(await readFile(values.folds, "utf8"), corpus);
  for (const asked of corpus.questions) {
    const subset = given?.rows ?? [...corpus.recordings.keys()];
    lines.push(...judge(corpus, X, values.convolutions ? contours : undefined, subset, asked, given?.folds));
  }
  const cpu = process.cpuUsage(started);
  const cpuSec = (cpu.user + cpu.system) / 1e6;
  if (values.json) process.stdout.write(`${JSON.stringify({ corpus: corpus.name, lines, cpuSec })}\n`);
  else {
    process.stdout.write(table(lines));
    process.stdout.write(`\n${cpuSec.toFixed(0)} s of processor time for searches, fits and judging\n`);
  }
}

function judge(
  corpus: Corpus,
  whole: Matrix,
  contours: readonly Float32Array[] | undefined,
  subset: readonly number[],
  asked: readonly string[],
  given: readonly ActorFold[] | undefined,
): Line[] {
  const recordings = subset.map((r) => corpus.recordings[r]!);
  const others = [...new Set(recordings.map(({ emotion }) => emotion))].filter((each) => !asked.includes(each)).sort();
  const labels = [...asked, ...others];
  const y = Int32Array.from(recordings, ({ emotion }) => labels.indexOf(emotion));
  const speakers = recordings.map(({ speaker }) => speaker);
  const set = featureSetOf(["mean161", "functionals"]);
  const X = columns(whole, subset, columnRange(set, "functionals")!);
  const data = new VoteData({ X, y, nAsked: asked.length, speakers });
  const folds = given ?? voteFolds(speakers, new Set(speakers).size <= 10 ? 10 : undefined);
  const viewsOf = (train: Int32Array): VoteData[] => {
    if (contours === undefined) return [data];
    const own = subset.map((r) => contours[r]!);
    return [data, convolutionView({ contours: own, settings: { seed: randomState } }, data, train).data];
  };
  const calm = labels.flatMap((label, k) => (label === "neutral" || label === "calm" ? [k] : []));
  const judged = folds.map((fold, f) => {
    say(`${asked.length} emotions: fold ${f + 1} of ${folds.length}`);
    return nestedVoteFold(viewsOf(fold.train), fold, calm, randomState);
  });
  const base = { emotions: asked.length, folds: given === undefined ? `${folds.length} by speaker, nested` : "EmoBox" };
  const scored = (pairs: Pairs): Pick<Line, "all" | "women" | "men"> => scoresOf(pairs, recordings, asked.length);
  const recipe = contours === undefined ? "functionals" : "functionals and convolutions";
  const lines: Line[] = [];
  if (asked.length < labels.length || corpus.questions.length === 1)
    lines.push({
      recipe: "study",
      enrolled: 0,
      ...base,
      ...scored(study(columns(whole, subset, columnRange(set, "study")!), data, folds)),
    });
  lines.push({
    recipe: "functionals",
    enrolled: 0,
    ...base,
    ...scored(unheard(judged, data)),
    ...calibration(judged, data, "unheard"),
  });
  const points = judged.flatMap(({ enrolment }) => enrolment.results);
  for (const n of [...new Set(points.map((point) => point.n))].sort((a, b) => a - b).filter((each) => each > 0))
    for (const pool of ["mixed", "calm"] as const) {
      const pairs = enrolledPairs(judged, n, pool);
      if (pairs.length === 0) continue;
      const extra = pool === "calm" ? { calm: true } : n === 20 ? calibration(judged, data, "enrolled") : {};
      lines.push({ recipe, enrolled: n, ...base, ...scored(pairs), ...extra });
    }
  if (new Set(recordings.map(({ text }) => text)).size > 1 && given === undefined) {
    const everyRow = Int32Array.from(y.keys());
    const search = searchVote([data], everyRow, voteCandidates, voteInnerSplits);
    const texts = recordings.map(({ text }) => text);
    const { rows, predicted } = crossTextPredictions([data], texts, voteCandidates[search.best]!, search.temperatures);
    const pairs = rows.map((row, i) => ({ speaker: speakers[row]!, truth: y[row]!, predicted: predicted[i]! }));
    lines.push({ recipe, enrolled: 0, ...base, folds: "by speaker and sentence", ...scored(pairs) });
  }
  return lines;
}

type Pairs = readonly { readonly speaker: number; readonly truth: number; readonly predicted: number }[];

function unheard(judged: readonly VoteFold[], { rows: { y, speakers } }: VoteData): Pairs {
  return judged.flatMap(({ unheard: { rows, proba } }) => {
    const predicted = argmaxRows(proba);
    return rows.map((row, i) => ({ speaker: speakers[row]!, truth: y[row]!, predicted: predicted[i]! }));
  });
}

function enrolledPairs(judged: readonly VoteFold[], n: number, pool: "mixed" | "calm"): Pairs {
  const points = judged
    .flatMap(({ enrolment }) => enrolment.results)
    .filter((each) => each.n === n && each.pool === pool);
  return points.flatMap(({ speaker, confusion }) =>
    confusion.flatMap((counts, truth) =>
      counts.flatMap((count, predicted) => Array.from({ length: count }, () => ({ speaker, truth, predicted }))),
    ),
  );
}

function calibration(
  judged: readonly VoteFold[],
  { rows: { y, nAsked } }: VoteData,
  which: "unheard" | "enrolled",
): Pick<Line, "brier" | "ece"> {
  const parts = judged.map((fold) => (which === "unheard" ? fold.unheard : fold.enrolment.enrolled));
  const rows = parts.flatMap((part) => part.rows);
  if (rows.length === 0) return {};
  const data = Float64Array.from(parts.flatMap(({ proba }) => [...proba.data]));
  const { brier, ece } = calibrationOf(
    { rows: rows.length, cols: nAsked, data },
    rows.map((row) => y[row]!),
  );
  return { brier, ece };
}

/** The study's forest with its own parameters on its 155 columns, in the same folds. */
function study(X: Matrix, { rows: { y, nAsked, speakers } }: VoteData, folds: readonly ActorFold[]): Pairs {
  const asked = Int32Array.from(y.keys()).filter((row) => y[row]! < nAsked);
  const ranked = rankDataset(
    X,
    y.map((label) => Math.min(label, nAsked)),
  );
  return folds.flatMap(({ train, test }) => {
    const forest = new RandomForestClassifier({ ...studyParams.womenAndAll, randomState }).fitRanked(
      ranked,
      train.filter((row) => asked.includes(row)),
    );
    const predicted = forest.predict(X);
    return [...test]
      .filter((row) => y[row]! < nAsked)
      .map((row) => ({ speaker: speakers[row]!, truth: y[row]!, predicted: predicted[row]! }));
  });
}

/** Macro F1 of everybody, women and men, each with the interval that drawing other speakers gives. */
function scoresOf(pairs: Pairs, recordings: readonly Spoken[], nClasses: number): Pick<Line, "all" | "women" | "men"> {
  const genderOf = new Map(recordings.map(({ speaker, gender }) => [speaker, gender]));
  const of = (gender?: "woman" | "man"): string | undefined => {
    const kept = pairs.filter(({ speaker }) => gender === undefined || genderOf.get(speaker) === gender);
    if (new Set(kept.map(({ speaker }) => speaker)).size < 2) return undefined;
    const truth = { actors: kept.map(({ speaker }) => speaker), yTrue: kept.map((pair) => pair.truth), nClasses };
    const predicted = kept.map((pair) => pair.predicted);
    const { point, lower, upper } = bootstrapInterval(truth, predicted, macroF1, { nResamples: 1_000, randomState });
    return `${point.toFixed(3)} [${lower.toFixed(2)}, ${upper.toFixed(2)}]`;
  };
  const [women, men] = [of("woman"), of("man")];
  return { all: of() ?? "", ...(women === undefined ? {} : { women }), ...(men === undefined ? {} : { men }) };
}

function columns(whole: Matrix, rows: readonly number[], { start, end }: { start: number; end: number }): Matrix {
  const part = zeros(rows.length, end - start);
  rows.forEach((row, r) =>
    part.data.set(whole.data.subarray(row * whole.cols + start, row * whole.cols + end), r * part.cols),
  );
  return part;
}

/** The folds of an EmoBox table, as far as its files are here; they are matched by name. */
function foldsFrom(
  text: string,
  corpus: Corpus,
): { readonly rows: readonly number[]; readonly folds: readonly ActorFold[] } {
  const [header, ...lines] = text.trim().split("\n");
  const names = header!.split("\t");
  const [fileAt, foldAt] = [names.indexOf("file"), names.indexOf("testFold")];
  const foldOf = new Map(
    lines.map((line) => line.split("\t")).map((cells) => [path.basename(cells[fileAt]!), cells[foldAt]!]),
  );
  const rows = [...corpus.recordings.keys()].filter((r) => foldOf.has(path.basename(corpus.recordings[r]!.file)));
  const fold = rows.map((r) => foldOf.get(path.basename(corpus.recordings[r]!.file))!);
  const folds = [...new Set(fold)].filter((name) => name !== "").sort();
  return {
    rows,
    folds: folds.map((name) => {
      const train = Int32Array.from(rows.keys()).filter((i) => fold[i] !== name);
      const test = Int32Array.from(rows.keys()).filter((i) => fold[i] === name);
      return { train, test, heldOut: [...new Set(Array.from(test, (i) => corpus.recordings[rows[i]!]!.speaker))] };
    }),
  };
}

async function filesUnder(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true });
  return entries.filter((name) => name.toLowerCase().endsWith(".wav")).sort();
}

function table(lines: readonly Line[]): string {
  const cells = lines.map(({ recipe, emotions, enrolled, calm, folds, all, women = "", men = "", brier, ece }) => [
    recipe,
    String(emotions),
    enrolled === 0 ? "new" : `${enrolled} enrolled${calm === true ? ", calm alone" : ""}`,
    folds,
    all,
    women,
    men,
    brier?.toFixed(3) ?? "",
    ece?.toFixed(3) ?? "",
  ]);
  const head = ["recipe", "emotions", "speaker", "folds", "macro F1", "women", "men", "Brier", "ECE"];
  const widths = head.map((name, c) => Math.max(name.length, ...cells.map((row) => row[c]!.length)));
  return [head, ...cells]
    .map(
      (row) =>
        `${row
          .map((cell, c) => cell.padEnd(widths[c]!))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
