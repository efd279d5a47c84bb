import { InferenceSession, Tensor } from "onnxruntime-web";
import { describe, expect, test } from "vitest";
import { probabilitiesOf } from "../../src/models/classProbabilities.js";
import { modelToOnnx } from "../../src/models/exportModel.js";
import { loadModel, type ModelFile } from "../../src/models/modelFile.js";
import { sampleModelFile, sampleRow } from "../support/sampleModels.js";
import { sampleVoteModelFile, heldOutRows } from "../support/sampleVoteModel.js";

const load = (file: ModelFile) => loadModel(new TextEncoder().encode(JSON.stringify(file)));

/** Rows as ONNX Runtime sees them: 32-bit floats. */
const rows = {
  forest: [0, 1, 2, 3].map((emotion) => Array.from(sampleRow(emotion, 0, 900 + emotion), Math.fround)),
  vote: Array.from({ length: heldOutRows.X.rows }, (_, r) =>
    Array.from(heldOutRows.X.data.subarray(r * heldOutRows.X.cols, (r + 1) * heldOutRows.X.cols), Math.fround),
  ),
};

describe.each([
  ["a forest", load(sampleModelFile("all")), rows.forest],
  ["a vote of linear models", load(sampleVoteModelFile()), rows.vote],
])("%s exported to ONNX", (_, model, all) => {
  const bytes = modelToOnnx(model);

  test("predicts the same in ONNX Runtime as here", async () => {
    const session = await InferenceSession.create(bytes);
    const X = Float32Array.from(all.flatMap((row) => model.columns.map(({ index }) => row[index]!)));
    const answer = await session.run({ X: new Tensor("float32", X, [all.length, model.columns.length]) });
    const proba = answer["probabilities"]!.data as Float32Array;
    const labels = Array.from(answer["label"]!.data as BigInt64Array, Number);
    all.forEach((row, r) => {
      const here = [...probabilitiesOf(model, Float64Array.from(row)).values()];
      here.forEach((p, k) => expect(proba[r * here.length + k]).toBeCloseTo(p, 4));
      expect(labels[r]).toBe(here.indexOf(Math.max(...here)));
    });
  });

  test("lists its classes, features and scaling in the file's metadata", () => {
    const text = new TextDecoder("latin1").decode(bytes);
    expect(text).toContain(JSON.stringify(model.labels));
    expect(text).toContain(JSON.stringify(model.columns.map(({ name }) => name)));
    expect(text).toContain("feature_set");
    expect(text).toMatch(model.version === 1 ? /scaling.{1,4}none/s : /inside the graph: \(x - mean\) \/ sd/);
  });
});
