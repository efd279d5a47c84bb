import { describe, expect, test } from "vitest";
import { verdict } from "../../../src/report/html/genderSection.js";

const interval = (lower: number, upper: number) => ({
  point: (lower + upper) / 2,
  lower,
  upper,
  confidence: 0.95,
  nResamples: 2000,
});

describe("verdict", () => {
  test("is yes if the whole interval lies above 0", () => {
    expect(verdict(interval(0.01, 0.05), "macro F1")).toMatch(
      /^Yes: .*\+0\.030, 95 % confidence interval \+0\.010 to \+0\.050/,
    );
  });

  test("is no if the whole interval lies below 0", () => {
    expect(verdict(interval(-0.05, -0.01), "macro F1")).toMatch(/^No: /);
  });

  test("is inconclusive if the interval contains 0", () => {
    expect(verdict(interval(-0.01, 0.05), "macro F1")).toMatch(/^Inconclusive/);
  });
});
