import { randomBytes } from "node:crypto";
import { requestService } from "./requestService.js";

/** A test file's share of the run's Redis. */
export interface TestRedis {
  readonly url: string;
  /** A prefix unique to the test file, for BullMQ's `prefix` and SER_PREFIX. In braces, as a cluster requires. */
  readonly prefix: string;
}

/**
 * The test run's private Redis, and a new key prefix. Call it once per file, or once per test if tests must not see
 * each other's jobs.
 *
 * @throws Error saying how to get a Redis if this machine has none
 */
export async function testRedis(): Promise<TestRedis> {
  const answer = await requestService("redis");
  if ("missing" in answer) throw new Error(answer.missing);
  return { url: answer.settings.url, prefix: `{test-${randomBytes(6).toString("hex")}}` };
}
