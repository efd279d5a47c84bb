import { expect, onTestFinished, test, vi } from "vitest";
import { openFlows, openQueue } from "../../../src/runs/queues/openQueue.js";
import { connectRedis } from "../../../src/shared/redis/connectRedis.js";
import { testRedis } from "../../support/redis.js";

test("errors of a queue's connection are not printed", async () => {
  const { url, prefix } = await testRedis();
  const redis = await connectRedis(url);
  const options = { connection: redis, prefix };
  const [queue, flows] = [openQueue("predict", options), openFlows(options)];
  const print = vi.spyOn(console, "error").mockImplementation(() => undefined);
  onTestFinished(async () => {
    print.mockRestore();
    await queue.close();
    await flows.close();
    redis.disconnect();
  });
  queue.emit("error", new Error("connection lost"));
  flows.emit("error", new Error("connection lost"));
  expect(print).not.toHaveBeenCalled();
});
