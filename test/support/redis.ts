import { randomBytes } from "node:crypto";
import { askService } from "./askService.js";

/** A test file's share of the run's Redis. */
export interface TestRedis {
  readonly url: string;
  /** For BullMQ's `prefix` and SER_PREFIX: no other test file has it. In braces, as a cluster wants it. */
  readonly prefix: string;
}

/**
 * The run's private Redis, and a key prefix of the caller's own. Ask once a file, or once a test where tests must not see
 * one another's jobs.
 *
 * @throws Error that says how to get a Redis, where this machine has none
 */
export async function testRedis(): Promise<TestRedis> {
  const answer = await askService("redis");
  if ("missing" in answer) throw new Error(answer.missing);
  return { url: answer.settings.url, prefix: `{test-${randomBytes(6).toString("hex")}}` };
}
