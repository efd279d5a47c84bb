import { createProgress } from "../../src/localRun/progress.js";
import type { RunStatus } from "../../src/runs/runStatus.js";

/** A program that shows three stages of a run's progress, as `ser run` does. */
const extracting: RunStatus = {
  run: "shown",
  source: "/voices",
  synthetic: false,
  stage: "extracting",
  files: { listed: 960, queued: 960, done: 350, skipped: {}, rejected: 2 },
  filesPerSec: 175,
  secondsLeft: 3.4,
  training: null,
  failure: null,
  otherVersions: null,
};
const progress = createProgress();
progress.update(extracting);
progress.say("a line above the bars"); // draws the bars at once
progress.update({
  ...extracting,
  stage: "training",
  files: { ...extracting.files, done: 958 },
  secondsLeft: null,
  training: { done: 12, planned: 330, phase: "search", elapsedSec: 4, secondsLeft: 107, fitsPerSec: 3, best: null },
});
progress.say("another line");
progress.close();
