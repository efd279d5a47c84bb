import { describe, expect, test } from "vitest";
import { diverging, sequential, type Palette } from "../../src/picture/palettes.js";

/** Of each colour, 0 to 1. Source: WCAG 2.2, "relative luminance". */
function luminances(palette: Palette): number[] {
  const linear = Array.from(palette, (value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return Array.from(
    { length: palette.length / 3 },
    (_, i) => 0.2126 * linear[3 * i]! + 0.7152 * linear[3 * i + 1]! + 0.0722 * linear[3 * i + 2]!,
  );
}

describe("the palettes", () => {
  test.each([
    ["sequential", sequential],
    ["diverging", diverging],
  ])("%s has 256 colours", (_, palette) => expect(palette.length).toBe(256 * 3));

  test("from low to high, colours become lighter throughout", () => {
    const light = luminances(sequential);
    for (let i = 1; i < light.length; i++) expect(light[i]!).toBeGreaterThanOrEqual(light[i - 1]!);
  });

  test("around zero, the palest colour is in the middle and both ends are dark", () => {
    const light = luminances(diverging);
    const palest = light.indexOf(Math.max(...light));
    expect(Math.abs(palest - 127.5)).toBeLessThan(1);
    expect(Math.max(light[0]!, light[255]!)).toBeLessThan(0.15);
  });

  test("values above zero are red, below blue", () => {
    const [belowRed, , belowBlue] = diverging;
    const [aboveRed, , aboveBlue] = diverging.subarray(255 * 3);
    expect([belowBlue! > belowRed!, aboveRed! > aboveBlue!]).toEqual([true, true]);
  });
});
