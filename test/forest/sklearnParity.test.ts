import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { predictFamily } from "../../src/forest/family.js";
import { argmaxRows } from "../../src/forest/classifier.js";
import { RandomForestClassifier } from "../../src/forest/randomForest.js";
import { type RankedDataset, rankDataset } from "../../src/forest/rankedDataset.js";
import { type SklearnParams, fromSklearn, meanOf, spearman } from "./sklearn.js";

const golden = path.join(process.env["SER_GOLDEN"] ?? path.resolve("../shared/golden"), "hq");
const isPresent = existsSync(path.join(golden, "sklearn-forest.json"));
if (!isPresent) process.stderr.write(`skipped: no reference data in ${golden} (set SER_GOLDEN)\n`);

interface Result {
  readonly params: SklearnParams;
  readonly accuracy: [number, number];
  readonly macroF1: [number, number];
  readonly oob: [number, number];
  readonly importanceMean: number[];
}
interface Reference {
  readonly tool: string;
  readonly seeds: number;
  readonly sets: Record<string, { rows: number; folds: number[][]; results: Record<string, Result> }>;
}
interface Row {
  readonly emotion: number;
  readonly actor: number;
  readonly features: number[];
}

/** The mean score of this many forests varies by about 0.005 between choices of random states; scikit-learn's is of 20. */
const nRandomStates = 10;

describe.skipIf(!isPresent)(
  `the forest beside scikit-learn on real recordings, mean of ${nRandomStates} random states`,
  () => {
    if (!isPresent) return;
    const reference = readJson("sklearn-forest.json") as Reference;
    const rows = readRows();
    for (const [set, { folds, results, rows: nRows }] of Object.entries(reference.sets)) {
      const held = new Set(folds.flat());
      const members = rows.filter(({ actor }) => held.has(actor));
      const y = Int32Array.from(members, ({ emotion }) => emotion);
      const data = Float64Array.from(members.flatMap(({ features }) => features.slice(0, 155)));
      const dataset = rankDataset({ rows: members.length, cols: 155, data }, y);

      test(`${set}: takes the rows the reference took`, () => {
        expect(members.length).toBe(nRows);
      });

      for (const [name, expected] of Object.entries(results)) {
        const states = Array.from({ length: nRandomStates }, (_, state) => state);
        const parameters = fromSklearn(expected.params);

        test(`${set}, ${name}: accuracy and macro F1 over the folds lie within 0.02`, () => {
          const scores = states.map((randomState) => {
            const predicted = crossValidate(dataset, members, folds, { ...parameters, randomState });
            return { accuracy: accuracy(dataset.classOf, predicted), macroF1: macroF1(dataset.classOf, predicted, 4) };
          });
          expect(Math.abs(meanOf(scores.map((score) => score.accuracy)) - expected.accuracy[0])).toBeLessThan(0.02);
          expect(Math.abs(meanOf(scores.map((score) => score.macroF1)) - expected.macroF1[0])).toBeLessThan(0.02);
        }, 180_000);

        test(`${set}, ${name}: the out-of-bag score lies within 0.02 and importances correlate above 0.9`, () => {
          const forests = states.map((randomState) =>
            new RandomForestClassifier({ ...parameters, randomState }).fitRanked(dataset),
          );
          expect(Math.abs(meanOf(forests.map((forest) => forest.oobScore)) - expected.oob[0])).toBeLessThan(0.02);
          const importances = forests.map((forest) => forest.featureImportances);
          const means = expected.importanceMean.map((_, column) => meanOf(importances.map((each) => each[column]!)));
          expect(spearman(means, expected.importanceMean)).toBeGreaterThan(0.9);
        }, 60_000);
      }
    }
  },
);

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(path.join(golden, name), "utf8"));
}

/** Recordings of the four emotions; a file is named modality-channel-emotion-intensity-statement-repetition-actor. */
function readRows(): Row[] {
  const lines = readFileSync(path.join(golden, "librosa-16000.jsonl"), "utf8").trim().split("\n");
  return lines
    .map((line) => {
      const { file, features } = JSON.parse(line) as { file: string; features: number[] };
      const parts = path.basename(file, ".wav").split("-").map(Number);
      return { emotion: parts[2]!, actor: parts[6]!, features };
    })
    .filter(({ emotion }) => [2, 3, 4, 8].includes(emotion));
}

/** The class predicted for each row by the forest that was not trained on its actor. */
function crossValidate(
  dataset: RankedDataset,
  members: readonly Row[],
  folds: readonly number[][],
  { nEstimators = 100, maxDepth = null, ...shared }: ReturnType<typeof fromSklearn> & { randomState: number },
): Int32Array {
  const predicted = new Int32Array(members.length);
  for (const actors of folds) {
    const all = Int32Array.from(members, (_, row) => row);
    const test = all.filter((row) => actors.includes(members[row]!.actor));
    const train = all.filter((row) => !actors.includes(members[row]!.actor));
    const [member] = predictFamily(dataset, train, test, shared, [nEstimators], [maxDepth]);
    argmaxRows(member!.proba).forEach((index, i) => (predicted[test[i]!] = index));
  }
  return predicted;
}

function accuracy(truth: Int32Array, predicted: Int32Array): number {
  return meanOf(Array.from(truth, (label, row) => (label === predicted[row] ? 1 : 0)));
}

function macroF1(truth: Int32Array, predicted: Int32Array, nClasses: number): number {
  const scores = Array.from({ length: nClasses }, (_, k) => {
    const hits = truth.filter((label, row) => label === k && predicted[row] === k).length;
    return (2 * hits) / (truth.filter((label) => label === k).length + predicted.filter((label) => label === k).length);
  });
  return meanOf(scores);
}
