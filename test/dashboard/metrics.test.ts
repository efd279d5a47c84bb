import { afterEach, describe, expect, test } from "vitest";
import { bareDashboard, type BareDashboard } from "../support/bareDashboard.js";
import { expositionOf } from "../support/exposition.js";
import { runSettings } from "../support/settings.js";

describe("the dashboard's /metrics", () => {
  let open: BareDashboard | undefined;
  afterEach(async () => open?.close());

  /** A dashboard with a run whose name and source are easy to find in its output. */
  async function start(given: Parameters<typeof bareDashboard>[0] = {}): Promise<BareDashboard> {
    open = await bareDashboard(given);
    await open.services.runs.create("hidden-run", runSettings({ source: "s3://hidden-bucket/hidden-prefix" }), 1);
    return open;
  }

  test("is in Prometheus' format, with the fleet and this process", async () => {
    const { url } = await start();
    const answer = await fetch(`${url}/metrics`);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([
      200,
      "text/plain; version=0.0.4; charset=utf-8",
    ]);
    const seen = expositionOf(await answer.text());
    expect(seen.value("ser_run_files", { run: "hidden-run", state: "queued" })).toBe(0);
    expect(seen.names).toContain("process_resident_memory_bytes");
  });

  test("needs no login, and names no run if other pages need one", async () => {
    const { url } = await start({ login: { user: "anna", password: "hidden-word" } });
    const answer = await fetch(`${url}/metrics`);
    const text = await answer.text();
    expect(answer.status).toBe(200);
    expect(text).toContain('ser_run_files{run="all",state="queued"} 0');
    expect(text).not.toContain("hidden");
  });

  test("never names a source", async () => {
    const { url } = await start();
    expect(await (await fetch(`${url}/metrics`)).text()).not.toMatch(/hidden-bucket|hidden-prefix/);
  });
});
