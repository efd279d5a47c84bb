import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { OutOfFold } from "../../../src/dashboard/explore/outOfFold.js";
import { encodePredictions, type OutOfFoldPrediction, predictionsBlob } from "../../../src/report/predictionTable.js";
import { reportBlob } from "../../../src/report/report.js";
import { bareDashboard, type BareDashboard } from "../../support/bareDashboard.js";
import { runSettings } from "../../support/settings.js";

describe("the accuracy of a run's models on new speakers", () => {
  let open: BareDashboard;
  beforeAll(async () => void (open = await bareDashboard()));
  afterAll(async () => open.close());

  let rows: OutOfFoldPrediction[];
  const add = (of: Partial<OutOfFoldPrediction>, times: number): void => {
    for (let i = 0; i < times; i++)
      rows.push({
        key: `Actor_01/${rows.length}.wav`,
        dataset: "ravdess",
        speaker: "01",
        gender: "man",
        emotion: "sad",
        recipe: "functionals",
        set: "all",
        protocol: "byActor",
        isNested: true,
        fold: 0,
        predicted: "sad",
        probabilities: [1],
        ...of,
      });
  };

  /** Stores a run with the rows that `fill` adds, and asks for its counts. */
  async function worthOf(run: string, report: object, fill: () => void) {
    rows = [];
    fill();
    const { runs } = open.services;
    await runs.create(run, runSettings({ source: "/nowhere" }), 1);
    await runs.saveBlob(run, predictionsBlob, encodePredictions({ classes: ["sad"], rows }));
    await runs.saveBlob(run, reportBlob, Buffer.from(JSON.stringify(report)));
    return (await new OutOfFold(open.services).of(run, { name: "none.wav" })).worth;
  }

  const bothRecipes = (): void => {
    add({}, 5);
    add({ emotion: "calm" }, 2);
    add({ recipe: "study" }, 11);
    add({ recipe: "study", emotion: "calm" }, 13);
  };

  test("is computed for the recipe whose models are stored", async () => {
    const functionals = await worthOf("functionals", { recipes: { winner: "functionals" } }, bothRecipes);
    expect(functionals).toEqual({ all: { sad: { called: 7, right: 5 } } });
    const study = await worthOf("study", { recipes: { winner: "study" } }, bothRecipes);
    expect(study).toEqual({ all: { sad: { called: 24, right: 11 } } });
    expect(await worthOf("without", {}, bothRecipes)).toEqual(study);
  });

  test("counts each recording once: nested folds rather than plain ones, and no known speakers", async () => {
    const worth = await worthOf("twice", {}, () => {
      add({ recipe: "study" }, 3);
      add({ recipe: "study", isNested: false }, 100);
      add({ recipe: "study", protocol: "stratified", isNested: false }, 100);
      add({ recipe: "study", set: "women", isNested: false, predicted: "constructor" }, 4);
    });
    expect(worth).toEqual({
      all: { sad: { called: 3, right: 3 } },
      women: { constructor: { called: 4, right: 0 } },
    });
  });
});
