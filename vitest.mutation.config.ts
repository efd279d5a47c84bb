import { defineConfig } from "vitest/config";
import { testFiles } from "./test/lanes.js";

/**
 * `npm run mutation`: the tests beside the mutated source, without servers and without comparisons that take minutes,
 * since each mutant runs all tests that reach it.
 */
const besideTheSource = /^test\/(dsp|forest|evaluation|linear|audio|runs)\//;

export default defineConfig({
  test: {
    include: testFiles().unit.filter((file) => besideTheSource.test(file)),
    maxWorkers: 1,
    testTimeout: 60_000,
    hookTimeout: 240_000,
  },
});
