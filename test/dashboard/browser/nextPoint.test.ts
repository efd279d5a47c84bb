import { describe, expect, test } from "vitest";
import { nextPoint, type Direction, type Place } from "../../../src/dashboard/browser/nextPoint.js";

/**
 *      1
 *    3 0   2
 *     4
 */
const places: readonly Place[] = [
  [100, 100],
  [100, 60],
  [160, 100],
  [80, 100],
  [90, 140],
];

describe("nextPoint", () => {
  test.each([
    ["ArrowUp", 1],
    ["ArrowRight", 2],
    ["ArrowLeft", 3],
    ["ArrowDown", 4],
  ] as const)("%s leads to the nearest point in that direction", (direction, to) => {
    expect(nextPoint(places, 0, direction)).toBe(to);
  });

  test("a point straight ahead counts as nearer than one to the side", () => {
    expect(
      nextPoint(
        [
          [0, 0],
          [10, 9],
          [18, 0],
        ],
        0,
        "ArrowRight",
      ),
    ).toBe(2);
  });

  test("points to the side are chosen if there are none ahead", () => {
    expect(
      nextPoint(
        [
          [0, 0],
          [5, 300],
        ],
        0,
        "ArrowRight",
      ),
    ).toBe(1);
  });

  test("stays if there is no point in that direction", () => {
    expect(nextPoint(places, 2, "ArrowRight")).toBe(2);
  });

  test("every point can be reached from every other", () => {
    const scattered: Place[] = Array.from({ length: 60 }, (_, i) => [(i * 37) % 101, (i * 53) % 97]);
    const directions: readonly Direction[] = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];
    const reached = new Set([0]);
    for (const at of reached) for (const direction of directions) reached.add(nextPoint(scattered, at, direction));
    expect(reached.size).toBe(scattered.length);
  });
});
