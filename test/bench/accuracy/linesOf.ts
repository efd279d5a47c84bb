import { bootstrapInterval } from "../../../src/evaluation/bootstrapInterval.js";
import { calibrationOf } from "../../../src/evaluation/calibration.js";
import type { ActorFold } from "../../../src/evaluation/folds.js";
import { macroF1 } from "../../../src/evaluation/metrics.js";
import { studyParams } from "../../../src/evaluation/paramGrid.js";
import { enrolledCounts } from "../../../src/evaluation/vote/enrolment.js";
import { nestedVoteFold, voteFolds, type VoteFold } from "../../../src/evaluation/vote/nestedVote.js";
import { VoteData, type VoteRows } from "../../../src/evaluation/vote/voteData.js";
import { argmaxRows } from "../../../src/forest/classifier.js";
import { RandomForestClassifier } from "../../../src/forest/randomForest.js";
import { rankDataset } from "../../../src/forest/rankedDataset.js";
import { columnRange, featureSetOf } from "../../../src/features/featureSet.js";
import { createMatrixKernels } from "../../../src/models/createMatrixKernels.js";
import { type Matrix, zeros } from "../../../src/shared/matrix.js";
import { convolutionView } from "../../../src/workers/train/vote/voteSet.js";
import type { Corpus, Spoken } from "./corpus.js";

const randomState = 42;

/** One line of the table: macro F1 with its 95 % interval over speakers. */
export interface Line {
  readonly recipe: "study" | `functionals${"" | " and convolutions"}${"" | ", noisy copies"}`;
  readonly emotions: number;
  /**
   * number of the test speaker's recordings that are enrolled, never the test recording itself; calm ones only where
   * stated
   */
  readonly enrolled: number;
  readonly calm?: boolean;
  readonly folds: string;
  readonly all: string;
  readonly women?: string;
  readonly men?: string;
  readonly brier?: number;
  readonly ece?: number;
}

/** Recordings to evaluate, and their labels. */
export interface Evaluated {
  readonly corpus: Corpus;
  /** rows of mean161, functionals and noisy copies of the whole corpus */
  readonly X: Matrix;
  readonly contours: readonly Float32Array[];
  /** rows of the corpus that are used */
  readonly subset: readonly number[];
  /** @defaultValue by speaker, nested */
  readonly folds?: readonly ActorFold[] | undefined;
}

/** Random convolutions of all rows, by their training rows; cached for the next set of emotions on the same rows. */
export type KeptConvolutions = Map<string, VoteRows>;

/**
 * The lines for one set of emotions: the study's forest, the functionals and, if `kept` is given, the functionals with
 * random convolutions. @param withNoise also with noisy copies of the training recordings
 */
