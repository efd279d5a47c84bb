import { parse } from "parse5";
import { describe, expect, test } from "vitest";
import { type ComparedRun, compareRuns } from "../../src/report/compare.js";
import { renderComparisonHtml } from "../../src/report/html/compareHtml.js";
import type { OutOfFoldPrediction } from "../../src/report/predictionTable.js";
import { fullReport } from "../support/sampleReports.js";

const classes = ["calm", "happy"];

/** Eight speakers with twenty recordings each, of which the run gets some right. */
function comparedRun(name: string, isRight: (speaker: number, i: number) => boolean, filesPerJob = 32): ComparedRun {
  const rows = Array.from({ length: 160 }, (_, n): OutOfFoldPrediction => {
    const [speaker, i] = [n % 8, Math.floor(n / 8)];
    const label = i % 2;
    return {
      key: `${n}.wav`,
      dataset: "ravdess",
      speaker: String(speaker + 1),
      gender: undefined,
      emotion: classes[label]!,
      recipe: "study",
      set: "all",
      protocol: "byActor",
      isNested: true,
      fold: 0,
      predicted: classes[isRight(speaker, i) ? label : 1 - label]!,
      probabilities: undefined,
    };
  });
  const report = fullReport();
  const provenance = { ...report.provenance!, settings: { ...report.provenance!.settings, filesPerJob } };
  return { name, report: { ...report, provenance }, predictions: { classes, rows } };
}

const half = comparedRun("half", (_, i) => i % 4 < 2);

describe("two runs compared", () => {
  test("differ beyond chance if every speaker improves", () => {
    const [comparison] = compareRuns([half, comparedRun("most", (_, i) => i % 10 > 0)]);
    expect(comparison!.difference!.lower).toBeGreaterThan(0.2);
    expect(comparison!.sentence).toBe("most is better than half, by more than the choice of speakers explains.");
    expect(comparison!.shared).toEqual({ recordings: 160, speakers: 8 });
  });

  test("show no difference if some speakers gain what others lose", () => {
    const [comparison] = compareRuns([
      half,
      comparedRun("other", (speaker, i) => (speaker < 4 ? i % 4 < 3 : i % 4 < 1)),
    ]);
    expect(comparison!.sentence).toBe("The 8 shared speakers are too few to show a difference between other and half.");
    expect(comparison!.speakers[0]!.after).toBeLessThan(comparison!.speakers[0]!.before);
    expect(comparison!.speakers.at(-1)!.after).toBeGreaterThan(comparison!.speakers.at(-1)!.before);
  });

  test("show which cells of the confusion matrix grew and shrank, and which settings changed", () => {
    const [comparison] = compareRuns([half, comparedRun("all", () => true, 64)]);
    expect(comparison!.confusion).toEqual([
      [40, -40],
      [-40, 40],
    ]);
    expect(comparison!.settings).toEqual([{ name: "filesPerJob", first: "32", here: "64" }]);
  });

  test("are shown without a comparison if one stored no predictions", () => {
    const [comparison] = compareRuns([half, { ...half, name: "old", predictions: undefined }]);
    expect(comparison!.difference).toBeUndefined();
    expect(comparison!.sentence).toContain("stored no predictions");
  });

  test("produce a page that is well-formed HTML and needs no other file", () => {
    const page = renderComparisonHtml([half, comparedRun("<b>", (_, i) => i % 5 > 0)]);
    const errors: string[] = [];
    parse(page, { onParseError: ({ code }) => errors.push(code) });
    expect(errors).toEqual([]);
    expect(page).not.toMatch(/<script|<link|<img|<b><\/h1>/);
    expect(page.match(/aria-label="speaker ravdess \d: /g)).toHaveLength(8);
  });
});
