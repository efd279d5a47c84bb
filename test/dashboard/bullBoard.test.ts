import { Queue, type Job } from "bullmq";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { appRoutes } from "@bull-board/api/dist/routes.js";
import { startWorker, type RunningWorker } from "../../src/runs/queues/worker.js";
import { bareDashboard, type BareDashboard } from "../support/bareDashboard.js";
import { silentLogger } from "../support/logger.js";

describe("Bull Board, with a queue that has done three jobs", () => {
  let setting: BareDashboard;
  let worker: RunningWorker;
  let jobs: readonly Job[];
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
    jobs = await queue.addBulk(["a", "b", "c"].map((name) => ({ name, data: {} })));
    await vi.waitFor(async () => expect(await queue.getCompletedCount()).toBe(3), 30_000);
    await queue.close();
  });
  afterAll(async () => {
    await worker.close();
    await setting.close();
  });

  test("its page receives the metrics option and the URL of the metrics' history", async () => {
    const page = await (await fetch(`${setting.url}/queues/`)).text();
    const [, config = "{}"] = /id="__UI_CONFIG__"[^>]*>([^<]*)</.exec(page) ?? [];
    expect(JSON.parse(config)).toMatchObject({ showMetrics: true, hasHistoryProvider: true, canPurgeHistory: false });
  });

  test("a queue's metrics count its jobs", async () => {
    const response = await fetch(`${setting.url}/queues/api/queues/score/metrics`);
    expect(await response.json()).toMatchObject({ completed: { meta: { count: 3 } } });
  });

  test.each([
    ["promoting a job that is done", 400, async () => Promise.resolve(`${jobs[0]!.id!}/promote`)],
    ["promoting a job that does not exist", 404, async () => Promise.resolve("1:2/promote")],
    ["retrying a job that does not exist", 404, async () => Promise.resolve("none/retry")],
  ])("%s is a client error: %i", async (_, status, path) => {
    const url = `${setting.url}/queues/api/queues/score/${await path()}`;
    expect((await fetch(url, { method: "PUT" })).status).toBe(status);
  });

  test.each(["hour", "day"])(
    "the history by %s contains them, for the queue and for all queues",
    async (granularity) => {
      const query = `from=0&to=${Date.now() + 3_600_000}&granularity=${granularity}`;
      for (const queue of ["", "&queue=score"]) {
        const response = await fetch(`${setting.url}/queues/api/metrics/history?${query}${queue}`);
        const { completed } = (await response.json()) as { completed: { value: number }[] };
        expect(completed.reduce((sum, { value }) => sum + value, 0)).toBe(3);
      }
    },
  );

  test("a job that is done can be run again and removed", async () => {
    const url = `${setting.url}/queues/api/queues/score/${jobs[2]!.id!}`;
    expect((await fetch(`${url}/retry`, { method: "PUT" })).status).toBe(204);
    await vi.waitFor(async () => expect((await fetch(`${url}/clean`, { method: "PUT" })).status).toBe(204), 30_000);
  });
});

describe("Bull Board with changes allowed", () => {
  let setting: BareDashboard;
  beforeAll(async () => {
    setting = await bareDashboard();
  });
  afterAll(async () => setting.close());

  const send = async (method: string, path: string, body?: object): Promise<Response> =>
    fetch(`${setting.url}/queues${path}`, {
      method,
      headers: { "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  test("cannot add a job, which could read any file of a worker's machine", async () => {
    const data = { files: [{ kind: "object", store: "/etc", key: "passwd.wav" }] };
    const response = await send("POST", "/api/queues/predict/add", { name: "predict", data });
    expect([response.status, await response.json()]).toMatchObject([403, { code: "read-only" }]);
    const { redis, prefix } = setting.services.address;
    const queue = new Queue("predict", { connection: redis, prefix });
    expect(await queue.count()).toBe(0);
    await queue.close();
  });

  test.each(
    appRoutes.api
      .map(({ method, route }) => [String(method).toUpperCase(), String(route)] as const)
      .filter(([method, route]) => method !== "GET" && !/\/(retry|clean|promote|pause|resume)\b/.test(route)),
  )("rejects %s %s", async (method, route) => {
    const path = route.replace(":queueName", "extract").replaceAll(/:\w+/g, "1");
    expect((await send(method, path, {})).status).toBe(403);
  });

  test("requires from a page the token that was sent with it", async () => {
    const page = await fetch(`${setting.url}/queues/`);
    const [, token = ""] = /^XSRF-TOKEN=([\w-]+); Path=\/queues; SameSite=Strict$/.exec(
      page.headers.get("set-cookie") ?? "",
    )!;
    const pause = async (headers: Record<string, string>): Promise<number> =>
      (await fetch(`${setting.url}/queues/api/queues/extract/resume`, { method: "PUT", headers })).status;
    expect(await pause({ origin: setting.url })).toBe(403);
    expect(await pause({ origin: setting.url, "x-xsrf-token": `${token}x` })).toBe(403);
    expect(await pause({ origin: setting.url, "x-xsrf-token": token })).toBe(200);
  });

  test("pauses and resumes a queue, and cleans it", async () => {
    for (const path of ["extract/pause", "extract/resume", "extract/clean/failed", "extract/retry/failed"])
      expect((await send("PUT", `/api/queues/${path}`)).status).toBeLessThan(300);
  });
});

describe("read-only Bull Board", () => {
  let setting: BareDashboard;
  beforeAll(async () => {
    setting = await bareDashboard({ readOnly: true });
  });
  afterAll(async () => setting.close());

  const changing = appRoutes.api.filter(({ method }) => method !== "get");

  test("has routes that would change something", () => {
    expect(changing.length).toBeGreaterThan(10);
  });

  test.each(changing.map(({ method, route }) => [String(method).toUpperCase(), String(route)]))(
    "rejects %s %s",
    async (method, route) => {
      const path = route.replace(":queueName", "extract").replaceAll(/:\w+/g, "failed");
      const response = await fetch(`${setting.url}/queues${path}`, { method });
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({ code: "read-only" });
    },
  );
});
