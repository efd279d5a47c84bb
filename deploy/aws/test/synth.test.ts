import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Annotations, Match, Template } from "aws-cdk-lib/assertions";
import { Bucket } from "aws-cdk-lib/aws-s3";
import { Validations, type App } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { architectures } from "../lib/settings.js";
import { buckets, published, synthStack } from "./synth.js";

const run = promisify(execFile);
const withRules = (app: App): void => Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
const here = fileURLToPath(new URL("../", import.meta.url));

describe("the stack", { timeout: 300_000 }, () => {
  test.each([
    ["with its defaults", {}],
    ["with every option", { ...published, redisReplicas: "1", architecture: "arm64", alarmEmail: "a@example.org" }],
  ])("conforms to CloudFormation's schemas and cdk-nag's rules %s", (_, given) => {
    const stack = synthStack(given, withRules);
    expect(Object.keys(Template.fromStack(stack).toJSON() as object)).toContain("Resources");
    const found = Annotations.fromStack(stack);
    expect([...found.findError("*", Match.anyValue()), ...found.findWarning("*", Match.anyValue())]).toEqual([]);
  });

  test("is rejected if anything else violates a rule", () => {
    const stack = synthStack({}, withRules);
    new Bucket(stack, "Careless");
    expect(() => Template.fromStack(stack)).toThrow("AwsSolutions-S10");
  });

  test.each(architectures)("names no account, region or zone: it can be deployed anywhere (%s)", (architecture) => {
    const { account, region } = synthStack({ architecture });
    expect([account, region].every((value) => value.includes("Token"))).toBe(true);
  });
});

describe("cdk synth", { timeout: 300_000 }, () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "ser-cdk-"));
  });
  afterEach(async () => rm(directory, { recursive: true, force: true }));

  /** Without credentials, a region or Docker. */
  async function synth(...context: readonly string[]): Promise<void> {
    const words = [
      "synth",
      "--quiet",
      "--no-notices",
      "--output",
      directory,
      ...context.flatMap((pair) => ["-c", pair]),
    ];
    const env = {
      PATH: process.env["PATH"],
      HOME: directory,
      AWS_EC2_METADATA_DISABLED: "true",
      CDK_DISABLE_CLI_TELEMETRY: "true",
    };
    await run(join(here, "node_modules/.bin/cdk"), words, { cwd: here, env });
  }

  test("needs neither an account nor Docker, and copies for the image only what the Dockerfile needs", async () => {
    await synth(`source=${buckets.source}`, `results=${buckets.results}`);
    const names = await readdir(directory);
    expect(names).toContain("SpeechEmotionWorkers.template.json");
    const asset = names.find((name) => name.startsWith("asset."))!;
    expect((await readdir(join(directory, asset))).sort()).toEqual([
      ".dockerignore",
      "Dockerfile",
      "assembly",
      "package-lock.json",
      "package.json",
      "scripts",
      "src",
      "tsconfig.build.json",
      "tsconfig.json",
    ]);
  });
});

describe("the app", { timeout: 120_000 }, () => {
  test("exits with the missing settings if the buckets are not given", async () => {
    await expect(run(process.execPath, ["--import", "tsx", "bin/ser.ts"], { cwd: here })).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/-c source=s3:\/\/bucket\/prefix[^]*-c results=/) as string,
    });
  });
});
