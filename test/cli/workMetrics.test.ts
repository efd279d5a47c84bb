import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { cli, startCli, type RunningCli } from "../support/cli.js";
import { testRedis } from "../support/redis.js";

describe("ser work with metrics", { timeout: 120_000 }, () => {
  let env: Record<string, string>;
  beforeAll(async () => {
    const { url, prefix } = await testRedis();
    env = { REDIS_URL: url, SER_PREFIX: prefix };
  });

  /** The address that a worker logs. */
  async function urlOf(worker: RunningCli): Promise<string> {
    for (;;) {
      const said = /"url":"(http:[^"]+)\/metrics"/.exec(worker.stderr());
      if (said !== null) return said[1]!;
      await sleep(20);
    }
  }

  test.each(["extract", "train", "predict"])(
    "ser work %s serves them on SER_METRICS_PORT until it exits",
    async (kind) => {
      const worker = startCli(["work", kind, "--threads", "1"], { ...env, SER_METRICS_PORT: "0" });
      const url = await urlOf(worker);
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
      expect(await (await fetch(`${url}/metrics`)).text()).toContain("ser_backlog_files 0");
      worker.kill("SIGTERM");
      expect(await worker.ended()).toBe(0);
    },
  );

  test("a port in use is reported in one clear line, and the worker does not start", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await cli(["work", "extract", "--threads", "1", "--metrics-port", String(port)], env);
    other.close();
    expect(code).toBe(1);
    expect(stderr).toContain(`cannot serve metrics on 127.0.0.1:${port}`);
  });
});
