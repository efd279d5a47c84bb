import { Queue } from "bullmq";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { appRoutes } from "@bull-board/api/dist/routes.js";
import { startWorker, type RunningWorker } from "../../src/runs/queues/worker.js";
import { bareDashboard, type BareDashboard } from "../support/bareDashboard.js";
import { silentLogger } from "../support/logger.js";

describe("Bull Board, with a queue that has done three jobs", () => {
  let setting: BareDashboard;
  let worker: RunningWorker;
  beforeAll(async () => {
    setting = await bareDashboard();
    const { redis, prefix } = setting.services.address;
    worker = startWorker(setting.services.address, {
      queue: "score",
      payload: z.object({}),
      process: async () => Promise.resolve(undefined),
      concurrency: 1,
      logger: silentLogger,
    });
    const queue = new Queue("score", { connection: redis, prefix });
    await queue.addBulk(["a", "b", "c"].map((name) => ({ name, data: {} })));
    await vi.waitFor(async () => expect(await queue.getCompletedCount()).toBe(3), 30_000);
    await queue.close();
  });
  afterAll(async () => {
    await worker.close();
    await setting.close();
  });

  test("its page is told to show metrics, and where their history is", async () => {
    const page = await (await fetch(`${setting.url}/queues/`)).text();
    const [, config = "{}"] = /id="__UI_CONFIG__"[^>]*>([^<]*)</.exec(page) ?? [];
    expect(JSON.parse(config)).toMatchObject({ showMetrics: true, hasHistoryProvider: true, canPurgeHistory: false });
  });

  test("a queue's metrics count its jobs", async () => {
    const response = await fetch(`${setting.url}/queues/api/queues/score/metrics`);
    expect(await response.json()).toMatchObject({ completed: { meta: { count: 3 } } });
  });

  test.each(["hour", "day"])("the history by %s has them, of the queue and of all", async (granularity) => {
    const query = `from=0&to=${Date.now() + 3_600_000}&granularity=${granularity}`;
    for (const queue of ["", "&queue=score"]) {
      const response = await fetch(`${setting.url}/queues/api/metrics/history?${query}${queue}`);
      const { completed } = (await response.json()) as { completed: { value: number }[] };
      expect(completed.reduce((sum, { value }) => sum + value, 0)).toBe(3);
    }
  });
});

describe("Bull Board, read-only", () => {
  let setting: BareDashboard;
  beforeAll(async () => {
    setting = await bareDashboard({ readOnly: true });
  });
  afterAll(async () => setting.close());

  const changing = appRoutes.api.filter(({ method }) => method !== "get");

  test("there are routes that would change something", () => {
    expect(changing.length).toBeGreaterThan(10);
  });

  test.each(changing.map(({ method, route }) => [String(method).toUpperCase(), String(route)]))(
    "refuses %s %s",
    async (method, route) => {
      const path = route.replace(":queueName", "extract").replaceAll(/:\w+/g, "failed");
      const response = await fetch(`${setting.url}/queues${path}`, { method });
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({ code: "read-only" });
    },
  );
});
