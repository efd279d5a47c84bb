import { beforeAll, describe, expect, test } from "vitest";
import { readEmbeddingFile } from "../../src/embedding/embeddingFile.js";
import { openEmbedding } from "../../src/embedding/openEmbedding.js";
import { featureSetId, featureSetOf } from "../../src/features/featureSet.js";
import { enrolRecordings } from "../../src/models/enrolRecordings.js";
import { loadModel, type Model } from "../../src/models/modelFile.js";
import { predict } from "../../src/models/predict.js";
import { predict as predictInBrowser } from "../../src/models/predictInBrowser.js";
import { defaultPredictOptions } from "../../src/models/prediction.js";
import predictOnThread from "../../src/workers/predict/predictThread.js";
import { modelCache } from "../../src/workers/predict/modelCache.js";
import { convolutionModel, cosineFilters, embeddingFile } from "../support/embeddingModels.js";
import { sampleVoteModelFile } from "../support/sampleVoteModel.js";
import { syntheticVoiceWav } from "../support/syntheticVoice.js";

describe("a model that was trained with an embedding model", () => {
  const recording = syntheticVoiceWav();
  let path: string;
  let other: string;
  let bytes: Uint8Array;
  let model: Model;
  beforeAll(async () => {
    path = await embeddingFile(convolutionModel({ filters: cosineFilters }));
    other = await embeddingFile(convolutionModel({ filters: cosineFilters.slice(1) }));
    const { block } = await openEmbedding(await readEmbeddingFile(path));
    const featureSet = featureSetId(featureSetOf(["mean161", block]), 16_000);
    bytes = new TextEncoder().encode(JSON.stringify({ ...sampleVoteModelFile(), featureSet }));
    model = loadModel(bytes);
  });

  test("predicts with that model", async () => {
    const { emotion, model: used } = await predict(recording, model, { embedding: path });
    expect(model.labels).toContain(emotion);
    expect(used.featureSet).toBe(model.featureSet);
  });

  test("names the model that it needs if none or another one is given", async () => {
    await expect(predict(recording, model)).rejects.toThrow(/come from an embedding model .*none is named here/);
    await expect(predict(recording, model, { embedding: other })).rejects.toThrow(/another embedding model than in/);
  });

  test("reports in a browser that it only runs in Node", async () => {
    await expect(predictInBrowser(recording, model)).rejects.toMatchObject({ code: "bad-embedding" });
  });

  test("serves a worker's jobs, or rejects the recording as bad-embedding", async () => {
    const load = async () => Promise.resolve([{ set: "all" as const, where: "all.json", bytes }]);
    const models = await modelCache({ load })({ run: "sample", version: "1" });
    const outcome = async (embedding: string | undefined) =>
      predictOnThread({
        sound: { kind: "file", bytes: recording },
        models,
        options: { ...defaultPredictOptions, embedding },
      });
    expect(await outcome(path)).toMatchObject({ outcome: { ok: true } });
    for (const wrong of [undefined, other, "no/such.onnx"])
      expect(await outcome(wrong)).toMatchObject({ outcome: { ok: false, code: "bad-embedding" } });
  });

  test("enrols speakers by that model's columns", async () => {
    const anna = await enrolRecordings("anna", [recording], model, undefined, { embedding: path });
    expect(anna).toMatchObject({ featureSet: model.featureSet, statistics: { n: 1 } });
    expect(anna.statistics.mean).toHaveLength(161 + 2 * cosineFilters.length);
    await expect(enrolRecordings("anna", [recording], model)).rejects.toThrow(/none is named here/);
  });
});
