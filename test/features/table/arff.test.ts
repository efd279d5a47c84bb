import { expect, test } from "vitest";
import type { FeatureRow } from "../../../src/features/featureRow.js";
import { ArffTable } from "../../../src/features/table/arff.js";

test("ARFF declares arbitrary emotion labels as classes, and quotes those of several words", () => {
  const words = ["tired", "pleasantly surprised", "d'accord", "müde", "happy"];
  const rows = words.map((emotion): FeatureRow => {
    const labels = { dataset: "labels", speaker: "anna", emotion, word: emotion, trial: "a" } as const;
    return {
      ...{ key: "a.wav", etag: "1", durationSec: 1, sourceRate: 16_000, features: new Float32Array(0) },
      labels: { ...labels, modality: "audio-only", channel: "speech" },
    };
  });
  const table = new ArffTable("mine", "mean161-v2-16000", [], words);
  const text = table.group(rows) + table.end();
  const [, declared] = /@ATTRIBUTE emotion \{(.*)\}/.exec(text)!;
  const written = ["tired", "'pleasantly surprised'", "'d\\'accord'", "'müde'", "happy"];
  for (const word of written) expect(declared!.split(",")).toContain(word);
  const lines = text
    .slice(text.indexOf("@DATA\n") + 6)
    .trim()
    .split("\n");
  expect(lines.map((line) => line.slice(line.lastIndexOf(",") + 1))).toEqual(written);
});
