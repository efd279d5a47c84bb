import { expect, onTestFinished, test, vi } from "vitest";
import { openFlows, openQueue } from "../../../src/runs/queues/openQueue.js";
import { connectRedis } from "../../../src/shared/redis/connectRedis.js";
import { testRedis } from "../../support/redis.js";

test("errors of a queue's connection are not printed", async () => {
  const { url, prefix } = await testRedis();
  const redis = await connectRedis(url);
  const opened = [openQueue("predict", { connection: redis, prefix }), openFlows({ connection: redis, prefix })];
  const print = vi.spyOn(console, "error").mockImplementation(() => undefined);
  onTestFinished(async () => {
    print.mockRestore();
    for (const each of opened) await each.close();
    redis.disconnect();
  });
  for (const each of opened) each.emit("error", new Error("connection lost"));
  expect(print).not.toHaveBeenCalled();
});
