import { expect, test } from "vitest";
import { summarizeRows } from "../../../src/dashboard/explore/summarizeRows.js";
import type { FeatureRow } from "../../../src/features/featureRow.js";
import { featureRow, recordingKeys } from "../../support/featureRows.js";

async function* rowsOf(keys: readonly string[]): AsyncIterable<FeatureRow> {
  await Promise.resolve();
  for (const key of keys) yield featureRow(key);
}

test("every recording is counted in its cell", async () => {
  const { recordings, cells } = await summarizeRows(rowsOf(recordingKeys(120)));
  expect(recordings).toBe(120);
  expect(cells.reduce((sum, { count }) => sum + count, 0)).toBe(120);
  expect(cells).toContainEqual({
    ...{ dataset: "ravdess", emotion: "neutral", gender: "woman", intensity: "normal", statement: 1, count: 2 },
  });
});

test("a duration of 3.5 s is in the fifteenth bin of a quarter second", async () => {
  const { durations } = await summarizeRows(rowsOf(recordingKeys(60)));
  expect(durations["happy man"]?.indexOf(8)).toBe(14);
});

test("the sample never exceeds its size and contains each recording at most once, with its own features", async () => {
  const { sample, features } = await summarizeRows(rowsOf(recordingKeys(600)), 50);
  expect(new Set(sample.map(({ key }) => key)).size).toBe(50);
  expect(features.map((row) => row[0])).toEqual(sample.map(({ key }) => featureRow(key).features[0]));
});
