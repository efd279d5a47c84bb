import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // A private Redis and a real S3 server, each started when a test file first asks for it.
    globalSetup: ["test/support/globalSetup.ts"],
    // Two cores: more test files at once only make one another slow.
    maxWorkers: 2,
    // Against what never ends, not against what is slow: machines that run tests are often busy.
    testTimeout: 120_000,
    hookTimeout: 240_000,
  },
});
