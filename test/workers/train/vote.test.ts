import { beforeAll, describe, expect, test } from "vitest";
import { gridOf, expandGrid } from "../../../src/evaluation/paramGrid.js";
import { voteFolds } from "../../../src/evaluation/vote/nestedVote.js";
import { loadModel, type ModelFile } from "../../../src/models/modelFile.js";
import { renderReportHtml } from "../../../src/report/html/reportHtml.js";
import { decodePredictions, encodePredictions, type PredictionTable } from "../../../src/report/predictionTable.js";
import { reportSchema, type Report } from "../../../src/report/report.js";
import type { RunRecord } from "../../../src/runs/runRecord.js";
import { buildReport } from "../../../src/workers/train/buildReport.js";
import {
  buildDataset,
  fingerprint,
  packDataset,
  unpackDataset,
  type Dataset,
} from "../../../src/workers/train/dataset.js";
import type { FitOutcome } from "../../../src/workers/train/fitProcessor.js";
import type { FitSettings } from "../../../src/workers/train/fitSettings.js";
import { fitTaskId, type FitTask } from "../../../src/workers/train/fitTask.js";
import fitOnThread from "../../../src/workers/train/fitThread.js";
import { saveModels } from "../../../src/workers/train/saveModels.js";
import { finalFits, firstFits, pruneFits } from "../../../src/workers/train/trainingPlan.js";
import { TrainingResults, type TrainingPlan } from "../../../src/workers/train/trainingResults.js";
import { trainingSet } from "../../../src/workers/train/trainingSet.js";
import { voteSet } from "../../../src/workers/train/vote/voteSet.js";

const nStudy = 4;
const nColumns = 40;
const settings: FitSettings = {
  emotions: ["calm", "happy", "sad"],
  forest: "default",
  candidates: expandGrid(gridOf({ nEstimators: [3] })),
  protocol: "byActor",
  nColumns: nStudy,
  pruneSteps: 1,
  randomState: 42,
  vote: { columns: { start: nStudy, end: nColumns }, copies: [], convolutions: { seed: 7, perDilation: 3 } },
};

/**
 * The functionals separate the emotions within a voice; the study's columns carry no information. Contours of a few
 * frames.
 */
function datasetOf(actors: readonly number[]): Dataset {
  const rows = actors.flatMap((actor) =>
    ["01", "02", "03", "04"].flatMap((emotion) =>
      [1, 2].flatMap((statement) =>
        [1, 2].map((repetition) => {
          const key = `03-01-${emotion}-01-0${statement}-0${repetition}-${String(actor).padStart(2, "0")}.wav`;
          const noise = (n: number): number =>
            Math.sin(actor * 7.13 + Number(emotion) * 3.31 + statement * 1.71 + repetition * 2.37 + n * 5.77);
          const features = Float32Array.from({ length: nColumns }, (_, c) =>
            c < nStudy ? noise(c) : (actor % 5) + 0.4 * noise(c) + (c % 4 === Number(emotion) - 1 ? 1 : 0),
          );
          const contours = Float32Array.from({ length: 44 * 6 }, (_, i) => noise(i) + (i % 4));
          return { key, etag: "e", durationSec: 1, sourceRate: 48_000, features, contours };
        }),
      ),
    ),
  );
  const names = Array.from({ length: nColumns }, (_, c) => `column ${c}`);
  return buildDataset(rows, "mean161-v1-functionals-v1-contours-v1-16000", names);
}

const run = {
  name: "voices",
  settings: {
    source: "voices",
    emotions: settings.emotions,
    maxDurationSec: 360,
    engine: "default",
    forest: "default",
    grid: { name: "small" },
    convolutions: true,
    automatic: ["convolutions"],
  },
  listing: { listed: 64, synthetic: false, modalities: {}, skipped: {} },
  times: {},
} as unknown as RunRecord;

