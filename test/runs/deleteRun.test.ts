import { readdir } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { reportBlob } from "../../src/report/report.js";
import { shardName } from "../../src/runs/rows/shardName.js";
import { deleteRun } from "../../src/runs/deleteRun.js";
import { chosenRuns } from "../../src/runs/chosenRuns.js";
import { runSummaries } from "../../src/runs/runSummary.js";
import { openServices, type Services } from "../../src/runs/services.js";
import { temporaryDirectory } from "../support/corpus.js";
import { featureRow, putRows, recordingKeys } from "../support/featureRows.js";
import { silentLogger } from "../support/logger.js";
import { testRedis } from "../support/redis.js";
import { fullReport } from "../support/sampleReports.js";
import { runSettings } from "../support/settings.js";

let services: Services;
const keys = recordingKeys(10);

/** A finished run of ten rows with a report. */
async function finishedRun(name: string, source: string, now: number): Promise<void> {
  const settings = runSettings({ source });
  await services.runs.create(name, settings, now);
  await services.features.shardIndex(name).plan([{ shard: shardName(keys), files: keys.length }]);
  const rows = keys.map((key) => featureRow(key));
  await putRows(await services.features.of({ name, settings }), rows, keys);
  await services.runs.saveBlob(name, reportBlob, Buffer.from(JSON.stringify(fullReport())));
  await services.runs.mark(name, "endedAt", now + 60_000);
}

beforeEach(async () => {
  const { url, prefix } = await testRedis();
  services = await openServices(url, prefix, silentLogger);
});
afterEach(async () => services.close());

describe("the list of runs", () => {
  test("shows start, duration, the headline figure with its interval, tags and notes", async () => {
    await finishedRun("first", "/a", Date.UTC(2026, 2, 14));
    await finishedRun("second", "/b", Date.UTC(2026, 2, 15));
    await services.runs.annotate("first", { tags: ["paper"] });
    await services.runs.annotate("first", { note: "as published" });
    const runs = await runSummaries(services);
    expect(chosenRuns(runs, "started").map(({ run }) => run)).toEqual(["second", "first"]);
    expect(chosenRuns(runs, "name", "PAPER")).toMatchObject([
      {
        run: "first",
        stage: "done",
        startedAt: "2026-03-14T00:00:00.000Z",
        tookSec: 60,
        macroF1: 0.5612,
        interval: { lower: 0.5062, confidence: 0.95 },
        tags: ["paper"],
        note: "as published",
      },
    ]);
  });
});

describe("deleting a run", () => {
  test("removes its record, results and rows, and reports what it freed", async () => {
    await finishedRun("only", "/a", 1_000);
    const { rows, bytes } = await deleteRun(services, "only");
    expect(rows).toBe(10);
    expect(bytes).toBeGreaterThan(1_000);
    expect(await services.runs.names()).toEqual([]);
    expect(await services.address.redis.keys(`${services.address.prefix}:*only*`)).toEqual([]);
  });

  test("leaves rows that another run of the same source may use", async () => {
    await finishedRun("first", "/a", 1_000);
    await finishedRun("second", "/a", 2_000);
    expect((await deleteRun(services, "first")).rows).toBe(0);
    const left = await services.features.of((await services.runs.get("second"))!);
    let count = 0;
    for await (const row of left.rows()) count += row.features.length > 0 ? 1 : 0;
    expect(count).toBe(10);
  });

  test("removes its jobs, and leaves rows in a store that the user named", async () => {
    const place = await temporaryDirectory();
    const settings = runSettings({ source: "/a", store: place });
    await services.runs.create("stored", settings, 1_000);
    await services.queues.startRun("stored", 1);
    await putRows(
      await services.features.of({ name: "stored", settings }),
      keys.map((key) => featureRow(key)),
    );
    await services.runs.mark("stored", "endedAt", 2_000);
    expect((await deleteRun(services, "stored")).rows).toBe(0);
    expect((await services.queues.trainingState("stored")).state).toBe("unknown");
    expect(await services.features.shardIndex("stored").count()).toBe(0);
    expect((await readdir(place, { recursive: true })).filter((file) => file.endsWith(".parquet"))).toHaveLength(1);
  });

  test("removes rows that only runs of other sources or analyses have beside it", async () => {
    await finishedRun("first", "/a", 1_000);
    await finishedRun("other", "/b", 2_000);
    expect((await deleteRun(services, "first")).rows).toBe(10);
    expect(await services.runs.names()).toEqual(["other"]);
  });

  test("is rejected while the run is running, and if it does not exist", async () => {
    await services.runs.create("under-way", runSettings({ source: "/a" }), 1_000);
    await expect(deleteRun(services, "under-way")).rejects.toThrow(
      "still running (listing): cancel it, or delete it when it has ended",
    );
    await expect(deleteRun(services, "nothing")).rejects.toThrow("no such run");
  });
});
