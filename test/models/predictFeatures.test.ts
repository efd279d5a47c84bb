import { describe, expect, test } from "vitest";
import { ParameterError } from "../../src/shared/errors.js";
import { predictFeatures } from "../../src/models/predictFeatures.js";
import { defaultPredictOptions, predictionSchema } from "../../src/models/prediction.js";
import { assembleModels } from "../../src/models/runModels.js";
import { featureSetOf } from "../../src/features/featureSet.js";
import { emotionColumn, sampleFeatureSet, sampleLabels, sampleModel, sampleRow } from "../support/sampleModels.js";

const models = assembleModels((["all", "women", "men", "gender"] as const).map((set) => sampleModel(set)));

function recording(emotion: number, seed = 9_000) {
  return { featureSet: sampleFeatureSet, features: sampleRow(emotion, 0, seed), durationSec: 3.5 };
}

describe("predictFeatures", () => {
  test.each(sampleLabels)("recognises %s in an unambiguous row", (label) => {
    expect(predictFeatures(models, recording(sampleLabels.indexOf(label)), defaultPredictOptions).emotion).toBe(label);
  });

  test("returns a probability for every class; they sum to 1 and the emotion's is the highest", () => {
    const { emotion, probabilities } = predictFeatures(models, recording(2), defaultPredictOptions);
    expect(Object.keys(probabilities)).toEqual(sampleLabels);
    expect(Object.values(probabilities).reduce((sum, p) => sum + p)).toBeCloseTo(1, 12);
    expect(probabilities[emotion]).toBe(Math.max(...Object.values(probabilities)));
  });

  test("lists the deciding feature first among those that favoured the emotion", () => {
    const { features } = predictFeatures(models, recording(3), defaultPredictOptions);
    const decisive = featureSetOf(["mean161"]).columns[emotionColumn]!.name;
    expect(features[0]!.name).toBe(decisive);
    expect(
      features.every(({ contribution }, i) => contribution > 0 && contribution <= (features[i - 1]?.contribution ?? 1)),
    ).toBe(true);
  });

  test("names the model that was used and its accuracy", () => {
    const { model } = predictFeatures(models, recording(0), defaultPredictOptions);
    expect(model).toMatchObject({
      id: "sample-women-0000000a",
      version: models.version,
      set: "women",
      byActor: { accuracy: 0.6, macroF1: 0.59 },
    });
  });

  test("returns what its schema defines", () => {
    const prediction = predictFeatures(models, recording(1), defaultPredictOptions);
    expect(predictionSchema.parse(JSON.parse(JSON.stringify(prediction)))).toEqual(prediction);
  });

  test("rounds a row to float32, as in training", () => {
    const exact = recording(1);
    const stored = { ...exact, features: Float32Array.from(exact.features) };
    expect(predictFeatures(models, exact, defaultPredictOptions)).toEqual(
      predictFeatures(models, stored, defaultPredictOptions),
    );
  });

  test.each(["mean161-v9-16000", "mean161-v2-native", "meyda155-v2-16000"])(
    "rejects rows of %s, naming both sets",
    (other) => {
      expect(() => predictFeatures(models, { ...recording(0), featureSet: other }, defaultPredictOptions)).toThrow(
        expect.objectContaining({
          code: "feature-set-mismatch",
          message: expect.stringMatching(new RegExp(`${sampleFeatureSet}.*${other}`)) as string,
        }),
      );
    },
  );

  test("rejects a row with fewer columns than the models use", () => {
    expect(() =>
      predictFeatures(models, { ...recording(0), features: new Float64Array(10) }, defaultPredictOptions),
    ).toThrow(ParameterError);
  });
});
