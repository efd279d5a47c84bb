import { InferenceSession, Tensor } from "onnxruntime-web";
import { describe, expect, test } from "vitest";
import { exportOnnx, floorToFloat32 } from "../../src/forest/onnx.js";
import { RandomForestClassifier } from "../../src/forest/randomForest.js";
import { blobs } from "./blobs.js";

// onnxruntime-web is ONNX Runtime compiled to WebAssembly; onnxruntime-node, the same in native code, would fetch 200 MB
// of GPU libraries from elsewhere while it is installed.
describe("an exported forest in ONNX Runtime", () => {
  for (const nClasses of [2, 4]) {
    const { X, y } = blobs(300, 7, nClasses);
    X.data.forEach((value, i) => (X.data[i] = Math.fround(value)));
    const fit = () => new RandomForestClassifier({ nEstimators: 40, maxDepth: 6 }).fit(X, y);

    test(`predicts the same labels and, to six digits, the same probabilities, ${nClasses} classes`, async () => {
      const forest = fit();
      const session = await InferenceSession.create(exportOnnx(forest));
      const answer = await session.run({ X: new Tensor("float32", Float32Array.from(X.data), [X.rows, X.cols]) });
      const labels = answer["label"]!.data as BigInt64Array;
      expect(Array.from(labels, Number)).toEqual(Array.from(forest.predict(X)));
      const { data, dims } = answer["probabilities"]!;
      expect(dims).toEqual([X.rows, nClasses]);
      forest.predictProba(X).data.forEach((value, i) => expect((data as Float32Array)[i]).toBeCloseTo(value, 6));
    });
  }
});

test("an exported forest's graph has a name, which viewers of ONNX files show", () => {
  const { X, y } = blobs(20, 7);
  const forest = new RandomForestClassifier({ nEstimators: 2 }).fit(X, y);
  expect(new TextDecoder().decode(exportOnnx(forest))).toContain("random forest");
});

describe("floorToFloat32", () => {
  for (const value of [0.1, 0.2, -0.1, -0.2, 1, 0, 1e-46, -1e-46, 1 + 1e-12, -1 - 1e-12]) {
    test(`rounds ${value} to the greatest float not above it`, () => {
      const floored = floorToFloat32(value);
      expect(Math.fround(floored)).toBe(floored);
      expect(floored).toBeLessThanOrEqual(value);
      // The next float up: a step of the spacing at the value's size, or the smallest float near 0.
      const step = Math.max(2 ** (Math.floor(Math.log2(Math.abs(value || 1e-45))) - 23), 2 ** -149);
      expect(floored + step).toBeGreaterThan(value);
    });
  }
});
