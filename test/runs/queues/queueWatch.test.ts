import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { QueueWatch } from "../../../src/runs/queues/queueWatch.js";
import { RunQueues } from "../../../src/runs/queues/runQueues.js";
import { shardName } from "../../../src/runs/rows/shardName.js";
import { connectRedis } from "../../../src/shared/redis/connectRedis.js";
import { failNext } from "../../support/takeJob.js";
import { testRedis } from "../../support/redis.js";
import type { QueueAddress } from "../../../src/runs/queues/queueAddress.js";

describe("the view of the queues", () => {
  let address: QueueAddress;
  let queues: RunQueues;
  let watch: QueueWatch;

  beforeEach(async () => {
    const { url, prefix } = await testRedis();
    address = { redis: await connectRedis(url), prefix };
    queues = new RunQueues(address);
    watch = new QueueWatch(address);
  });
  afterEach(async () => {
    await watch.close();
    await queues.close();
    address.redis.disconnect();
  });

  const none = { waiting: 0, active: 0, delayed: 0, "waiting-children": 0, failed: 0 };

  test("has every queue, with the number of jobs by state and the time of the next one", async () => {
    const before = Date.now();
    await queues.startRun("r", 2);
    const found = new Map((await watch.look()).map((view) => [view.queue, view]));
    expect([...found.keys()]).toEqual(["list", "extract", "train", "fit", "predict", "score"]);
    expect(found.get("list")).toMatchObject({ jobs: { ...none, waiting: 2 } });
    expect(found.get("list")!.oldestAddedAt).toBeGreaterThanOrEqual(before);
    expect(found.get("train")).toEqual({
      queue: "train",
      jobs: { ...none, "waiting-children": 1 },
      oldestAddedAt: undefined,
    });
    expect(found.get("extract")).toEqual({ queue: "extract", jobs: none, oldestAddedAt: undefined });
    await failNext(address, "list", "no bucket");
    const list = (await watch.look()).find(({ queue }) => queue === "list");
    expect(list?.jobs).toEqual({ ...none, waiting: 1, failed: 1 });
  });

  test("counts the extraction jobs of a run that were given up", async () => {
    expect(await watch.jobsGivenUp("r")).toBe(0);
    await queues.startRun("r", 1);
    await queues.startRun("other", 1);
    expect(await watch.jobsGivenUp("r")).toBe(0);
    await queues.addExtractJobs(
      "r",
      [["a.wav"], ["b.wav"], ["c.wav"]].map((keys) => ({ shard: shardName(keys), keys })),
    );
    for (let i = 0; i < 2; i++) await failNext(address, "extract", "no good");
    expect([await watch.jobsGivenUp("r"), await watch.jobsGivenUp("other")]).toEqual([2, 0]);
  });

  test("leaves no listener on the connection when it is closed", async () => {
    const before = address.redis.listenerCount("error");
    const another = new QueueWatch(address);
    await another.look();
    expect(address.redis.listenerCount("error")).toBeGreaterThan(before);
    await another.close();
    expect(address.redis.listenerCount("error")).toBe(before);
  });
});