export function* linesOf(
  evaluated: Evaluated,
  asked: readonly string[],
  kept: KeptConvolutions | undefined,
  withNoise: boolean,
): Generator<Line> {
  const { corpus, X: whole, contours, subset } = evaluated;
  const recordings = subset.map((r) => corpus.recordings[r]!);
  const others = [...new Set(recordings.map(({ emotion }) => emotion))].filter((each) => !asked.includes(each)).sort();
  const labels = [...asked, ...others];
  const y = Int32Array.from(recordings, ({ emotion }) => labels.indexOf(emotion));
  const speakers = recordings.map(({ speaker }) => speaker);
  const genders = recordings.map(({ gender }) => (gender === "man" ? 0 : 1));
  const set = featureSetOf(["mean161", "functionals", "noisy"]);
  const X = columns(whole, subset, columnRange(set, "functionals")!);
  const data = new VoteData({ X, y, nAsked: asked.length, speakers, genders }, createMatrixKernels());
  const folds = evaluated.folds ?? voteFolds(speakers, new Set(speakers).size <= 10 ? 10 : undefined, y, genders);
  const own = subset.map((r) => contours[r]!);
  const convolved = (train: Int32Array, convolutions: KeptConvolutions): VoteData => {
    const key = train.join();
    const known = convolutions.get(key);
    if (known !== undefined) return new VoteData({ ...known, y, nAsked: asked.length }, data.kernels);
    const view = convolutionView({ contours: own, settings: { seed: randomState } }, data, train).data;
    convolutions.set(key, view.rows);
    return view;
  };
  const name = evaluated.folds === undefined ? `${folds.length} by speaker, nested` : "EmoBox";
  const base = { emotions: asked.length, folds: name };
  const scored = (pairs: Pairs): Pick<Line, "all" | "women" | "men"> => scoresOf(pairs, recordings, asked.length);
  if (asked.length < labels.length || corpus.questions.length === 1) {
    const pairs = study(columns(whole, subset, columnRange(set, "study")!), data, folds);
    yield { recipe: "study", enrolled: 0, ...base, ...scored(pairs) };
  }
  // EmoBox's folds cannot be split further by sentence.
  const texts = evaluated.folds === undefined ? recordings.map(({ text }) => text) : [];
  const calm = labels.flatMap((label, k) => (label === "neutral" || label === "calm" ? [k] : []));
  const linesOfRecipe = function* (
    recipe: Line["recipe"],
    viewsOf: (train: Int32Array) => readonly VoteData[],
  ): Generator<Line> {
    const results = folds.map((fold, f) => {
      say(`${asked.length} emotions, ${recipe}: fold ${f + 1} of ${folds.length}`);
      return nestedVoteFold(viewsOf(fold.train), fold, calm, randomState, texts);
    });
    const ofNew = { ...scored(unheard(results, data)), ...calibration(results, data, "unheard") };
    yield { recipe, enrolled: 0, ...base, ...ofNew };
    yield* enrolledLines(results, data, { recipe, ...base }, scored);
    const across = results.flatMap(({ crossText: { rows, predicted } }) =>
      rows.map((row, i) => ({ speaker: speakers[row]!, truth: y[row]!, predicted: predicted[i]! })),
    );
    if (across.length === 0) return;
    yield { recipe, enrolled: 0, ...base, folds: "by speaker and sentence", ...scored(across) };
  };
  const noisy = columns(whole, subset, columnRange(set, "noisy")!);
  const versions = [
    ["", data],
    ...(withNoise
      ? ([[", noisy copies", new VoteData({ ...data.rows, copies: [noisy] }, data.kernels)]] as const)
      : []),
  ] as const;
  for (const [words, functionals] of versions) {
    yield* linesOfRecipe(`functionals${words}`, () => [functionals]);
    if (kept !== undefined)
      yield* linesOfRecipe(`functionals and convolutions${words}`, (train) => [functionals, convolved(train, kept)]);
  }
}

function enrolledLines(
  results: readonly VoteFold[],
  data: VoteData,
  base: Pick<Line, "recipe" | "emotions" | "folds">,
  scored: (pairs: Pairs) => Pick<Line, "all" | "women" | "men">,
): Line[] {
  const counts = new Set(results.flatMap(({ enrolment }) => enrolment.results.map(({ n }) => n)));
  return [...counts]
    .filter((n) => n > 0)
    .sort((a, b) => a - b)
    .flatMap((n) =>
      (["mixed", "calm"] as const).flatMap((pool): Line[] => {
        const pairs = enrolledPairs(results, n, pool);
        if (pairs.length === 0) return [];
        const most = pool === "mixed" && n === enrolledCounts.at(-1) ? calibration(results, data, "enrolled") : {};
        return [{ enrolled: n, ...base, ...scored(pairs), ...(pool === "calm" ? { calm: true } : most) }];
      }),
    );
}

type Pairs = readonly { readonly speaker: number; readonly truth: number; readonly predicted: number }[];

function unheard(evaluated: readonly VoteFold[], { rows: { y, speakers } }: VoteData): Pairs {
  return evaluated.flatMap(({ unheard: { rows, proba } }) => {
    const predicted = argmaxRows(proba);
    return rows.map((row, i) => ({ speaker: speakers[row]!, truth: y[row]!, predicted: predicted[i]! }));
  });
}

function enrolledPairs(evaluated: readonly VoteFold[], n: number, pool: "mixed" | "calm"): Pairs {
  const points = evaluated
    .flatMap(({ enrolment }) => enrolment.results)
    .filter((each) => each.n === n && each.pool === pool);
  return points.flatMap(({ speaker, confusion }) =>
    confusion.flatMap((counts, truth) =>
      counts.flatMap((count, predicted) => Array.from({ length: count }, () => ({ speaker, truth, predicted }))),
    ),
  );
}

function calibration(
  evaluated: readonly VoteFold[],
  { rows: { y, nAsked } }: VoteData,
  which: "unheard" | "enrolled",
): Pick<Line, "brier" | "ece"> {
  const parts = evaluated.map((fold) => (which === "unheard" ? fold.unheard : fold.enrolment.enrolled));
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

/** Macro F1 of all speakers, women and men, each with its bootstrap interval over speakers. */
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

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
