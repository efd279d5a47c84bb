import { expect, test } from "vitest";
import { hasEnded, stages } from "../../src/runs/stages.js";

test("a run has ended when it is done, has failed or was cancelled, and at no other stage", () => {
  expect(stages.filter(hasEnded)).toEqual(["done", "failed", "cancelled"]);
  expect(stages.filter((stage) => !hasEnded(stage))).toEqual(["listing", "extracting", "training"]);
});
