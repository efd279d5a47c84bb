import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { startDashboard } from "../../src/dashboard/main.js";
import { startLocalRedis } from "../../src/shared/redis/private/localRedis.js";
import { openServices } from "../../src/runs/services.js";
import { temporaryDirectory } from "../support/corpus.js";
import { silentLogger } from "../support/logger.js";

test("while Redis is down, the API responds immediately with 503 and Retry-After, and /readyz reports it", async () => {
  const redis = await startLocalRedis({ dir: await temporaryDirectory(), persist: false });
  const services = await openServices(redis.url, "{down}", silentLogger);
  const dashboard = await startDashboard(services, {
    host: "127.0.0.1",
    port: 0,
    login: undefined,
    readOnly: false,
    maxUploadBytes: 1_000,
    allowedSources: [],
    version: "0.0.0",
  });
  try {
    expect((await fetch(`${dashboard.url}/readyz`)).status).toBe(200);
    const down = once(services.address.redis, "close");
    await redis.stop();
    await down;
    const form = new FormData();
    form.append("file", new Blob(["RIFF0000WAVE"]), "voice.wav");
    const answers = await Promise.all([
      fetch(`${dashboard.url}/api/predictions`, { method: "POST", body: form }),
      fetch(`${dashboard.url}/api/predictions/${randomUUID()}`),
      fetch(`${dashboard.url}/api/models`),
      fetch(`${dashboard.url}/api/runs`),
      fetch(`${dashboard.url}/readyz`),
    ]);
    for (const answer of answers) {
      expect([answer.url, answer.status]).toEqual([answer.url, 503]);
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(await answer.json()).toMatchObject({ code: "service-down" });
    }
    expect((await fetch(`${dashboard.url}/healthz`)).status).toBe(200); // the server itself is well
  } finally {
    await redis.stop();
    // Closing waits for replies from Redis, which is gone.
    await Promise.race([dashboard.close(), sleep(1_000)]);
    services.address.redis.disconnect();
  }
});
