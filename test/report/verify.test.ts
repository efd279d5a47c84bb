import { describe, expect, test } from "vitest";
import { compareReports } from "../../src/report/verify.js";
import { fullReport } from "../support/sampleReports.js";

const asJson = (report: unknown): unknown => JSON.parse(JSON.stringify(report));

describe("a repeated report", () => {
  test("is equal if only times, durations and the machine differ", () => {
    const report = fullReport();
    const again = {
      ...report,
      endedAt: "later",
      timings: { extractSec: 1, trainSec: 1, totalSec: 2 },
      provenance: { ...report.provenance!, machine: { ...report.provenance!.machine, node: "v99" } },
    };
    const { compared, differences } = compareReports(asJson(report), asJson(again));
    expect(differences).toEqual([]);
    expect(compared).toBeGreaterThan(500);
  });

  test("differs if one figure differs, however little, and shows its path", () => {
    const report = fullReport();
    const all = report.sets.all!;
    const again = {
      ...report,
      sets: { ...report.sets, all: { ...all, nested: { ...all.nested!, macroF1: 0.56120001 } } },
    };
    expect(compareReports(asJson(report), asJson(again)).differences).toEqual([
      { path: "sets.all.nested.macroF1", stored: 0.5612, again: 0.56120001 },
    ]);
  });

  test("differs if it lacks something that the stored one has, but may contain more", () => {
    expect(compareReports({ a: 1, list: [1, 2] }, { list: [1], more: 3 }).differences).toEqual([
      { path: "a", stored: 1, again: undefined },
      { path: "list.length", stored: 2, again: 1 },
      { path: "list.1", stored: 2, again: undefined },
    ]);
  });
});
