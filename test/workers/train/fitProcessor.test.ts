import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { defaultParams } from "../../../src/evaluation/paramGrid.js";
import { blocksOf, featureSetId, featureSetOf } from "../../../src/features/featureSet.js";
import type { FeatureRow } from "../../../src/features/featureRow.js";
import type { Rejection } from "../../../src/runs/rejection.js";
import { RunStore } from "../../../src/runs/runStore.js";
import type { JobContext } from "../../../src/runs/queues/worker.js";
import { connectRedis, type RedisClient } from "../../../src/shared/redis/connectRedis.js";
import { buildDataset, packDataset } from "../../../src/workers/train/dataset.js";
import { fitProcessor, fitSettingsOf, trainingId, type FitPayload } from "../../../src/workers/train/fitProcessor.js";
import { fitTaskId, type FitTask } from "../../../src/workers/train/fitTask.js";
import fitOnThread from "../../../src/workers/train/fitThread.js";
import { datasetBlob } from "../../../src/workers/train/gatherDataset.js";
import { testRedis } from "../../support/redis.js";
import { studyEmotions } from "../../../src/runs/jobs.js";
import { runSettings } from "../../support/settings.js";

const run = "again";
const settings = runSettings({ source: "/nowhere" });
const repaired: Rejection = { key: "a.wav", code: "too-short", message: "", shard: "s", attempts: 1 };
const task: FitTask = {
  kind: "evaluate",
  set: "all",
  stage: "initial",
  protocol: "byActor",
  spec: { params: { ...defaultParams, nEstimators: 5 }, columns: [0, 1, 2] },
};

/** Rows of four actors and two emotions; `shift` changes their values. */
function datasetOf(shift: number): Uint8Array {
  const set = featureSetOf(blocksOf(settings));
  const columns = set.columns.map(({ name }) => name);
  const rows = Array.from({ length: 32 }, (_, i): FeatureRow => {
    const [actor, emotion] = [1 + (i % 4), i % 8 < 4 ? "03" : "04"];
    const key = `03-01-${emotion}-01-01-0${1 + (i >> 4)}-0${actor}.wav`;
    const features = Float32Array.from(columns, (_, c) => Math.sin(shift * (i + 1) * (c + 2)));
    return { key: `${i}/${key}`, etag: "e", durationSec: 1, sourceRate: 48_000, features };
  });
  return packDataset(buildDataset(rows, featureSetId(set, 16_000), columns));
}

describe("a fit job", () => {
  let redis: RedisClient;
  let runs: RunStore;
  beforeAll(async () => {
    redis = await connectRedis((await testRedis()).url);
  });
  afterAll(() => redis.disconnect());
  beforeEach(async () => {
    runs = new RunStore(redis, (await testRedis()).prefix);
    await runs.create(run, settings, Date.now());
  });

  /** The run is gathered: its fits are to see these rows. */
  async function gathered(packed: Uint8Array): Promise<JobContext<FitPayload>> {
    await runs.saveBlob(run, datasetBlob, packed);
    const training = trainingId(packed, fitSettingsOf(settings, studyEmotions));
    await runs.beginTraining(run, training);
    return { payload: { run, training, task } } as JobContext<FitPayload>;
  }
  const threads = { run: fitOnThread };
  const result = async (): Promise<unknown> => (await runs.results(run)).get(fitTaskId(task));

  test("of a reopened run uses its new rows, in a worker that has cached the old ones", async () => {
    const worker = fitProcessor(runs, threads);
    await worker(await gathered(datasetOf(1)));
    const first = await result();
    await runs.reopen(run, [repaired]);
    await worker(await gathered(datasetOf(2)));
    const again = await result();
    await runs.reopen(run, [repaired]);
    await fitProcessor(runs, threads)(await gathered(datasetOf(2)));
    expect(again).toEqual(await result());
    expect(again).not.toEqual(first);
  });

  test("that ends after its run was reopened leaves no result", async () => {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    let begun = (): void => undefined;
    const computing = new Promise<void>((resolve) => (begun = resolve));
    const slow = fitProcessor(runs, {
      run: async (each) => {
        begun();
        await released;
        return fitOnThread(each);
      },
    });
    const late = slow(await gathered(datasetOf(1)));
    await computing;
    await runs.reopen(run, [repaired]);
    await gathered(datasetOf(2));
    release();
    await late;
    expect(await result()).toBeUndefined();
  });

  test("of an earlier round that starts late computes nothing", async () => {
    const early = await gathered(datasetOf(1));
    await gathered(datasetOf(2));
    const rejecting = { run: () => Promise.reject(new Error("was computed")) };
    expect(await fitProcessor(runs, rejecting)(early)).toMatchObject({ from: "an earlier round" });
  });

  test("of a run that was recreated with other settings is ignored, even if the rows are the same", () => {
    const packed = datasetOf(1);
    const fit = fitSettingsOf(settings, studyEmotions);
    expect(trainingId(packed, { ...fit, randomState: 1 })).not.toBe(trainingId(packed, fit));
  });
});
