import { describe, expect, test } from "vitest";
import { sineAndCosine } from "../../../src/dsp/resampling/float32Trigonometry.js";

describe("single-precision sine and cosine", () => {
  test("are within 0.6 units in the last place everywhere", () => {
    for (let n = -2000; n <= 2000; n++) {
      const angle = Math.fround(n * 0.00317);
      const { sine, cosine } = sineAndCosine(angle);
      expect(Math.abs(sine - Math.sin(angle))).toBeLessThan(0.6 * unitInLastPlace(Math.sin(angle)));
      expect(Math.abs(cosine - Math.cos(angle))).toBeLessThan(0.6 * unitInLastPlace(Math.cos(angle)));
    }
  });

  // By sinf and cosf of glibc 2.36.
  test("equal glibc's even if another float32 is nearer", () => {
    expect(sineAndCosine(0.29452431201934814).sine).toBe(0.2902846932411194);
    expect(Math.fround(Math.sin(0.29452431201934814))).toBe(0.290284663438797);
    expect(sineAndCosine(-1.8039613962173462).cosine).toBe(-0.23105810582637787);
    expect(Math.fround(Math.cos(-1.8039613962173462))).toBe(-0.23105809092521667);
  });
});

/** Of the float32 values around x. */
function unitInLastPlace(x: number): number {
  return 2 ** (Math.max(-126, Math.floor(Math.log2(Math.abs(x)))) - 23);
}
