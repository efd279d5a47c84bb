import { defineConfig } from "vitest/config";
import { testFiles } from "./test/lanes.js";

/** `npm run mutation`: only tests without servers, since each mutant runs the tests that reach it. */
const { unit, reference } = testFiles();

export default defineConfig({
  test: { include: [...unit, ...reference], maxWorkers: 1, testTimeout: 30_000 },
});
