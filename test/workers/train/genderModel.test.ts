import { describe, expect, test } from "vitest";
import { expandGrid, quickstartGrid } from "../../../src/evaluation/paramGrid.js";
import { renderReportHtml } from "../../../src/report/html/reportHtml.js";
import { reportSchema } from "../../../src/report/report.js";
import { loadForest } from "../../../src/forest/forestFile.js";
import { buildDataset, fingerprint, packDataset, type Dataset } from "../../../src/workers/train/dataset.js";
import { fitTaskId } from "../../../src/workers/train/fitTask.js";
import type { FitSettings } from "../../../src/workers/train/fitSettings.js";
import fitOnThread from "../../../src/workers/train/fitThread.js";
import { genderFits, genderReport, genderTrainingSet, noGenderModel } from "../../../src/workers/train/genderModel.js";
import type { FitOutcome } from "../../../src/workers/train/fitProcessor.js";
import { TrainingResults } from "../../../src/workers/train/trainingResults.js";
import { mainJobReport } from "../../support/sampleReports.js";

const settings: FitSettings = {
  emotions: ["calm", "happy"],
  forest: "default",
  candidates: expandGrid(quickstartGrid),
  protocol: "byActor",
  nColumns: 4,
  pruneSteps: 1,
  randomState: 42,
  vote: null,
};

/** Rows whose third column separates the genders: two recordings of three emotions per actor. */
function datasetOf(actors: readonly number[]): Dataset {
  const rows = actors.flatMap((actor) =>
    ["02", "03", "05"].flatMap((emotion) =>
      [1, 2].map((repetition) => {
        const name = `03-01-${emotion}-01-01-0${repetition}-${String(actor).padStart(2, "0")}.wav`;
        const noise = (n: number): number => Math.sin(actor * 7.1 + Number(emotion) * 3.3 + repetition * 1.7 + n);
        const features = Float32Array.of(noise(1), noise(2), (actor % 2) * 4 + noise(3), noise(4));
        return { key: name, etag: "e", durationSec: 1, sourceRate: 48_000, features };
      }),
    ),
  );
  return buildDataset(rows, "mean161-v2-16000", ["a", "b", "c", "d"]);
}

/** Computes the gender model's fits as a train worker does. */
async function fit(dataset: Dataset): Promise<TrainingResults> {
  const packed = packDataset(dataset);
  const shared = new SharedArrayBuffer(packed.length);
  new Uint8Array(shared).set(packed);
  const results = new Map<string, FitOutcome>();
  for (const task of genderFits(settings)) {
    const result = await fitOnThread({ task, dataset: shared, fingerprint: fingerprint(packed), settings });
    const id = fitTaskId(task);
    results.set(id, result.ok ? { ok: true, value: result.results.get(id) } : result);
  }
  return resultsOf(results);
}

function resultsOf(outcomes: ReadonlyMap<string, FitOutcome>): TrainingResults {
  return new TrainingResults(outcomes, { sets: [], nVoteFolds: 0 }, settings);
}

const fourActors = datasetOf([1, 2, 3, 4]);

describe("the gender model", () => {
  test("is trained on the recordings of every emotion, including those of no emotion model", () => {
    const data = genderTrainingSet(fourActors, settings.emotions)!;
    expect(data.keys).toEqual(fourActors.header.keys);
    expect(data.labels).toEqual(["woman", "man"]);
    expect(data.recordings.map(({ gender }) => gender)).toEqual([...data.y].map((label) => data.labels[label]));
  });

  test("does not exist if all voices have the same gender", () => {
    expect(genderTrainingSet(datasetOf([2, 4, 6]), settings.emotions)).toBeUndefined();
    expect(noGenderModel(undefined, resultsOf(new Map()))).toContain("all voices of known gender have the same gender");
  });

  test("is evaluated by actor and by the stratified split, and reported", async () => {
    const results = await fit(fourActors);
    const report = genderReport(genderTrainingSet(fourActors, settings.emotions), settings, results)!;
    expect(report).toMatchObject({ rows: 24, actors: 4, nFeatures: 4, labels: ["woman", "man"] });
    expect(report.byActor.accuracy).toBe(1); // the third column leaves no doubt
    expect(report.byActor.confusion.flat().reduce((sum, count) => sum + count)).toBe(24);
    expect(report.stratified.intervals!.accuracy!.confidence).toBe(0.95);
    const whole = reportSchema.parse({ ...mainJobReport(), genderModel: report });
    expect(renderReportHtml(whole)).toContain("Gender model");
  });

  test("is itself fitted on all rows, and labels them correctly", async () => {
    const results = await fit(fourActors);
    const forest = loadForest(results.forest("gender"));
    const data = genderTrainingSet(fourActors, settings.emotions)!;
    const X = { rows: data.y.length, cols: 4, data: Float64Array.from(fourActors.values) };
    expect([...forest.predict(X)]).toEqual([...data.y]);
  });

  test("reports why it could not be trained: a single actor cannot be held out", async () => {
    const twoActors = datasetOf([1, 2]);
    const data = genderTrainingSet(twoActors, settings.emotions);
    const results = await fit(twoActors);
    expect(genderReport(data, settings, results)).toBeUndefined();
    expect(noGenderModel(data, results)).toMatch(/^There is no gender model \(.+\): if the speaker/);
  });
});
