import { expect, test } from "vitest";
import { shareOfWork } from "../../../src/runs/fitProgress.js";
import { studyEmotions } from "../../../src/runs/jobs.js";
import { fitSettingsOf } from "../../../src/workers/train/fitProcessor.js";
import { fitTaskId } from "../../../src/workers/train/fitTask.js";
import { plannedWork } from "../../../src/workers/train/fitWork.js";
import { firstFits } from "../../../src/workers/train/trainingPlan.js";
import { runSettings } from "../../support/settings.js";

const settings = fitSettingsOf(runSettings({ source: "/nowhere" }), studyEmotions);
const plan = {
  sets: [
    { name: "all" as const, rows: 960, nOuterFolds: 5 },
    { name: "men" as const, rows: 480, nOuterFolds: 5 },
  ],
  nVoteFolds: 5,
};

test("the shares of a training's tasks sum to 1, and a search outweighs one of its candidates", () => {
  const first = firstFits(plan, settings);
  const work = plannedWork(plan, settings, first);
  const later = plan.sets.flatMap(({ name }) => [
    `prune-${name}`,
    ...["tuned", "pruned"].flatMap((stage) => [
      `evaluate-${name}-${stage}-byActor`,
      `evaluate-${name}-${stage}-stratified`,
    ]),
    `final-${name}`,
  ]);
  const searched = shareOfWork(work, first.map(fitTaskId));
  expect(searched).toBeGreaterThan(0.5);
  expect(searched).toBeLessThan(1);
  expect(shareOfWork(work, [...first.map(fitTaskId), ...later])).toBeCloseTo(1, 9);
  expect(work.groups["nested-all"]).toBeGreaterThan(work.groups["candidate-all"]!);
  expect(work.groups["candidate-men"]).toBe(work.groups["candidate-all"]! / 2);
});
