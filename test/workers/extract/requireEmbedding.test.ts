import { expect, test } from "vitest";
import { readEmbeddingFile } from "../../../src/embedding/embeddingFile.js";
import { openEmbedding } from "../../../src/embedding/openEmbedding.js";
import { NotForThisWorkerError } from "../../../src/runs/makes.js";
import { requireEmbedding } from "../../../src/workers/extract/requireEmbedding.js";
import { convolutionModel, cosineFilters, embeddingFile } from "../../support/embeddingModels.js";

test("an extract worker leaves the jobs of a run to others if it does not have the run's embedding model", async () => {
  const bytes = convolutionModel({ filters: cosineFilters });
  const path = await embeddingFile(bytes);
  const { block, file } = await openEmbedding(await readEmbeddingFile(path));
  const { sha256, options } = file;
  const run = { name: "r", settings: { embedding: { block, sha256, options } } };
  await requireEmbedding(run, path);
  await requireEmbedding({ name: "r", settings: { embedding: null } }, undefined);
  const other = await embeddingFile(convolutionModel({ filters: cosineFilters.slice(2) }));
  for (const [place, problem] of [
    [undefined, /run r: .*none is named here.*its jobs are left to workers that have the model/],
    [other, /run r: .*another embedding model than in training/],
    ["no/such.onnx", /run r: no\/such\.onnx: the embedding model cannot be read/],
  ] as const) {
    const failure = requireEmbedding(run, place);
    await expect(failure).rejects.toBeInstanceOf(NotForThisWorkerError);
    await expect(failure).rejects.toThrow(problem);
  }
});
