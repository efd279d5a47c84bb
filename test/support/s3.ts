import { randomBytes } from "node:crypto";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, test, vi } from "vitest";
import { requestService } from "./requestService.js";
import type { S3Environment } from "./startS3.js";

/** A real S3 server, for one test file. */
export interface TestS3 {
  /** The AWS SDK's settings for it, for child processes; process.env has them before the first test. */
  readonly environment: S3Environment;
  /** Restores those settings in process.env after a test has changed one with vi.stubEnv. */
  setEnvironment(): void;
  /** e.g. http://127.0.0.1:19000, for a proxy to stand in front of */
  readonly endpoint: string;
  /** A separate client for tests to prepare and inspect buckets, bypassing the code under test. */
  readonly client: S3Client;
  /** Creates an empty bucket for this test. @returns its name */
  newBucket(): Promise<string>;
}

/**
 * Describes tests that need a real S3 server. Without one, they appear as a single skipped test that says how to get
 * one.
 */
export async function describeOnS3(name: string, tests: (s3: TestS3) => void): Promise<void> {
  const answer = await requestService("s3");
  describe(name, () => {
    if ("missing" in answer) {
      test("needs an S3 server", ({ skip }) => skip(answer.missing));
      return;
    }
    const environment = answer.settings;
    const client = clientFor(environment);
    const setEnvironment = (): void => {
      for (const [variable, value] of Object.entries(environment)) vi.stubEnv(variable, value);
    };
    beforeAll(setEnvironment);
    afterAll(() => {
      vi.unstubAllEnvs();
      client.destroy();
    });
    const endpoint = environment["AWS_ENDPOINT_URL_S3"] ?? "";
    tests({ environment, setEnvironment, endpoint, client, newBucket: () => make(client) });
  });
}

async function make(client: S3Client): Promise<string> {
  const bucket = `test-${randomBytes(8).toString("hex")}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  return bucket;
}

function clientFor(environment: S3Environment): S3Client {
  return new S3Client({
    endpoint: environment["AWS_ENDPOINT_URL_S3"] ?? "",
    region: environment["AWS_REGION"] ?? "us-east-1",
    credentials: {
      accessKeyId: environment["AWS_ACCESS_KEY_ID"] ?? "",
      secretAccessKey: environment["AWS_SECRET_ACCESS_KEY"] ?? "",
    },
    forcePathStyle: true,
    requestChecksumCalculation: "WHEN_REQUIRED",
  });
}
