import { existsSync } from "node:fs";
import { defineConfig } from "vitest/config";

/** deploy/aws has packages of its own, which `npm ci --prefix deploy/aws` installs; test/deploy says so where it did not. */
const awsTests = existsSync("deploy/aws/node_modules/aws-cdk-lib") ? ["deploy/aws/test/**/*.test.ts"] : [];

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts", ...awsTests],
    // A private Redis and a real S3 server, each started when a test file first asks for it.
    globalSetup: ["test/support/globalSetup.ts"],
    // Two cores: more test files at once only make one another slow.
    maxWorkers: 2,
    // Against what never ends, not against what is slow: machines that run tests are often busy.
    testTimeout: 120_000,
    hookTimeout: 240_000,
  },
});
