import { readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { beforeAll, describe, expect, test } from "vitest";
import { runLocally } from "../../src/localRun/main.js";
import { loadModels } from "../../src/models/loadModels.js";
import { loadModel } from "../../src/models/modelFile.js";
import { predict } from "../../src/models/predict.js";
import { reportSchema, speakerSets, type Report } from "../../src/report/report.js";
import { smallCorpus, temporaryDirectory } from "../support/corpus.js";
import { localOptions } from "../support/localOptions.js";

describe("the main job on one machine", () => {
  let outDir: string;
  let report: Report;

  beforeAll(async () => {
    const source = await smallCorpus(6);
    await spoil(source);
    outDir = await temporaryDirectory();
    const end = await runLocally(localOptions(source, outDir));
    if (end.kind !== "done") throw new Error("stopped");
    ({ report } = end);
  });

  test("accounts for every listed file: extracted, skipped with a reason or rejected with a code", () => {
    const skipped = Object.values(report.files.skipped).reduce((sum, count) => sum + count, 0);
    expect(report.files.listed).toBe(6 * 30 + 2);
    expect(report.files.extracted + skipped + report.files.rejected.length).toBe(report.files.listed);
    expect(report.files.skipped).toEqual({ "not-a-recording": 1, "video-only": 1 });
  });

  test("rejects an empty, a truncated and a non-audio file once each, and continues", () => {
    const codes = report.files.rejected.map(({ key, code }) => [key, code]);
    expect(codes).toEqual([
      [spoilt.empty, "too-short"],
      [spoilt.truncated, "truncated-audio"],
      [spoilt.text, "unsupported-audio"],
    ]);
  });

  test("states that the corpus is synthetic, in the report and on the page", async () => {
    expect(report.synthetic).toBe(true);
    expect(await readFile(join(outDir, "report.html"), "utf8")).toMatch(/synthetic/i);
  });

  test("writes the report that it returns, as its schema defines", async () => {
    const written = reportSchema.parse(JSON.parse(await readFile(join(outDir, "report.json"), "utf8")));
    expect(written).toEqual(report);
    for (const set of speakerSets) {
      const { rows, nFeatures, labels, byActor, stratified } = written.sets[set]!;
      expect(nFeatures).toBeLessThanOrEqual(155);
      expect(labels).toEqual(["calm", "happy", "sad", "surprised"]);
      expect(byActor.confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(rows);
      expect(stratified.accuracy).toBeGreaterThan(0.25);
    }
  });

  test("writes one row of 161 features per recording to features.parquet", async () => {
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(join(outDir, "features.parquet")) });
    expect(rows).toHaveLength(report.files.extracted);
    const [first] = rows;
    expect(first).toMatchObject({
      key: "Actor_01/03-01-01-01-01-01-01.wav",
      actor: 1,
      gender: "man",
      emotion: "neutral",
    });
    expect(Object.keys(first!).filter((column) => column.endsWith("_mean"))).toHaveLength(161);
  });

  test("leaves one model per set that loads and distinguishes the emotions", async () => {
    for (const set of speakerSets) {
      const model = loadModel(await readFile(join(outDir, "models", `${set}.json`)), set);
      expect(model.synthetic).toBe(true);
      expect(model.labels).toEqual(["calm", "happy", "sad", "surprised"]);
      if (model.version !== 1) throw new Error("the study's recipe stores forests");
      expect(model.forest.nFeatures).toBe(model.columns.length);
    }
  });

  test("produces the same report again from the same files, except for the times", async () => {
    const again = await runLocally(localOptions(report.source, await temporaryDirectory()));
    if (again.kind !== "done") throw new Error("stopped");
    const sets = (of: Report): unknown =>
      JSON.parse(JSON.stringify(of.sets), (name, value: unknown) => (/seconds|Sec$/.test(name) ? undefined : value));
    expect(sets(again.report)).toEqual(sets(report));
  });
});

describe("the main job with --recipe best", () => {
  let outDir: string;
  let report: Report;

  beforeAll(async () => {
    outDir = await temporaryDirectory();
    const end = await runLocally(localOptions(await smallCorpus(3), outDir, { recipe: "best" }));
    if (end.kind !== "done") throw new Error("stopped");
    ({ report } = end);
  });

  test("reports both recipes, evaluated on held-out speakers", () => {
    expect(report.recipes!.compared.map(({ recipe }) => recipe)).toEqual(["study", "functionals"]);
    expect(report.functionals!.nOuter).toBe(3);
    expect(report.featureSet).toContain("functionals");
  });

  test("leaves the better recipe's models, which can predict", async () => {
    const models = await loadModels(join(outDir, "models"));
    const { winner } = report.recipes!;
    expect(models.bySet.get("all")!.version).toBe(winner === "functionals" ? 2 : 1);
    const corpus = await smallCorpus(1);
    const [first] = (await readdir(corpus, { recursive: true })).filter((name) => name.endsWith(".wav"));
    const { probabilities } = await predict(await readFile(join(corpus, first!)), models);
    expect(Object.values(probabilities).reduce((sum, p) => sum + p)).toBeCloseTo(1, 6);
  });
});

const spoilt = {
  empty: "Actor_01/03-01-03-01-01-01-01.wav",
  truncated: "Actor_02/03-01-03-01-01-01-02.wav",
  text: "Actor_03/03-01-03-01-01-01-03.wav",
};

async function spoil(corpus: string): Promise<void> {
  await truncate(join(corpus, spoilt.empty), 0);
  await truncate(join(corpus, spoilt.truncated), 20_000);
  await writeFile(join(corpus, spoilt.text), "this is not sound");
  await writeFile(join(corpus, "README.md"), "not a recording");
  await writeFile(join(corpus, "02-01-06-01-02-01-12.mp4"), "no sound in it");
}
