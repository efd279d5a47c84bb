import { expect, test } from "vitest";
import { roundTicks } from "../../src/picture/roundTicks.js";

test.each([
  [-814, -295, 5, [-800, -600, -400]],
  [-63, 12, 4, [-60, -40, -20, 0]],
  [0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1]],
  [0.00012, 0.00031, 4, [0.00015, 0.0002, 0.00025, 0.0003]],
  [1, 1, 5, [1]],
  [0, 3.7, 8, [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5]],
  [0, 60, 6, [0, 10, 20, 30, 40, 50, 60]],
  [0, 0.9, 3, [0, 0.5]],
])("ticks from %d to %d, at most about %d, are the round numbers %j", (low, high, max, ticks) => {
  expect(roundTicks(low, high, max).map((tick) => tick + 0)).toEqual(ticks); // -0 + 0 is 0
});
