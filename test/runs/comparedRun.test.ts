import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { encodeExamples, examplesBlob } from "../../src/report/examplePicture.js";
import { encodePredictions, predictionsBlob, type PredictionTable } from "../../src/report/predictionTable.js";
import { reportBlob } from "../../src/report/report.js";
import { comparedRun, readStoredRun } from "../../src/runs/comparedRun.js";
import { readExamples } from "../../src/runs/readExamples.js";
import { openServices, type Services } from "../../src/runs/services.js";
import { silentLogger } from "../support/logger.js";
import { testRedis } from "../support/redis.js";
import { mainJobReport } from "../support/sampleReports.js";
import { runSettings } from "../support/settings.js";

let services: Services;

beforeEach(async () => {
  const { url, prefix } = await testRedis();
  services = await openServices(url, prefix, silentLogger);
  await services.runs.create("r", runSettings({ source: "/a" }), 1_000);
});
afterEach(async () => services.close());

describe("a run that is compared with others", () => {
  test("is rejected if it does not exist or has no report yet", async () => {
    await expect(readStoredRun(services, "nothing")).rejects.toThrow("run nothing: no such run");
    await expect(readStoredRun(services, "r")).rejects.toThrow("run r has no report yet; see ser status r");
  });

  test("has its report, and its predictions if they were stored", async () => {
    const report = mainJobReport();
    await services.runs.saveBlob("r", reportBlob, Buffer.from(JSON.stringify(report)));
    expect(await comparedRun(await readStoredRun(services, "r"))).toEqual({
      name: "r",
      report,
      predictions: undefined,
    });
    const table: PredictionTable = {
      classes: ["calm", "happy"],
      rows: [],
    };
    await services.runs.saveBlob("r", predictionsBlob, encodePredictions(table));
    expect((await comparedRun(await readStoredRun(services, "r"))).predictions).toEqual(table);
  });
});

describe("the pictures of a run's examples", () => {
  test("are read back as they were stored; older runs have none", async () => {
    expect(await readExamples(services.runs, "r")).toEqual([]);
    const examples = [{ emotion: "calm", key: "a.wav", speaker: "1", shownSec: 1, durationSec: 2, svg: "<svg/>" }];
    await services.runs.saveBlob("r", examplesBlob, encodeExamples(examples));
    expect(await readExamples(services.runs, "r")).toEqual(examples);
  });
});
