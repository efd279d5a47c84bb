import { labelsOfName } from "../../corpus/dataSets.js";
import { isOneOf, type Labels } from "../../corpus/labels.js";
import type { FeatureRow } from "../../features/featureRow.js";
import { InputError } from "../../shared/errors.js";
import type { RunSettings } from "../jobs.js";
import type { FeatureRun, FeatureStoreFactory } from "./featureStoreFactory.js";
import type { ShardRows } from "./featureStore.js";

/**
 * A run's rows with their labels, if these do not come from the names; a few shards are in memory at a time.
 *
 * @throws InputError "files-unaccounted" if Redis has lost the labels of a row
 */
export async function* labelledRows(
  features: Pick<FeatureStoreFactory, "of" | "labels">,
  run: FeatureRun,
): AsyncIterable<FeatureRow> {
  for await (const { rows } of labelledShards(features, run)) yield* rows;
}

/** The same rows, shard by shard. @param from see FeatureStore.shards */
export async function* labelledShards(
  features: Pick<FeatureStoreFactory, "of" | "labels">,
  run: FeatureRun,
  from = "",
): AsyncIterable<ShardRows> {
  const { settings } = run;
  const store = await features.of(run);
  if (namesSayAll(settings)) {
    yield* store.shards(from);
    return;
  }
  const labels = settings.labels === null ? undefined : features.labels(run.name);
  for await (const { shard, rows } of store.shards(from)) {
    const ofShard = await labels?.of(shard);
    yield {
      shard,
      rows: rows.map((row) => {
        const own = ofShard === undefined ? byName(row.key, settings) : ofShard.get(row.key);
        if (own === undefined) throw labelsLost(run.name, row.key);
        return { ...row, labels: own && withSplit(own, settings) };
      }),
    };
  }
}

/** Without labels, a row would be left out of training, and the report would not show it. */
function labelsLost(run: string, key: string): InputError {
  return new InputError(
    "files-unaccounted",
    `run ${run}: ${key} has a row, but Redis no longer holds its labels. Nothing was trained. ` +
      "A run under another name takes over the rows that are there and reads the labels file anew.",
  );
}

function namesSayAll({ dataset, emotionMap, labels, testSpeakers }: RunSettings): boolean {
  return dataset === "auto" && labels === null && testSpeakers.length === 0 && Object.keys(emotionMap).length === 0;
}

function byName(key: string, settings: RunSettings): Labels | null {
  const name = labelsOfName(key, settings);
  return name.kind === "recording" ? name.labels : null;
}

/** Test speakers are on the test side, whatever the labels' `split` says. */
function withSplit(labels: Labels, { testSpeakers }: RunSettings): Labels {
  return isOneOf(labels, testSpeakers) ? { ...labels, split: "test" } : labels;
}
