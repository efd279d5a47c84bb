import { describe, expect, test } from "vitest";
import { planReads } from "../../../src/audio/mp4/readPlan.js";
import type { Units } from "../../../src/audio/mp4/sampleTable.js";

const megabyte = 1_000_000;
const nothingHeld = (): boolean => false;

/** Chunks of units of 300 bytes. */
function chunks(starts: readonly number[], unitsEach = 10): Units {
  const offsets = starts.flatMap((start) => Array.from({ length: unitsEach }, (_, i) => start + 300 * i));
  return { offsets: Float64Array.from(offsets), sizes: new Uint32Array(offsets.length).fill(300) };
}

const every = (step: number, count: number): number[] => Array.from({ length: count }, (_, i) => step * i);

describe("the read plan", () => {
  test("has one range per chunk, whatever the order of the units", () => {
    const ranges = [0, megabyte, 2 * megabyte].map((start) => ({ start, length: 3_000 }));
    const { offsets, sizes } = chunks([0, megabyte, 2 * megabyte]);
    expect(planReads({ offsets, sizes }, 5 * megabyte, 0, nothingHeld)).toEqual({ kind: "ranges", ranges });
    expect(planReads({ offsets: offsets.toReversed(), sizes }, 5 * megabyte, 0, nothingHeld)).toEqual({ kind: "ranges", ranges }); // prettier-ignore
  });

  test("joins chunks that are close together", () => {
    const plan = planReads(chunks([0, 19_000]), 5 * megabyte, 0, nothingHeld);
    expect(plan).toEqual({ kind: "ranges", ranges: [{ start: 0, length: 22_000 }] });
  });

  test("omits what is already cached", () => {
    const plan = planReads(chunks([0, megabyte]), 5 * megabyte, 0, (start) => start < megabyte);
    expect(plan).toEqual({ kind: "ranges", ranges: [{ start: megabyte, length: 3_000 }] });
  });

  test("is empty if everything is cached", () => {
    expect(planReads(chunks([0]), megabyte, 0, () => true)).toEqual({ kind: "ranges", ranges: [] });
  });

  test("closes the narrowest gaps until five ranges remain, if those gaps are small", () => {
    const starts = [0, 30_000, ...every(megabyte, 6).map((at) => at + 2 * megabyte)];
    const plan = planReads(chunks(starts), 20 * megabyte, 0, nothingHeld);
    expect(plan.kind === "ranges" && plan.ranges[0]).toEqual({ start: 0, length: 33_000 });
    expect(plan.kind === "ranges" && plan.ranges.length).toBeGreaterThan(5); // a further gap would be a megabyte
  });

  test("never spends more than its budget on closing gaps, even if all are equal", () => {
    const plan = planReads(chunks(every(40_000, 16)), 8 * megabyte, 70_000, nothingHeld);
    const bytes = plan.kind === "ranges" ? plan.ranges.reduce((sum, { length }) => sum + length, 0) : Infinity;
    expect(bytes + 70_000).toBeLessThanOrEqual(0.08 * 8 * megabyte);
  });

  test("is the whole file if more than sixteen ranges would remain", () => {
    expect(planReads(chunks(every(500_000, 16)), 8 * megabyte, 0, nothingHeld).kind).toBe("ranges");
    expect(planReads(chunks(every(500_000, 20)), 10 * megabyte, 0, nothingHeld)).toEqual({ kind: "whole" });
  });

  test("is one range if the required audio is finely interleaved at the beginning of a long video", () => {
    const plan = planReads(chunks(every(500_000, 20)), 1_000 * megabyte, 75 * megabyte, nothingHeld);
    expect(plan).toEqual({ kind: "ranges", ranges: [{ start: 0, length: 9_503_000 }] });
  });

  test("is the whole file if the ranges would cover most of it", () => {
    expect(planReads(chunks([0, 120_000], 200), 200_000, 0, nothingHeld)).toEqual({ kind: "whole" });
  });
});
