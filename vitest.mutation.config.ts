import { defineConfig } from "vitest/config";
import { testFiles } from "./test/lanes.js";

/**
 * `npm run mutation`: the tests beside the mutated source, without comparisons that take minutes, since each mutant runs
 * all tests that reach it. The linear models' comparison with scikit-learn takes 0.2 seconds; runs/ needs a Redis.
 */
const besideTheSource = /^test\/(dsp|forest|evaluation|linear|audio|runs)\//;
const { unit, thorough, reference, integration } = testFiles();
/** Whole lives of runs, with several programs: seconds a test. */
const slow = /^test\/runs\/(lifeOfFile|otherVersions)\.test\.ts$/;

export default defineConfig({
  test: {
    include: [
      ...unit,
      ...thorough,
      ...reference.filter((file) => file.startsWith("test/linear/")),
      ...integration.filter((file) => file.startsWith("test/runs/") && !slow.test(file)),
    ].filter((file) => besideTheSource.test(file)),
    globalSetup: ["test/support/globalSetup.ts"],
    maxWorkers: 1,
    testTimeout: 60_000,
    hookTimeout: 240_000,
  },
});
