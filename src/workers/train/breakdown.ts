import { bootstrapInterval } from "../../evaluation/bootstrapInterval.js";
import { classCurves, type CurvePoint } from "../../evaluation/curves.js";
import { accuracy, confusionMatrix, macroF1 } from "../../evaluation/metrics.js";
import { wilsonInterval } from "../../evaluation/wilsonInterval.js";
import type { OutOfFoldPrediction, PredictionTable } from "../../report/predictionTable.js";
import type { Breakdown, GroupFigures } from "../../report/report.js";
import { confidence } from "./reportScores.js";
import type { Voice } from "./voice.js";

/** The facts about each recording that the breakdown uses besides its prediction. */
export interface RecordingFacts {
  readonly voice: Voice;
  /** seconds; undefined in datasets of earlier versions */
  readonly durationSec: number | undefined;
}

/** Recordings listed for a cell of the confusion matrix; predictions.parquet has them all. */
const listedRecordings = 50;

/** Maximum number of points of a curve in a chart. */
const shownPoints = 60;

/** The predictions behind the headline figure: one recipe, one set, speakers held out. */
export function headlinePredictions(
  { rows }: PredictionTable,
  { recipe, set, nested }: Pick<Breakdown, "recipe" | "set" | "nested">,
): readonly OutOfFoldPrediction[] {
  return rows.filter(
    (row) => row.recipe === recipe && row.set === set && row.protocol === "byActor" && row.isNested === nested,
  );
}

/**
 * The headline figure broken down by speaker, by kind of recording, by class and by recording.
 *
 * @param the model that made the predictions
 * @param factsOf facts about a recording, by its key
 */
export function breakdownOf(
  of: Pick<Breakdown, "recipe" | "set" | "nested">,
  rows: readonly OutOfFoldPrediction[],
  classes: readonly string[],
  factsOf: ReadonlyMap<string, RecordingFacts>,
  randomState: number,
): Breakdown | undefined {
  if (rows.length === 0) return undefined;
  const scorer = new GroupScorer(classes, randomState);
  const facts = (row: OutOfFoldPrediction): RecordingFacts | undefined => factsOf.get(row.key);
  const durations = durationGroups(rows.map((row) => facts(row)?.durationSec));
  const groupings = [
    ["gender", (row: OutOfFoldPrediction) => row.gender],
    ["intensity", (row: OutOfFoldPrediction) => facts(row)?.voice.intensity],
    ["sentence", (row: OutOfFoldPrediction) => facts(row)?.voice.statement],
    ["data set", (row: OutOfFoldPrediction) => row.dataset],
    ["duration", (row: OutOfFoldPrediction) => durations(facts(row)?.durationSec)],
  ] as const;
  const groups = groupings.flatMap(([by, nameOf]) => {
    const parts = grouped(rows, nameOf);
    if (parts.size < 2) return [];
    const names = by === "duration" ? [...parts.keys()].sort(byNumber) : [...parts.keys()].sort();
    return [{ by, groups: names.map((name) => scorer.group(name, parts.get(name)!)) }];
  });
  const curves = curvesOf(rows, classes);
  return {
    ...of,
    rows: rows.length,
    speakers: speakerFigures(rows, scorer),
    groups,
    ...(curves === undefined ? {} : { curves }),
    cells: cellsOf(rows, classes),
  };
}

class GroupScorer {
  readonly #classes: readonly string[];
  readonly #randomState: number;

  constructor(classes: readonly string[], randomState: number) {
    this.#classes = classes;
    this.#randomState = randomState;
  }

