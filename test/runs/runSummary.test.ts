import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { reportBlob, type Report } from "../../src/report/report.js";
import type { RunSummary } from "../../src/runs/chosenRuns.js";
import { emptyListing } from "../../src/runs/listing.js";
import { RunSummaries, runSummaries } from "../../src/runs/runSummary.js";
import { openServices, type Services } from "../../src/runs/services.js";
import { silentLogger } from "../support/logger.js";
import { testRedis } from "../support/redis.js";
import { fullReport, mainJobReport } from "../support/sampleReports.js";
import { runSettings } from "../support/settings.js";

let services: Services;

beforeEach(async () => {
  const { url, prefix } = await testRedis();
  services = await openServices(url, prefix, silentLogger);
});
afterEach(async () => services.close());

async function create(name: string, now: number, emotions?: "auto"): Promise<void> {
  await services.runs.create(name, runSettings({ source: "/a", ...(emotions && { emotions }) }), now);
  const datasets = { ravdess: 5, emodb: 6 };
  await services.runs.saveListing(name, 0, { ...emptyListing, complete: true, datasets });
}
const save = async (name: string, report: Report): Promise<void> =>
  services.runs.saveBlob(name, reportBlob, Buffer.from(JSON.stringify(report)));
async function end(name: string, now: number, report?: Report): Promise<void> {
  if (report !== undefined) await save(name, report);
  await services.runs.mark(name, "endedAt", now);
}
const only = async (): Promise<RunSummary> => (await runSummaries(services))[0]!;

const noResult = { macroF1: null, interval: null, featureSet: null, dataSets: ["ravdess", "emodb"] };

describe("the summary of a run", () => {
  test("that has not ended has its settings' emotions, its listing's data sets and no figures", async () => {
    await create("r", 1_000);
    await save("r", fullReport()); // not yet to be shown
    expect(await only()).toMatchObject({
      run: "r",
      startedAt: "1970-01-01T00:00:01.000Z",
      tookSec: null,
      emotions: ["calm", "happy", "sad", "surprised"],
      ...noResult,
    });
  });

  test("has no emotions while these are to be chosen", async () => {
    await create("r", 1_000, "auto");
    expect((await only()).emotions).toEqual([]);
  });

  test("that ended without a report has no figures either", async () => {
    await create("r", 1_000);
    await end("r", 3_500);
    expect(await only()).toMatchObject({ tookSec: 2.5, emotions: ["calm", "happy", "sad", "surprised"], ...noResult });
  });

  test("has the figures of its report", async () => {
    await create("r", 1_000);
    const report: Report = {
      ...fullReport(),
      featureSet: "mean161-v3",
      emotions: { chosen: ["angry", "calm"] },
      datasets: [{ name: "savee", recordings: 1, speakers: ["1"], emotions: [] }],
    };
    await end("r", 3_500, report);
    expect(await only()).toMatchObject({
      macroF1: 0.5612,
      interval: { confidence: 0.95 },
      emotions: ["angry", "calm"],
      featureSet: "mean161-v3",
      dataSets: ["savee"],
    });
  });

  test("of an older report, or one without a model, lacks what that lacks", async () => {
    const report = mainJobReport(); // without feature set, data sets and emotions
    await create("old", 1_000);
    await end("old", 2_000, report);
    expect(await only()).toMatchObject({
      ...noResult,
      macroF1: 0.5701,
      emotions: ["calm", "happy", "sad", "surprised"],
      dataSets: [],
    });
    await create("without-model", 5_000);
    await end("without-model", 6_000, { ...report, sets: {} });
    expect(await only()).toMatchObject({ run: "without-model", ...noResult, dataSets: [] });
  });

  test("of an old record has no start", async () => {
    await create("r", 1_000);
    await end("r", 2_000, mainJobReport());
    const { redis, prefix } = services.address;
    await redis.hdel(`${prefix}:run:r`, "createdAt");
    expect(await only()).toMatchObject({ startedAt: null, tookSec: null });
  });

  test("is left out if the run is deleted meanwhile", async () => {
    await create("r", 1_000);
    await services.address.redis.zadd(`${services.address.prefix}:runs`, 2_000, "deleted");
    expect((await runSummaries(services)).map(({ run }) => run)).toEqual(["r"]);
  });
});

describe("summaries that are read again and again", () => {
  test("read a report once, and anew for another run of the same name or another end", async () => {
    const summaries = new RunSummaries(services);
    const macroF1 = async (): Promise<number | null> => (await summaries.all())[0]!.macroF1;
    const report = (value: number): Report => {
      const { sets, ...base } = mainJobReport();
      return { ...base, sets: { all: { ...sets.all!, byActor: { ...sets.all!.byActor, macroF1: value } } } };
    };
    await create("r", 1_000);
    await end("r", 2_000, report(0.1));
    expect(await macroF1()).toBe(0.1);
    await save("r", report(0.2));
    expect(await macroF1()).toBe(0.1);
    await services.runs.reopen("r", []);
    await end("r", 3_000, report(0.3));
    expect(await macroF1()).toBe(0.3);
    await services.runs.remove("r");
    await create("r", 1_500);
    await end("r", 3_000, report(0.4));
    expect(await macroF1()).toBe(0.4);
    await create("s", 1_500);
    await end("s", 3_000, report(0.5));
    expect((await summaries.all()).map((run) => run.macroF1).sort()).toEqual([0.4, 0.5]);
  });
});

test("runs that are deleted while they are read have no summary", async () => {
  await create("r", 1_000);
  const record = await services.runs.get("r");
  const read = vi.spyOn(services.runs, "get");
  read.mockResolvedValueOnce(record).mockResolvedValueOnce(undefined);
  expect(await runSummaries(services)).toEqual([]);
  read.mockResolvedValueOnce(undefined).mockResolvedValueOnce(record);
  expect(await runSummaries(services)).toEqual([]);
  expect(await runSummaries(services)).toMatchObject([{ run: "r" }]);
});
