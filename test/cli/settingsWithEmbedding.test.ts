import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { settingsWithEmbedding } from "../../src/cli/settingsWithEmbedding.js";
import type { AskedSettings } from "../../src/runs/jobs.js";
import { convolutionModel, cosineFilters, embeddingFile } from "../support/embeddingModels.js";
import { runSettings } from "../support/settings.js";

const model = convolutionModel({ filters: cosineFilters });
const asked: AskedSettings = {
  ...runSettings({ source: "voices", recipe: "best" }),
  convolutions: "auto",
  noisyCopies: "auto",
};

test("--embedding puts the model's hash and options into a run's settings, without random convolutions", async () => {
  const settings = await settingsWithEmbedding(asked, await embeddingFile(model, { output: "doubled" }), undefined);
  expect(settings).toMatchObject({
    convolutions: false,
    noisyCopies: false,
    embedding: {
      sha256: createHash("sha256").update(model).digest("hex"),
      options: { input: "samples", output: "doubled", normalize: false, windowSec: 30 },
    },
  });
  expect(settings.embedding!.block).toMatch(/^embedding12x/);
});

test("SER_EMBEDDING alone does not make a run use an embedding", async () => {
  expect(await settingsWithEmbedding(asked, undefined, await embeddingFile(model))).toEqual(asked);
});

test("a run.json with an embedding needs the same model, named by SER_EMBEDDING or --embedding", async () => {
  const path = await embeddingFile(model);
  const settings = await settingsWithEmbedding(asked, path, undefined);
  expect(await settingsWithEmbedding(settings, undefined, path)).toEqual(settings);
  await expect(settingsWithEmbedding(settings, undefined, undefined)).rejects.toThrow(/none is named here/);
  const other = await embeddingFile(convolutionModel({ filters: cosineFilters.slice(1) }));
  await expect(settingsWithEmbedding(settings, undefined, other)).rejects.toThrow(/another embedding model/);
});

test.each<[Partial<AskedSettings>, string]>([
  [{ engine: "meyda" }, "--engine meyda"],
  [{ recipe: "study" }, "--recipe study"],
  [{ convolutions: true }, "--convolutions"],
  [{ noisyCopies: true }, "--noisy-copies"],
  [{ forest: "ml-random-forest" }, "--forest ml-random-forest"],
])("--embedding with %j is a usage error", async (other, words) => {
  await expect(settingsWithEmbedding({ ...asked, ...other }, "x.onnx", undefined)).rejects.toThrow(
    `--embedding cannot be combined with ${words}`,
  );
});
