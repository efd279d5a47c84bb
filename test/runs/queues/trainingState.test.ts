import { expect, test } from "vitest";
import { phaseOf, trainingStateOf } from "../../../src/runs/queues/trainingState.js";

test.each([
  ["waiting-children", "waiting-for-files"],
  ["waiting", "waiting"],
  ["delayed", "waiting"],
  ["prioritized", "waiting"],
  ["active", "training"],
  ["completed", "done"],
  ["failed", "failed"],
  ["unknown", "unknown"],
  ["of a later BullMQ", "unknown"],
])("a training job that BullMQ calls %s is %s", (state, expected) => {
  expect(trainingStateOf(state)).toBe(expected);
});

test("a training job has the phase that it reported, or none", () => {
  expect(phaseOf({ phase: "searching", done: 1 })).toBe("searching");
  for (const progress of [0, {}, { phase: 1 }, null, undefined]) expect(phaseOf(progress)).toBe("");
});
