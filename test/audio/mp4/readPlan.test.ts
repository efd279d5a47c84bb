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

  const lengths = (...args: Parameters<typeof planReads>): number[] | "whole" => {
    const plan = planReads(...args);
    return plan.kind === "whole" ? "whole" : plan.ranges.map(({ length }) => length);
  };

  test("joins chunks up to 16,384 bytes apart, and chunks within others", () => {
    expect(lengths(chunks([0, 3_000 + 16_384]), 5 * megabyte, 0, nothingHeld)).toEqual([3_000 + 16_384 + 3_000]);
    expect(lengths(chunks([0, 3_000 + 16_385]), 5 * megabyte, 0, nothingHeld)).toEqual([3_000, 3_000]);
    const overlapping = { offsets: Float64Array.of(0, 100), sizes: Uint32Array.of(10_000, 300) };
    expect(lengths(overlapping, megabyte, 0, nothingHeld)).toEqual([10_000]);
  });

  test("closes a narrow gap behind wide ones, as far as the budget reaches, and leaves five ranges", () => {
    const starts = [
      0,
      megabyte,
      2 * megabyte,
      2 * megabyte + 40_000,
      ...every(megabyte, 3).map((at) => at + 4 * megabyte),
    ];
    // The budget is 0.075 of the file less what was read: seven chunks and the gap of 37,000 bytes.
    const read = 1_500_000 - 7 * 3_000 - 37_000;
    expect(lengths(chunks(starts), 20 * megabyte, read, nothingHeld)).toEqual([
      3_000, 3_000, 43_000, 3_000, 3_000, 3_000,
    ]);
    expect(lengths(chunks(starts), 20 * megabyte, read + 1, nothingHeld)).toHaveLength(7);
    expect(lengths(chunks(every(20_000, 7)), 20 * megabyte, 0, nothingHeld)).toHaveLength(5);
    expect(lengths(chunks(every(20_000, 5)), 20 * megabyte, 0, nothingHeld)).toHaveLength(5);
  });

  test("has up to sixteen ranges, and one alone whatever its share of the file", () => {
    const withoutBudget = 2 * megabyte;
    expect(lengths(chunks(every(megabyte, 16)), 17 * megabyte, withoutBudget, nothingHeld)).toHaveLength(16);
    expect(lengths(chunks([0], 300), 100_000, 0, nothingHeld)).toEqual([90_000]);
  });

  test("reads up to half of a file in several ranges, or as one", () => {
    expect(lengths(chunks([0, 200_000], 250), 300_000, 0, nothingHeld)).toEqual([75_000, 75_000]);
    expect(lengths(chunks([0, 200_000], 250), 299_999, 0, nothingHeld)).toBe("whole");
    const interleaved = chunks(every(500_000, 20));
    expect(lengths(interleaved, 2 * 9_503_000, 2 * megabyte, nothingHeld)).toEqual([9_503_000]);
    expect(lengths(interleaved, 2 * 9_503_000 - 1, 2 * megabyte, nothingHeld)).toBe("whole");
  });
});