  figures(rows: readonly OutOfFoldPrediction[]): { accuracy: number; macroF1: number } {
    const { yTrue, yPred } = this.#labels(rows);
    const confusion = confusionMatrix(yTrue, yPred, this.#classes.length);
    return { accuracy: accuracy(confusion), macroF1: macroF1(confusion) };
  }

  group(name: string, rows: readonly OutOfFoldPrediction[]): GroupFigures {
    // Numbered like the speakers of the report's other intervals, so that equal rows have equal intervals.
    const speakers = [...grouped(rows, speakerName).keys()].sort(naturally);
    const numbers = new Map(speakers.map((speaker, i) => [speaker, i]));
    const { yTrue, yPred } = this.#labels(rows);
    const truth = { actors: rows.map((row) => numbers.get(speakerName(row))!), yTrue, nClasses: this.#classes.length };
    const options = { ...confidence, randomState: this.#randomState };
    return {
      name,
      rows: rows.length,
      speakers: speakers.length,
      ...this.figures(rows),
      ...(speakers.length < 2 ? {} : { interval: bootstrapInterval(truth, yPred, macroF1, options) }),
    };
  }

  #labels(rows: readonly OutOfFoldPrediction[]): { yTrue: number[]; yPred: number[] } {
    return {
      yTrue: rows.map(({ emotion }) => this.#classes.indexOf(emotion)),
      yPred: rows.map(({ predicted }) => this.#classes.indexOf(predicted)),
    };
  }
}

/** Speakers' scores, weakest first. */
function speakerFigures(rows: readonly OutOfFoldPrediction[], scorer: GroupScorer): Breakdown["speakers"] {
  return [...grouped(rows, speakerName).values()]
    .map((own) => {
      const { dataset, speaker, gender } = own[0]!;
      const figures = scorer.figures(own);
      const right = own.filter(({ emotion, predicted }) => emotion === predicted).length;
      return {
        dataset,
        speaker,
        ...(gender === undefined ? {} : { gender }),
        rows: own.length,
        ...figures,
        ...wilsonInterval(right, own.length, confidence.confidence),
      };
    })
    .sort((a, b) => a.accuracy - b.accuracy || a.macroF1 - b.macroF1 || (a.speaker < b.speaker ? -1 : 1));
}

function speakerName({ dataset, speaker }: OutOfFoldPrediction): string {
  return `${dataset}/${speaker}`;
}

const natural = new Intl.Collator("en", { numeric: true });

function naturally(a: string, b: string): number {
  return natural.compare(a, b);
}

/** Thirds by length: "up to 3.3 s", "3.3 to 3.7 s", "3.7 s and longer". */
function durationGroups(
  durations: readonly (number | undefined)[],
): (durationSec: number | undefined) => string | undefined {
  const known = durations.filter((each) => each !== undefined).sort((a, b) => a - b);
  const at = (share: number): number => known[Math.floor(share * known.length)] ?? 0;
  const [first, second] = [at(1 / 3), at(2 / 3)];
  return (durationSec) => {
    if (durationSec === undefined) return undefined;
    if (durationSec < first) return `below ${first.toFixed(1)} s`;
    return durationSec < second ? `${first.toFixed(1)} to ${second.toFixed(1)} s` : `${second.toFixed(1)} s and longer`;
  };
}

/** Sorts names by the number in them; "below" comes first. */
function byNumber(a: string, b: string): number {
  const first = (name: string): number => Number(/[\d.]+/.exec(name)?.[0] ?? 0) - (name.startsWith("below") ? 1e-6 : 0);
  return first(a) - first(b);
}

function grouped(
  rows: readonly OutOfFoldPrediction[],
  nameOf: (row: OutOfFoldPrediction) => string | undefined,
): Map<string, OutOfFoldPrediction[]> {
  const groups = new Map<string, OutOfFoldPrediction[]>();
  for (const row of rows) {
    const name = nameOf(row);
    if (name === undefined) continue;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [row]);
    else group.push(row);
  }
  return groups;
}

function curvesOf(rows: readonly OutOfFoldPrediction[], classes: readonly string[]): Breakdown["curves"] {
  const proba = rows.map(({ probabilities }) => probabilities);
  if (proba.some((each) => each === undefined)) return undefined;
  return classes.flatMap((label, k) => {
    const isPositive = rows.map(({ emotion }) => emotion === label);
    const nPositive = isPositive.filter(Boolean).length;
    if (nPositive === 0 || nPositive === rows.length) return [];
    const curves = classCurves(
      proba.map((each) => each![k]!),
      isPositive,
    );
    return [
      {
        label,
        rocAuc: curves.rocAuc,
        averagePrecision: curves.averagePrecision,
        share: nPositive / rows.length,
        roc: thinned(curves.roc),
        precisionRecall: thinned(curves.precisionRecall),
      },
    ];
  });
}

/** Thins a curve to the points that a chart can show, including the first and the last, with three decimals. */
function thinned(points: readonly CurvePoint[]): CurvePoint[] {
  const last = points.length - 1;
  const indices = new Set(
    Array.from({ length: shownPoints }, (_, i) => Math.round((i * last) / Math.max(1, shownPoints - 1))),
  );
  const three = (value: number): number => Math.round(value * 1e3) / 1e3;
  return [...indices].map((i) => ({ x: three(points[i]!.x), y: three(points[i]!.y) }));
}

function cellsOf(rows: readonly OutOfFoldPrediction[], classes: readonly string[]): Breakdown["cells"] {
  const cells = grouped(rows, ({ emotion, predicted }) => `${emotion}\t${predicted}`);
  return classes.flatMap((emotion) =>
    classes.flatMap((predicted) => {
      const members = cells.get(`${emotion}\t${predicted}`);
      if (members === undefined) return [];
      const k = classes.indexOf(predicted);
      const recordings = members
        .map(({ key, probabilities }) => ({
          key,
          ...(probabilities === undefined ? {} : { probability: probabilities[k]! }),
        }))
        .sort((a, b) => (b.probability ?? 0) - (a.probability ?? 0) || (a.key < b.key ? -1 : 1))
        .slice(0, listedRecordings);
      return [{ emotion, predicted, count: members.length, recordings }];
    }),
  );
}
