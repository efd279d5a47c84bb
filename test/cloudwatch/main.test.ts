import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { LeaderLock } from "../../src/cloudwatch/leaderLock.js";
import { publishMetrics } from "../../src/cloudwatch/main.js";
import { openServices, type Services } from "../../src/runs/services.js";
import { startCli } from "../support/cli.js";
import { silentLogger } from "../support/logger.js";
import { testRedis } from "../support/redis.js";
import { longTimeout } from "../support/longTimeout.js";

/** A busy machine may be slow. */
const fleetsOf = (lines: readonly string[]): unknown[] =>
  lines.map((line) => (JSON.parse(line) as { Fleet: unknown }).Fleet);

describe("ser publish-metrics", { timeout: 60_000 }, () => {
  test("prints only one line per fleet on stdout, and ends when it is stopped", async () => {
    const { url, prefix } = await testRedis();
    const publisher = startCli(["publish-metrics", "--every-sec", "1"], { REDIS_URL: url, SER_PREFIX: prefix });
    const lines = (): string[] => publisher.stdout().split("\n").slice(0, -1);
    await vi.waitFor(() => expect(lines().length).toBeGreaterThanOrEqual(4), longTimeout);
    expect(fleetsOf(lines().slice(0, 4))).toEqual(["extract", "train", "extract", "train"]);
    publisher.kill("SIGTERM");
    expect(await publisher.ended()).toBe(0);
  });
});

describe("publishing", () => {
  let services: Services;
  let publishing: Promise<void> | undefined;
  const stop = { controller: new AbortController() };
  const lines: string[] = [];

  beforeEach(async () => {
    const { url, prefix } = await testRedis();
    services = await openServices(url, prefix, silentLogger);
    stop.controller = new AbortController();
    lines.length = 0;
  });
  afterEach(async () => {
    stop.controller.abort();
    await publishing;
    await services.close();
  });

  function publish(): void {
    const settings = { namespace: "Ser", everyMs: 5, write: (line: string) => void lines.push(line) };
    publishing = publishMetrics(services, settings, stop.controller.signal);
  }

  test("waits while another process publishes, and starts when that one has ended", async () => {
    const other = new LeaderLock(services.address.redis, `${services.address.prefix}:metrics-publisher`, 3_600_000);
    await other.take();
    const asked = vi.spyOn(services.address.redis, "eval");
    publish();
    await vi.waitFor(() => expect(asked.mock.calls.length).toBeGreaterThan(3), longTimeout);
    expect(lines).toEqual([]);
    await other.release();
    await vi.waitFor(() => expect(fleetsOf(lines)).toContain("extract"), longTimeout);
  });

  test("publishes nothing while the queues cannot be read, and continues when they can", async () => {
    const counting = vi.spyOn(services.runs, "names").mockRejectedValue(new Error("the connection is closed"));
    publish();
    await vi.waitFor(() => expect(counting.mock.calls.length).toBeGreaterThan(3), longTimeout);
    expect(lines).toEqual([]);
    counting.mockRestore();
    await vi.waitFor(() => expect(fleetsOf(lines)).toContain("extract"), longTimeout);
  });

  test("releases the lock when it ends", async () => {
    publish();
    await vi.waitFor(() => expect(lines.length).toBeGreaterThan(0), longTimeout);
    stop.controller.abort();
    await publishing;
    expect(await services.address.redis.exists(`${services.address.prefix}:metrics-publisher`)).toBe(0);
  });
});
