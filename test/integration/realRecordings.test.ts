import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { runLocally } from "../../src/localRun/main.js";
import type { Report } from "../../src/report/report.js";
import { temporaryDirectory } from "../support/corpus.js";
import { localOptions } from "../support/localOptions.js";
import { goldenHq, recordingNames, recordings, withoutGolden } from "../support/realRecordings.js";

/** scikit-learn's results on librosa's features: mean and standard deviation over 20 random states. */
interface Reference {
  readonly sets: Record<
    "all" | "women" | "men",
    { results: Record<"seedWomen" | "seedMen", { accuracy: [number, number]; macroF1: [number, number] }> }
  >;
}

describe.skipIf(withoutGolden !== "")(
  `the main job on the real recordings${withoutGolden}`,
  { timeout: 300_000 },
  () => {
    let report: Report;

    beforeAll(async () => {
      const grid = { name: "one candidate", text: '{"nEstimators": [20], "maxDepth": [5]}' };
      const options = localOptions(recordings, await temporaryDirectory(), { grid, nested: false });
      const end = await runLocally(options);
      if (end.kind !== "done") throw new Error("stopped");
      ({ report } = end);
    }, 300_000);

    test("extracts every file and rejects none", () => {
      expect(report.files.extracted).toBe(recordingNames().length);
      expect(report.files.rejected).toEqual([]);
      expect(report.synthetic).toBe(false);
    });

    test.each(["all", "women", "men"] as const)(
      "scores %s by actor within 0.05 of scikit-learn on librosa's features",
      (set) => {
        const reference = JSON.parse(readFileSync(join(goldenHq, "sklearn-forest.json"), "utf8")) as Reference;
        const expected = reference.sets[set].results[set === "men" ? "seedMen" : "seedWomen"];
        const { accuracy, macroF1 } = report.sets[set]!.stages!.initial!.byActor;
        expect(Math.abs(accuracy - expected.accuracy[0])).toBeLessThan(0.05);
        expect(Math.abs(macroF1 - expected.macroF1[0])).toBeLessThan(0.05);
      },
    );
  },
);