/** Runs all fits of a plan as train workers do, and reports. */
async function train(dataset: Dataset): Promise<{
  report: Report;
  files: ModelFile[];
  outcomes: Map<string, FitOutcome>;
  predictions: PredictionTable;
  keys: readonly string[];
}> {
  const packed = packDataset(dataset);
  const shared = new SharedArrayBuffer(packed.length);
  new Uint8Array(shared).set(packed);
  const outcomes = new Map<string, FitOutcome>();
  const fitAll = async (tasks: readonly FitTask[]): Promise<void> => {
    for (const task of tasks) {
      const result = await fitOnThread({ task, dataset: shared, fingerprint: fingerprint(packed), settings });
      if (!result.ok) outcomes.set(fitTaskId(task), { ok: false, problem: result.problem });
      // The value as read from Redis.
      else
        for (const [id, value] of result.results)
          outcomes.set(id, { ok: true, value: JSON.parse(JSON.stringify(value)) as unknown });
    }
  };
  const data = trainingSet(dataset, "all", settings.emotions, [0]);
  const sets = [{ planned: { name: "all", rows: data.y.length, nOuterFolds: 2 } as const, data }];
  const speakers = voteSet(dataset, settings.emotions).speakers;
  const nVoteFolds = new Set(speakers).size < 3 ? 0 : voteFolds(speakers).length;
  const plan: TrainingPlan = { sets: sets.map(({ planned }) => planned), nVoteFolds };
  await fitAll(firstFits(plan, settings));
  await fitAll(pruneFits(plan, settings, new TrainingResults(outcomes, plan, settings)));
  await fitAll(finalFits(plan, new TrainingResults(outcomes, plan, settings)));
  const parts = {
    run,
    dataset,
    rejections: [],
    sets,
    genderData: undefined,
    notTrained: [],
    nVoteFolds,
    outcomes,
    fit: settings,
    endedAt: 0,
  };
  const built = buildReport(parts);
  const report = reportSchema.parse(JSON.parse(JSON.stringify(built.report)));
  const files: ModelFile[] = [];
  const store = {
    save: async (saved: readonly ModelFile[]) => Promise.resolve({ run: "", version: String(files.push(...saved)) }),
  };
  const held = async (): Promise<void> => Promise.resolve();
  await saveModels(store, run, dataset, report, new TrainingResults(outcomes, plan, settings), settings, held);
  return { report, files, outcomes, predictions: built.predictions, keys: dataset.header.keys };
}

