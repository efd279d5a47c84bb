import { afterEach, describe, expect, test } from "vitest";
import { ConfigError } from "../../../src/shared/errors.js";
import { startMetricsServer, type MetricsSources } from "../../../src/shared/telemetry/metricsServer.js";

describe("a worker's pages", () => {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const server of open.splice(0)) await server.close();
  });

  const well: MetricsSources = {
    contentType: "text/plain; version=0.0.4",
    text: () => Promise.resolve("up 1\n"),
    answer: () => Promise.resolve("PONG"),
  };

  async function start(sources: Partial<MetricsSources> = {}): Promise<string> {
    const server = await startMetricsServer({ host: "127.0.0.1", port: 0 }, { ...well, ...sources });
    open.push(server);
    return server.url;
  }

  test("/metrics contains the metrics with Prometheus' content type", async () => {
    const answer = await fetch(`${await start()}/metrics`);
    expect([answer.status, answer.headers.get("content-type"), await answer.text()]).toEqual([
      200,
      "text/plain; version=0.0.4",
      "up 1\n",
    ]);
  });

  test("/healthz is 200 while the process can do its work", async () => {
    expect((await fetch(`${await start()}/healthz`)).status).toBe(200);
  });

  test("/healthz is 503 while it cannot", async () => {
    const url = await start({ answer: () => Promise.reject(new Error("down")) });
    expect((await fetch(`${url}/healthz`)).status).toBe(503);
  });

  test("an error while collecting is 500 without details", async () => {
    const url = await start({ text: () => Promise.reject(new Error("redis://user:secret@host")) });
    const answer = await fetch(`${url}/metrics`);
    expect([answer.status, await answer.text()]).toEqual([500, "no metrics\n"]);
  });

  test("everything else is 404", async () => {
    expect((await fetch(`${await start()}/metrics/more`)).status).toBe(404);
  });

  test("a port in use is a ConfigError that names it", async () => {
    const { port } = new URL(await start());
    const second = startMetricsServer({ host: "127.0.0.1", port: Number(port) }, well);
    await expect(second).rejects.toThrow(ConfigError);
    await expect(second).rejects.toThrow(`127.0.0.1:${port}`);
  });
});
