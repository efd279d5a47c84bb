import { spearman } from "../../evaluation/spearman.js";
import type { OutOfFoldPrediction } from "../../report/predictionTable.js";
import type { BiasReport } from "../../report/report.js";
import type { Dataset } from "./dataset.js";

type Measure = BiasReport["measures"][number];
type Effect = Measure["effect"];

/**
 * Nuisance variables, as columns that rows may have. The absolute level depends on the microphone and the speaker's
 * distance; the level's range over the active part stands in for the signal-to-noise ratio, which is not measured.
 */
const measuredColumns = [
  ["loudness (MFCC 1)", "mfcc_01_mean"],
  ["level range, a stand-in for signal-to-noise", "rms_range"],
  ["F0 level", "f0Semitones_median"],
] as const;

/** Names for the recordings in which a variable is greater. */
const greaterWords: Readonly<Record<string, string>> = {
  duration: "longer ones",
  "sampling rate": "those of a higher sampling rate",
  [measuredColumns[0][0]]: "louder ones",
  [measuredColumns[1][0]]: "those with a wider range of levels",
  [measuredColumns[2][0]]: "those of higher voices",
};

/**
 * Whether the probabilities depend on nuisance variables. Emotions themselves change loudness, pitch and duration, so
 * the comparison is within each emotion: probabilities and measured variables are centred on their means over
 * recordings of the same emotion.
 *
 * @returns undefined if there are no probabilities
 */
export function biasOf(
  recipe: BiasReport["recipe"],
  predictions: readonly OutOfFoldPrediction[],
  classes: readonly string[],
  dataset: Dataset,
): BiasReport | undefined {
  if (predictions.length < 2 || predictions.some(({ probabilities }) => probabilities === undefined)) return undefined;
  const emotions = predictions.map(({ emotion }) => emotion);
  const residuals = classes.map((_, k) =>
    withoutMeans(
      predictions.map(({ probabilities }) => probabilities![k]!),
      emotions,
    ),
  );
  const names = [
    ["gender", predictions.map(({ gender }) => gender ?? "")],
    ["speaker", predictions.map(({ dataset: of, speaker }) => `${of}/${speaker}`)],
    ["data set", predictions.map(({ dataset: of }) => of)],
  ] as const;
  const measures = [
    ...numbersOf(predictions, dataset).flatMap(([of, values]) =>
      numberMeasure(of, values, emotions, residuals, classes),
    ),
    ...names.flatMap(([of, values]) => nameMeasure(of, values, residuals, classes)),
  ];
  return { recipe, rows: predictions.length, measures, sentences: sentencesOf(measures) };
}

/** The numeric variables of each prediction's recording. */
function numbersOf(
  predictions: readonly OutOfFoldPrediction[],
  { header, values }: Dataset,
): (readonly [string, readonly number[]])[] {
  const rowOf = new Map(header.keys.map((key, row) => [key, row]));
  const rows = predictions.map(({ key }) => rowOf.get(key)!);
  const { durationsSec, sourceRates, columns } = header;
  const nColumns = columns.length;
  return [
    ...(durationsSec === undefined ? [] : [["duration", rows.map((row) => durationsSec[row]!)] as const]),
    ...(sourceRates === undefined ? [] : [["sampling rate", rows.map((row) => sourceRates[row]!)] as const]),
    ...measuredColumns.flatMap(([of, name]) => {
      const column = columns.indexOf(name);
      return column < 0 ? [] : [[of, rows.map((row) => values[row * nColumns + column]!)] as const];
    }),
  ];
}

function numberMeasure(
  of: string,
  values: readonly number[],
  emotions: readonly string[],
  residuals: readonly (readonly number[])[],
  classes: readonly string[],
): Measure[] {
  if (new Set(values).size < 2) return [];
  const own = withoutMeans(values, emotions);
  const byClass = classes.map((label, k) => ({ label, value: rounded(spearman(own, residuals[k]!)) }));
  return [{ of, statistic: "spearman", byClass, effect: effectOf(byClass, [0.1, 0.3, 0.5]) }];
}

function nameMeasure(
  of: string,
  values: readonly string[],
  residuals: readonly (readonly number[])[],
  classes: readonly string[],
): Measure[] {
  if (new Set(values).size < 2) return [];
  const byClass = classes.map((label, k) => ({ label, value: rounded(etaSquared(residuals[k]!, values)) }));
  return [{ of, statistic: "etaSquared", byClass, effect: effectOf(byClass, [0.01, 0.06, 0.14]) }];
}

/**
 * Cohen's labels for the size of correlations and of eta squared.
 *
 * @see Cohen, Statistical Power Analysis (1988), ch. 3 and 8
 */
function effectOf(byClass: Measure["byClass"], [small, medium, large]: readonly [number, number, number]): Effect {
  const greatest = Math.max(...byClass.map(({ value }) => Math.abs(value)));
  if (greatest >= large) return "large";
  if (greatest >= medium) return "medium";
  return greatest >= small ? "small" : "none";
}

/** Eta squared: the share of the variance that lies between the groups, 0 to 1. */
function etaSquared(values: readonly number[], groups: readonly string[]): number {
  const within = withoutMeans(values, groups);
  const all = withoutMeans(
    values,
    values.map(() => ""),
  );
  const total = squares(all);
  return total === 0 ? 0 : 1 - squares(within) / total;
}

/** Each value minus the mean of its group. */
function withoutMeans(values: readonly number[], groups: readonly string[]): number[] {
  const sums = new Map<string, { sum: number; n: number }>();
  values.forEach((value, i) => {
    const { sum, n } = sums.get(groups[i]!) ?? { sum: 0, n: 0 };
    sums.set(groups[i]!, { sum: sum + value, n: n + 1 });
  });
  return values.map((value, i) => {
    const { sum, n } = sums.get(groups[i]!)!;
    return value - sum / n;
  });
}

function squares(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}

/** The correlation is NaN if one side is constant; that counts as 0. */
function rounded(value: number): number {
  return Number.isNaN(value) ? 0 : Math.round(value * 1e3) / 1e3;
}

function sentencesOf(measures: readonly Measure[]): string[] {
  // Variables that are constant within a speaker are covered by the speaker's share of the variance, reported below.
  const standing = measures.filter(({ effect }) => effect === "medium" || effect === "large");
  if (standing.length === 0)
    return ["Within each emotion, no variable measured here has more than a small effect on the probabilities."];
  return standing.map(({ of, statistic, byClass, effect }) => {
    const { label, value } = byClass.reduce((a, b) => (Math.abs(b.value) > Math.abs(a.value) ? b : a));
    if (statistic === "etaSquared")
      return `The ${of} explains ${Math.round(value * 100)} % of the variance of the probability of ${label} among recordings of one emotion (${effect} effect).`;
    const direction = value > 0 ? "more" : "less";
    return `Among recordings of one emotion, ${greaterWords[of] ?? `those with more ${of}`} are called ${label} ${direction} readily (rank correlation ${value.toFixed(2)}, ${effect} effect).`;
  });
}
