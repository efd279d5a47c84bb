import { cp, mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { runLocally } from "../../src/localRun/main.js";
import { loadModels } from "../../src/models/loadModels.js";
import { predict } from "../../src/models/predict.js";
import { renderReportHtml } from "../../src/report/html/reportHtml.js";
import type { Report } from "../../src/report/report.js";
import type { AskedSettings } from "../../src/runs/jobs.js";
import { readEmbeddingFile } from "../../src/embedding/embeddingFile.js";
import { openEmbedding } from "../../src/embedding/openEmbedding.js";
import { smallCorpus, temporaryDirectory } from "../support/corpus.js";
import { convolutionModel, cosineFilters, embeddingFile } from "../support/embeddingModels.js";
import { localOptions } from "../support/localOptions.js";

/** A recording of the synthetic corpus: emotion, intensity, statement, repetition and actor, as RAVDESS's names say them. */
function named(emotion: "happy" | "sad", take: number, actor: number): string {
  const code = { happy: "03", sad: "04" }[emotion];
  const rest = ["01-01-01", "01-02-01", "02-01-01", "02-02-01"][take]!;
  const name = String(actor).padStart(2, "0");
  return `Actor_${name}/03-01-${code}-${rest}-${name}.wav`;
}

let corpus: string;
beforeAll(async () => {
  corpus = await smallCorpus(3);
});

/** The result of a run on these recordings only. */
async function reportOf(
  keys: readonly string[],
  settings: Partial<AskedSettings> = {},
  out?: string,
  embedding?: string,
): Promise<Report> {
  const dir = await temporaryDirectory();
  for (const key of keys) {
    await mkdir(dirname(join(dir, "corpus", key)), { recursive: true });
    await cp(join(corpus, key), join(dir, "corpus", key));
  }
  const options = { emotions: ["happy", "sad"], ...settings };
  const end = await runLocally({
    ...localOptions(join(dir, "corpus"), out ?? join(dir, "out"), options),
    embedding,
  });
  if (end.kind !== "done") throw new Error("the run was stopped");
  return end.report;
}

function reason(report: Report, set: "all" | "women" | "men"): string | undefined {
  return report.notTrained?.find((each) => each.set === set)?.message;
}

// Gathered rows of so few recordings fit into Node's pool of small buffers, where they may start at any byte.
describe("a run of few recordings", () => {
  test("with two, four or eight actors is trained and evaluated", { timeout: 240_000 }, async () => {
    for (const takes of [1, 2]) {
      const each = Array.from({ length: takes }, (_, take) => take);
      const keys = [1, 2].flatMap((actor) =>
        each.flatMap((take) => [named("happy", take, actor), named("sad", take, actor)]),
      );
      const report = await reportOf(keys);
      expect(report.sets.all?.rows).toBe(4 * takes);
      expect(reason(report, "women")).toContain(
        "recordings are of actor 2, but a model is evaluated on speakers held out",
      );
    }
  });

  test("with one actor reports what is missing and the figures for known voices", async () => {
    const takes = [0, 1, 2, 3];
    const report = await reportOf(takes.flatMap((take) => [named("happy", take, 1), named("sad", take, 1)]));
    expect(report.sets).toEqual({});
    const all = report.notTrained?.find(({ set }) => set === "all");
    expect(all?.message).toBe(
      "all 8 recordings are of actor 1, but a model is evaluated on speakers held out of training: add recordings of another speaker",
    );
    expect(all?.stratified?.confusion.flat().reduce((sum, n) => sum + n)).toBeGreaterThan(0);
    expect(renderReportHtml(report)).toContain("On known speakers");
    expect(reason(report, "women")).toBe("recordings of at least two of happy, sad are needed, found none");
  });

  test("with a single recording of an emotion reports it", async () => {
    const report = await reportOf([named("happy", 0, 1), named("happy", 0, 3), named("sad", 0, 1)]);
    expect(reason(report, "all")).toBe(
      "there is only one recording of sad: each class needs two, one for training and one for testing",
    );
  });
});

test(
  "a run whose speakers share sentences uses random convolutions and noisy copies, reports it, and predicts without copies",
  { timeout: 240_000 },
  async () => {
    const out = await temporaryDirectory();
    const keys = [1, 2, 3].flatMap((actor) =>
      [0, 1, 2, 3].flatMap((take) => [named("happy", take, actor), named("sad", take, actor)]),
    );
    const report = await reportOf(keys, { recipe: "best", convolutions: "auto", noisyCopies: "auto" }, out);
    const [convolutions, copies] = report.functionals!.messages;
    expect(convolutions).toContain("Random convolutions vote too, because the speakers share 2 sentences");
    expect(copies).toContain("also trained on a copy of each recording with noise");
    const html = renderReportHtml(report);
    expect([convolutions, copies].every((words) => html.includes(words!))).toBe(true);
    expect(report.featureSet!).toContain("contours-v1-noisy-v1");
    const { settings } = JSON.parse(await readFile(join(out, "run.json"), "utf8")) as { settings: object };
    expect(settings).toMatchObject({
      convolutions: true,
      noisyCopies: true,
      automatic: ["convolutions", "noisyCopies"],
    });
    expect(report.recipes?.winner).toBe("functionals");
    const models = await loadModels(join(out, "models"));
    const [model] = models.bySet.values();
    expect(model?.featureSet).toBe(report.featureSet!.replace("-noisy-v1", ""));
    const { emotion, probabilities } = await predict(await readFile(join(corpus, named("sad", 0, 1))), models);
    expect(emotion).toBe("sad");
    expect(Object.keys(probabilities)).toEqual(["happy", "sad"]);
  },
);

test(
  "a run with an embedding model learns from its frames, reports it, and predicts only with that model",
  { timeout: 240_000 },
  async () => {
    const [out, path] = [await temporaryDirectory(), await embeddingFile(convolutionModel({ filters: cosineFilters }))];
    const { block, file } = await openEmbedding(await readEmbeddingFile(path));
    const keys = [1, 2, 3].flatMap((actor) =>
      [0, 1, 2, 3].flatMap((take) => [named("happy", take, actor), named("sad", take, actor)]),
    );
    const embedding = { block, sha256: file.sha256, options: file.options };
    const report = await reportOf(keys, { recipe: "best", embedding, nested: false }, out, path);
    expect(report.files).toMatchObject({ extracted: 24, rejected: [] });
    expect(report.functionals).toMatchObject({ rows: 24, nFeatures: 2 * cosineFilters.length });
    expect(renderReportHtml(report)).toContain("linear models on embedding");
    const models = await loadModels(join(out, "models"));
    const [model] = models.bySet.values();
    expect(model?.featureSet).toContain(block);
    const recording = await readFile(join(corpus, named("sad", 0, 1)));
    const { probabilities } = await predict(recording, models, { embedding: path });
    expect(Object.keys(probabilities)).toEqual(["happy", "sad"]);
    await expect(predict(recording, models)).rejects.toThrow(/come from an embedding model .*none is named here/);
    const other = await embeddingFile(convolutionModel({ filters: cosineFilters.slice(1) }));
    await expect(predict(recording, models, { embedding: other })).rejects.toThrow(/another embedding model than/);
  },
);
