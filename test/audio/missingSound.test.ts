import { expect, test } from "vitest";
import { isMoreThanALittle } from "../../src/audio/missingSound.js";

test.each([
  // missing, declared, a second, a frame
  [8, 8, 1, 1, false], // a few bytes, however short the file is
  [9, 9, 1, 1, true],
  [20, 30, 1, 20, false], // one frame
  [21, 30, 1, 20, true],
  [100, 10_000, 1_000, 2, false], // one per cent
  [101, 10_000, 1_000, 2, true],
  [1_000, 1_000_000, 1_000, 2, false], // a second
  [1_001, 1_000_000, 1_000, 2, true],
])(
  "%i of %i units missing, at %i a second and %i a frame, are more than a little: %s",
  (missing, promised, perSec, frame, expected) => {
    expect(isMoreThanALittle(missing, promised, perSec, frame)).toBe(expected);
  },
);
