import { describe, expect, test } from "vitest";
import type { CandidateParams } from "../../src/evaluation/paramGrid.js";
import { type Report, reportSchema } from "../../src/report/report.js";
import { fullReport, mainJobReport, syntheticReport } from "../support/sampleReports.js";

/** The issues of a report, each as "path: message". */
function issuesOf(report: unknown): string[] {
  const result = reportSchema.safeParse(report);
  return result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
}

describe("reportSchema", () => {
  test.each([
    ["the main job alone", mainJobReport()],
    ["the full search", fullReport()],
    ["a synthetic corpus", syntheticReport()],
  ])("accepts %s without losing anything", (_, report) => {
    expect(reportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  });

  test("accepts a run in which a set, or every set, has no model", () => {
    expect(issuesOf({ ...mainJobReport(), sets: {} })).toEqual([]);
  });

  test.each(["run", "source", "synthetic", "files", "counts", "sets", "timings"])(
    "rejects a report without %s",
    (field) => {
      const report = Object.fromEntries(Object.entries(mainJobReport()).filter(([name]) => name !== field));
      expect(issuesOf(report).map((issue) => issue.split(":")[0])).toEqual([field]);
    },
  );

  test.each<[string, (all: NonNullable<Report["sets"]["all"]>) => unknown]>([
    ["sets.all.byActor.accuracy", (all) => ({ ...all, byActor: { ...all.byActor, accuracy: 1.2 } })],
    ["sets.all.byActor.confusion.0.0", (all) => ({ ...all, byActor: { ...all.byActor, confusion: [[-1]] } })],
    ["sets.all.params.nEstimators", (all) => ({ ...all, params: { ...all.params, nEstimators: 0 } })],
    ["sets.all.params.maxSamples", (all) => ({ ...all, params: { ...all.params, maxSamples: 0.3 } })],
    ["sets.all.rows", (all) => ({ ...all, rows: -1 })],
  ])("rejects an impossible %s", (path, change) => {
    const report = mainJobReport();
    const issues = issuesOf({ ...report, sets: { all: change(report.sets.all!) } });
    expect(issues.map((issue) => issue.split(":")[0])).toContain(path);
  });

  test("rejects a confusion matrix that does not match the labels, naming it", () => {
    const report = mainJobReport();
    const all = report.sets.all!;
    const short = { ...all.byActor, confusion: all.byActor.confusion.slice(1) };
    expect(issuesOf({ ...report, sets: { all: { ...all, byActor: short } } })).toEqual([
      "sets.all.byActor.confusion: expected 4 rows of 4 counts, one per label",
    ]);
  });

  test("also checks the confusion matrices of stages", () => {
    const report = fullReport();
    const all = report.sets.all!;
    const initial = { ...all.stages!.initial!, stratified: { ...all.stratified, confusion: [[1]] } };
    expect(issuesOf({ ...report, sets: { all: { ...all, stages: { initial } } } })).toEqual([
      "sets.all.stages.initial.stratified.confusion: expected 4 rows of 4 counts, one per label",
    ]);
  });

  test("accepts any word as an emotion, and speakers whose gender is unknown", () => {
    expect(issuesOf({ ...mainJobReport(), counts: { bored: { women: 1, men: 1, unknown: 2 } } })).toEqual([]);
  });

  test("ignores what a later version adds", () => {
    expect(issuesOf({ ...mainJobReport(), later: true })).toEqual([]);
  });

  test("contains a search's candidates under the search's names", () => {
    const { params } = fullReport().sets.all!.grid!.candidates[0]!;
    const candidate: CandidateParams = params;
    expect(candidate.maxDepth).toBe(5);
  });
});
