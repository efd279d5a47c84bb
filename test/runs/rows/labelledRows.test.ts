import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Labels } from "../../../src/corpus/labels.js";
import type { FeatureRow } from "../../../src/features/featureRow.js";
import type { RunSettings } from "../../../src/runs/jobs.js";
import { labelledRows, labelledShards } from "../../../src/runs/rows/labelledRows.js";
import { shardName } from "../../../src/runs/rows/shardName.js";
import { openServices, type Services } from "../../../src/runs/services.js";
import { all, featureRow, putRows, recordingKeys } from "../../support/featureRows.js";
import { silentLogger } from "../../support/logger.js";
import { testRedis } from "../../support/redis.js";
import { runSettings } from "../../support/settings.js";

const keys = [...recordingKeys(4), "notes.wav"];
const shards = [shardName(keys.slice(0, 2)), shardName(keys.slice(2))] as const;
let services: Services;

beforeEach(async () => {
  const { url, prefix } = await testRedis();
  services = await openServices(url, prefix, silentLogger);
  const features = await services.features.of({ name: "r", settings: runSettings({ source: "/corpus" }) });
  for (const part of [keys.slice(0, 2), keys.slice(2)])
    await putRows(
      features,
      part.map((key) => featureRow(key)),
    );
});
afterEach(async () => services.close());

const run = (settings: Partial<RunSettings>) => ({
  name: "r",
  settings: runSettings({ source: "/corpus", ...settings }),
});
const rows = async (settings: Partial<RunSettings> = {}): Promise<FeatureRow[]> =>
  all(labelledRows(services.features, run(settings)));
const speakers = async (settings: Partial<RunSettings>): Promise<unknown[]> =>
  (await rows(settings)).map(({ labels }) => labels && [labels.speaker, labels.emotion, labels.split]);

describe("the rows of a run", () => {
  test("have no labels if their names say everything", async () => {
    for (const row of await rows()) expect(row).not.toHaveProperty("labels");
  });

  test.each<[string, Partial<RunSettings>, unknown]>([
    ["the data set is given", { dataset: "ravdess" }, ["01", "neutral", undefined]],
    ["labels are mapped", { emotionMap: { neutral: "calm" } }, ["01", "calm", undefined]],
    ["speakers are for testing", { testSpeakers: ["01"] }, ["01", "neutral", "test"]],
    ["other speakers are for testing", { testSpeakers: ["02"] }, ["01", "neutral", undefined]],
  ])("have the labels of their names if %s; null if a name has none", async (_, settings, expected) => {
    expect(await speakers(settings)).toEqual([expected, expected, expected, expected, null]);
  });

  test("have the labels of the labels file, which may leave out a recording", async () => {
    const labels = services.features.labels("r");
    const own: Labels = {
      ...{ dataset: "mine", speaker: "7", emotion: "bored", word: "bored", trial: "1" },
      ...{ modality: "audio-only", channel: "speech" },
    };
    const other: Labels = { ...own, speaker: "8" };
    await labels.save(shards[0], new Map([keys[0]!, keys[1]!].map((key, i) => [key, i === 0 ? own : other])));
    await labels.save(shards[1], new Map(keys.slice(2).map((key) => [key, null])));
    expect(await services.features.labels("another run").of(shards[0])).toEqual(new Map());
    expect(await speakers({ labels: "labels.csv", testSpeakers: ["8"] })).toEqual([
      ["7", "bored", undefined],
      ["8", "bored", "test"],
      null,
      null,
      null,
    ]);
  });

  test("are rejected if Redis has lost their labels", async () => {
    await expect(rows({ labels: "labels.csv" })).rejects.toMatchObject({
      code: "files-unaccounted",
      message:
        `run r: ${keys[0]!} has a row, but Redis no longer holds its labels. Nothing was trained. ` +
        "A run under another name takes over the rows that are there and reads the labels file anew.",
    });
  });

  test.each([{}, { dataset: "ravdess" } as const])("come shard by shard, from a shard on (%o)", async (settings) => {
    expect((await all(labelledShards(services.features, run(settings)))).map(({ shard }) => shard)).toEqual(shards);
    const rest = await all(labelledShards(services.features, run(settings), shards[1]));
    expect(rest.map(({ shard, rows: of }) => [shard, of.map(({ key }) => key)])).toEqual([[shards[1], keys.slice(2)]]);
  });
});