describe("training the recipe functionals", () => {
  let trained: Awaited<ReturnType<typeof train>>;
  beforeAll(async () => {
    trained = await train(datasetOf([1, 2, 3, 4]));
  });

  test("evaluates new and enrolled speakers, women and men with the one model for all", () => {
    const { functionals } = trained.report;
    expect(functionals).toMatchObject({ rows: 48, speakers: 4, nFeatures: 36, labels: settings.emotions, nOuter: 4 });
    expect(functionals!.newSpeakers!.all.macroF1).toBeGreaterThan(0.5);
    expect(functionals!.newSpeakers!.women!.confusion.flat().reduce((sum, n) => sum + n)).toBe(24);
    expect(functionals!.newSpeakers!.men!.confusion.flat().reduce((sum, n) => sum + n)).toBe(24);
    expect(functionals!.enrolment!.filter(({ pool }) => pool === "mixed").map(({ n }) => n)).toEqual([0, 1, 2, 5, 10]);
  });

  test("reports Brier score, calibration error, reliability curve and figures across sentences", () => {
    const { calibration, crossText } = trained.report.functionals!;
    expect(calibration!.newSpeakers.brier).toBeLessThan(0.7);
    expect(calibration!.newSpeakers.bins.reduce((sum, { count }) => sum + count, 0)).toBe(48);
    expect(crossText!.texts).toBe(2);
    expect(crossText!.scores.confusion.flat().reduce((sum, n) => sum + n)).toBe(48);
  });

  test("reports that all speakers use the same sentences, and that random convolutions vote for that reason", () => {
    const words = trained.report.functionals!.messages.join(" ");
    expect(words).toContain("All speakers speak the same 2 sentences");
    expect(words).toContain("because the speakers share 2 sentences; --no-convolutions turns them off.");
  });

  test("compares both recipes, and uses the better one's model for predictions", () => {
    const { recipes } = trained.report;
    expect(recipes!.winner).toBe("functionals");
    expect(recipes!.compared.map(({ recipe }) => recipe)).toEqual(["study", "functionals"]);
    expect(recipes!.difference!.point).toBeGreaterThan(0);
    expect(trained.files.map(({ set, version }) => [set, version])).toEqual([["all", 2]]);
    const model = loadModel(new TextEncoder().encode(JSON.stringify(trained.files[0])));
    expect(model.columns[0]).toEqual({ name: "column 4", index: 4 });
    expect(model.scores.byActor.macroF1).toBe(trained.report.functionals!.newSpeakers!.all.macroF1);
  });

  test("keeps the prediction for every held-out recording, from which every figure can be recomputed", async () => {
    const { report, predictions } = trained;
    const table = await decodePredictions(encodePredictions(predictions));
    expect(table).toEqual(predictions);
    const of = (recipe: string, protocol: string, isNested: boolean) =>
      table.rows.filter((row) => row.recipe === recipe && row.protocol === protocol && row.isNested === isNested);
    const accuracyOf = (rows: typeof table.rows) =>
      rows.filter(({ emotion, predicted }) => emotion === predicted).length / rows.length;
    const votes = of("functionals", "byActor", true);
    expect(votes.map(({ key }) => key).sort()).toEqual(
      trained.keys.filter((key) => !key.startsWith("03-01-01")).sort(),
    );
    expect(accuracyOf(votes)).toBeCloseTo(report.functionals!.newSpeakers!.all.accuracy, 12);
    expect(accuracyOf(of("study", "byActor", false))).toBeCloseTo(report.sets.all!.byActor.accuracy, 12);
    expect(accuracyOf(of("study", "stratified", false))).toBeCloseTo(report.sets.all!.stratified.accuracy, 12);
    expect(accuracyOf(of("study", "byActor", true))).toBeCloseTo(report.sets.all!.nested!.accuracy, 12);
    for (const { probabilities, fold } of table.rows) {
      expect(probabilities!.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 3);
      expect(fold).toBeGreaterThanOrEqual(0);
    }
  });

  test("breaks the headline figure down by speaker, by kind of recording and by cell", () => {
    const { breakdown, bias } = trained.report;
    expect(breakdown).toMatchObject({ recipe: "functionals", set: "all", nested: true, rows: 48 });
    expect(breakdown!.speakers.map(({ speaker }) => speaker).sort()).toEqual(["01", "02", "03", "04"]);
    expect(breakdown!.speakers.every(({ rows, lower, upper }) => rows === 12 && lower < upper)).toBe(true);
    expect(breakdown!.groups.map(({ by }) => by)).toEqual(["gender", "sentence"]);
    expect(breakdown!.cells.reduce((sum, { count }) => sum + count, 0)).toBe(48);
    expect(breakdown!.curves!.map(({ label }) => label)).toEqual(settings.emotions);
    expect(bias!.measures.map(({ of }) => of)).toEqual(["gender", "speaker"]);
  });

  test("measures the importance of feature families on held-out speakers, and the gain of the search", () => {
    const { families, searchGain } = trained.report.sets.all!;
    expect(families!.map(({ family, nColumns }) => [family, nColumns])).toEqual([["other", nStudy]]);
    expect(families![0]!.permutation!.lower).toBeLessThanOrEqual(families![0]!.permutation!.upper);
    expect(searchGain).toMatchObject({ winner: "nested", metric: "macroF1" });
    expect(searchGain!.sentence).toMatch(/^The search /);
  });

  test("records how to reproduce it: settings, seed, data and machine", () => {
    const { provenance, schemaVersion } = trained.report;
    expect(schemaVersion).toBe(2);
    expect(provenance).toMatchObject({
      settings: { source: "voices", emotions: settings.emotions },
      randomState: 42,
      data: { recordings: 64 },
      machine: { node: process.version },
    });
    expect(provenance!.corpora).toMatchObject([{ name: "RAVDESS", recordings: 64, licence: "CC BY-NC-SA 4.0" }]);
  });

  test("shows all of this in the report page", () => {
    const page = renderReportHtml(trained.report);
    expect(page).toContain("Two recipes, new voices");
    expect(page).toContain("One model for all voices");
    expect(page).toContain("Calibration");
    expect(page).toContain("new speakers, another sentence");
  });

  test("uses the study's forests for predictions if there are too few speakers, and reports why", async () => {
    const { report, files } = await train(datasetOf([1, 2]));
    expect(report.functionals).toBeDefined();
    const alone = await train(datasetOf([1]));
    expect(alone.report.functionals).toBeUndefined();
    expect(alone.report.messages!.join(" ")).toMatch(/The recipe "functionals" could not be trained: .*at least 2/);
    expect(files.length).toBeGreaterThan(0);
    expect(alone.files).toEqual([]);
  });
});

test("a dataset with contours survives packing", () => {
  const dataset = datasetOf([1, 2]);
  expect(unpackDataset(packDataset(dataset))).toEqual(dataset);
});
