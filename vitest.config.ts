import { existsSync } from "node:fs";
import { defineConfig } from "vitest/config";
import { lanes, testFiles } from "./test/lanes.js";

/** deploy/aws has packages of its own, which `npm ci --prefix deploy/aws` installs; test/deploy says so where it did not. */
const awsTests = existsSync("deploy/aws/node_modules/aws-cdk-lib") ? ["deploy/aws/test/**/*.test.ts"] : [];
const files = testFiles();

export default defineConfig({
  test: {
    // Two cores: more test files at once only make one another slow.
    maxWorkers: 2,
    projects: lanes.map((lane) => ({
      test: {
        name: lane,
        // Its warning about Node 20 would be in every test run; src/cli/main.ts turns it off for users.
        env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
        include: lane === "integration" ? [...files[lane], ...awsTests] : files[lane],
        // A private Redis and a real S3 server, each started when a test file first asks for it.
        globalSetup: lane === "integration" || lane === "browser" ? ["test/support/globalSetup.ts"] : [],
        // Unit tests leave nothing behind that others could notice, so their files share modules: half of the time saved.
        ...(lane === "unit" && { pool: "threads", isolate: false }),
        // Against what never ends, not against what is slow: machines that run tests are often busy.
        testTimeout: 120_000,
        hookTimeout: 240_000,
      },
    })),
  },
});
