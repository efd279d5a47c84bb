import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // A private Redis and a real S3 server, each started when a test file first asks for it.
    globalSetup: ["test/support/globalSetup.ts"],
    // Two cores: more test files at once only make one another slow.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
});
