import { describe, expect, test } from "vitest";
import { defaultPredictOptions } from "../../src/models/prediction.js";
import { predict, predictSound } from "../../src/models/predict.js";
import { predictFeatures } from "../../src/models/predictFeatures.js";
import { assembleModels } from "../../src/models/runModels.js";
import { testWithAac } from "../support/aac.js";
import { audioFixture } from "../support/audioFixture.js";
import { countedFile, readFrom } from "../support/countedFile.js";
import { sampleFeatureSet, sampleModel } from "../support/sampleModels.js";
import { syllables, wavFile } from "../support/wavFile.js";
import { wavExtractor } from "../support/extractors.js";

const models = assembleModels((["all", "women", "men", "gender"] as const).map((set) => sampleModel(set)));

function tone(durationSec: number): Uint8Array {
  return wavFile(syllables(220, durationSec));
}

describe("predict", () => {
  test("predicts for a file what the models predict for its features", async () => {
    const bytes = tone(1);
    const { features, durationSec } = wavExtractor({ blocks: ["mean161"], sampleRate: 16_000, maxDurationSec: 360 })(
      bytes,
    );
    const expected = predictFeatures(
      models,
      { featureSet: sampleFeatureSet, features, durationSec },
      defaultPredictOptions,
    );
    expect(await predict(bytes, models)).toEqual(expected);
  });

  testWithAac("predicts the same for a video and for its extracted audio", async () => {
    const video = audioFixture("index-last.mp4");
    expect(await predictSound(await readFrom(countedFile(video)), models)).toEqual(await predict(video, models));
  });

  test("also accepts a single model, which is then used for everyone", async () => {
    expect((await predict(tone(1), sampleModel("men"), { gender: "woman" })).model.set).toBe("men");
  });

  test("analyses as much of a recording as the model was trained on", async () => {
    const { durationSec } = await predict(tone(2), sampleModel("all", { maxDurationSec: 0.5 }));
    expect(durationSec).toBeCloseTo(0.5, 3);
  });

  test("rejects a recording without speech unless forced", async () => {
    const silence = wavFile(new Float64Array(16_000));
    await expect(predict(silence, models)).rejects.toMatchObject({
      code: "no-speech",
      message: "no speech: silence",
    });
    expect((await predict(silence, models, { force: true })).notes).toEqual(["no speech: silence"]);
  });

  test("notes that a recording has nothing above half of its low sampling rate", async () => {
    const { notes } = await predict(wavFile(syllables(220, 1, 8_000), { sampleRate: 8_000 }), models);
    expect(notes).toEqual([expect.stringContaining("recorded at 8000 Hz")]);
  });

  test("rejects a file that is not audio", async () => {
    await expect(predict(Buffer.from("no sound at all"), models)).rejects.toMatchObject({ code: "unsupported-audio" });
  });

  test("rejects a recording shorter than one frame", async () => {
    await expect(predict(tone(0.01), models)).rejects.toMatchObject({ code: "too-short" });
  });

  test("rejects a model of an older feature set, naming both, with the advice to train again", async () => {
    const old = sampleModel("all", { featureSet: "mean161-v1-16000" });
    await expect(predict(tone(1), old)).rejects.toMatchObject({
      code: "feature-set-mismatch",
      message: `model ${old.id} needs features mean161-v1-16000 but found mean161-v2-16000; mean161-v1-16000 is no longer computed: train again`,
    });
  });
});
