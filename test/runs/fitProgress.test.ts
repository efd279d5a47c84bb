import { describe, expect, test } from "vitest";
import { secondsLeft, shareOfWork } from "../../src/runs/fitProgress.js";

const work = { groups: { "nested-all": 30, "candidate-all": 1, "vote-final": 20 }, total: 30 + 10 + 20 };

describe("the completed share of a training", () => {
  test("weights a long task more than a short one", () => {
    expect(shareOfWork(work, [])).toBe(0);
    expect(shareOfWork(work, ["candidate-all-1", "candidate-all-12", "candidate-all-3"])).toBe(3 / 60);
    expect(shareOfWork(work, ["nested-all-0"])).toBe(0.5);
    expect(shareOfWork(work, ["vote-final", "nested-all-0"])).toBe(50 / 60);
  });

  test("is at most 1, and ignores unknown tasks", () => {
    expect(shareOfWork(work, ["nested-all-0", "nested-all-1", "nested-all-2"])).toBe(1);
    expect(shareOfWork(work, ["other"])).toBe(0);
    expect(shareOfWork({ groups: {}, total: 0 }, ["other"])).toBe(0);
  });

  test("estimates the time left once there is enough data", () => {
    expect(secondsLeft(0, 25)).toBeNull();
    expect(secondsLeft(0.25, 30)).toBe(90);
    expect(secondsLeft(1, 30)).toBe(0);
  });
});
