import { describe, expect, test } from "vitest";
import { contrast, heatColours, heatStep, heatSteps } from "../../../src/report/html/heatScale.js";

describe("heatColours", () => {
  const steps = Array.from({ length: heatSteps }, (_, step) => step);

  test.each(["light", "dark"] as const)("has text with a contrast of at least 4.5 in every step (%s)", (theme) => {
    for (const { background, text } of steps.map((step) => heatColours(theme, step)))
      expect(contrast(background, text)).toBeGreaterThanOrEqual(4.5);
  });

  test.each(["light", "dark"] as const)("moves further from the page's colour with every step (%s)", (theme) => {
    const distances = steps.map((step) =>
      contrast(heatColours(theme, 0).background, heatColours(theme, step).background),
    );
    expect(distances).toEqual([...distances].sort((a, b) => a - b));
  });
});

describe("contrast", () => {
  test("is 21 between black and white", () => {
    expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21, 10);
  });

  test("is 1 between a colour and itself", () => {
    expect(contrast([12, 90, 200], [12, 90, 200])).toBe(1);
  });
});

describe("heatStep", () => {
  test.each([
    [0, 0],
    [0.5, 5],
    [1, 10],
    [1.2, 10],
    [-0.1, 0],
  ])("puts %d on step %d", (share, step) => {
    expect(heatStep(share)).toBe(step);
  });
});
