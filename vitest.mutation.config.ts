import { defineConfig } from "vitest/config";
import { testFiles } from "./test/lanes.js";

/**
 * `npm run mutation`: the tests beside the mutated source, without servers and without comparisons that take minutes,
 * since each mutant runs all tests that reach it. The linear models' comparison with scikit-learn takes 0.2 seconds.
 */
const besideTheSource = /^test\/(dsp|forest|evaluation|linear|audio|runs)\//;
const { unit, thorough, reference } = testFiles();

export default defineConfig({
  test: {
    include: [...unit, ...thorough, ...reference.filter((file) => file.startsWith("test/linear/"))].filter((file) =>
      besideTheSource.test(file),
    ),
    maxWorkers: 1,
    testTimeout: 60_000,
    hookTimeout: 240_000,
  },
});
