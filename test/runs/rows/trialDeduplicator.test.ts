import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { connectRedis, type RedisClient } from "../../../src/shared/redis/connectRedis.js";
import { chosenTrials, offerTrials, type TrialCandidate } from "../../../src/runs/rows/trialDeduplicator.js";
import { testRedis } from "../../support/redis.js";

const trial = "01-03-02-01-01-02";
const audio: TrialCandidate = { trial, modality: "audio-only", etag: "1", key: `Audio/Actor_02/03-${trial}.wav` };
const copy: TrialCandidate = {
  trial,
  modality: "audio-only",
  etag: "2",
  size: 90_000,
  key: `Copy/03-${trial}.wav`,
};
const video: TrialCandidate = { trial, modality: "audio-video", etag: "3", key: `A/01-${trial}.mp4` };
const other: TrialCandidate = {
  trial: "01-04-02-01-01-02",
  modality: "audio-video",
  etag: "4",
  key: "Ä/01-04-02-01-01-02.mp4",
};

let redis: RedisClient;
let hash: string;
let prefix: string;
let hashes = 0;
beforeAll(async () => {
  const test = await testRedis();
  redis = await connectRedis(test.url);
  prefix = test.prefix;
});
afterAll(() => {
  redis.disconnect();
});
beforeEach(() => {
  hash = `${prefix}:trials:${++hashes}`;
});

describe("the choice among a trial's files", () => {
  const orders = [
    [video, audio, copy],
    [copy, audio, video],
    [audio, video, copy],
  ];
  test.each(orders)("falls on the first audio-only file, whatever the order of the offers (%#)", async (...files) => {
    for (const file of files) await offerTrials(redis, hash, [file]);
    expect(await chosenTrials(redis, hash)).toEqual([audio]);
  });

  test("is the audio-video file if there is no other", async () => {
    await offerTrials(redis, hash, [other, video, audio]);
    expect(await chosenTrials(redis, hash)).toEqual([audio, other]);
  });

  test("is the same when a page is offered again", async () => {
    for (let i = 0; i < 2; i++) await offerTrials(redis, hash, [video, copy]);
    expect(await chosenTrials(redis, hash)).toEqual([copy]);
  });

  test("includes the listed size, if there is one", async () => {
    await offerTrials(redis, hash, [copy, other]);
    expect((await chosenTrials(redis, hash)).map(({ size }) => size)).toEqual([90_000, undefined]);
  });

  test("is empty if nothing was offered", async () => {
    await offerTrials(redis, hash, []);
    expect(await chosenTrials(redis, hash)).toEqual([]);
  });
});
