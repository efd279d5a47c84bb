import { describe, expect, test } from "vitest";
import type { OutOfFoldPrediction } from "../../../src/report/predictionTable.js";
import { biasOf } from "../../../src/workers/train/bias.js";
import { buildDataset } from "../../../src/workers/train/dataset.js";

const classes = ["calm", "happy"];

/** Recordings of four speakers whose probability of "happy" follows `leaning`, whatever the emotion. */
function reported(leaning: (i: number, speaker: number) => number) {
  const rows = Array.from({ length: 80 }, (_, i) => {
    const speaker = i % 4;
    const happy = 0.5 + 0.2 * leaning(i, speaker);
    const prediction: OutOfFoldPrediction = {
      key: `${String(i).padStart(2, "0")}.wav`,
      dataset: "mine",
      speaker: String(speaker),
      gender: speaker % 2 === 0 ? "woman" : "man",
      emotion: classes[Math.floor(i / 4) % 2]!,
      recipe: "study",
      set: "all",
      protocol: "byActor",
      isNested: true,
      fold: 0,
      predicted: "calm",
      probabilities: [1 - happy, happy],
    };
    return { prediction, durationSec: 2 + ((i * 7) % 80) / 40 };
  });
  const features = Float32Array.of(0);
  const dataset = buildDataset(
    rows.map(({ prediction: { key }, durationSec }) => ({ key, etag: "", durationSec, sourceRate: 16_000, features })),
    "mean161-v2-16000",
    ["x"],
  );
  return biasOf(
    "study",
    rows.map(({ prediction }) => prediction),
    classes,
    dataset,
  )!;
}

const noise = (i: number): number => Math.sin(i * 12.9898) * 0.5;
const effectOf = (report: ReturnType<typeof reported>, of: string) =>
  report.measures.find((each) => each.of === of)?.effect;

describe("the effect of nuisance variables", () => {
  test("is measured against probabilities that follow the duration", () => {
    const report = reported((i) => ((i * 7) % 80) / 40 - 1);
    expect(effectOf(report, "duration")).toBe("large");
    expect(report.sentences.join()).toMatch(/longer ones are called (happy more|calm less) readily/);
  });

  test("is measured against probabilities that follow the speaker", () => {
    const report = reported((i, speaker) => (speaker === 3 ? 1 : -1) + noise(i));
    expect(effectOf(report, "speaker")).toBe("large");
    expect(effectOf(report, "duration")).not.toBe("large");
    expect(report.sentences.join()).toMatch(/The speaker explains \d+ % of the variance/);
  });

  test("omits what is equal in all recordings", () => {
    const report = reported(noise);
    expect(report.measures.map(({ of }) => of)).toEqual(["duration", "gender", "speaker"]);
  });

  test("is reported as small if nothing stands out", () => {
    const report = reported((i) => Math.cos(Math.floor(i / 8) * 3.1) * 0.5);
    expect(effectOf(report, "speaker")).toBe("none");
  });
});
