import { createHash } from "node:crypto";
import { blocksOf, featureSetId, featureSetOf } from "../features/featureSet.js";
import type { RunSettings } from "./jobs.js";
import { parseSource } from "../shared/objects/source.js";

/** Runs with the same lineage, i.e. the same source and analysis, can reuse each other's rows. */
export interface Lineage {
  readonly featureSet: string;
  /** names of the columns, in order */
  readonly columns: readonly string[];
  /** a name for files and keys, e.g. "ravdess-1f2e3d4c5b6a" */
  readonly name: string;
}

type LineageSettings = Pick<
  RunSettings,
  "source" | "engine" | "recipe" | "convolutions" | "sampleRate" | "maxDurationSec"
> &
  Partial<Pick<RunSettings, "noisyCopies" | "embedding">>;

function placeOf(text: string): string {
  const source = parseSource(text);
  switch (source.kind) {
    case "s3":
      return `s3://${source.bucket}/${source.prefix}`;
    case "directory":
      return source.path;
    case "several":
      return source.places.map(([, place]) => placeOf(place)).join("\n");
  }
}

export function lineageOf(settings: LineageSettings): Lineage {
  const place = placeOf(settings.source);
  const set = featureSetOf(blocksOf(settings));
  const featureSet = featureSetId(set, settings.sampleRate);
  const digest = createHash("sha256")
    .update(JSON.stringify([place, featureSet, settings.maxDurationSec]))
    .digest("hex")
    .slice(0, 12);
  const lastPart = place.replace(/\/+$/, "").split("/").at(-1)!;
  const readable = lastPart.replace(/[^A-Za-z0-9._-]+/g, "-").slice(0, 40);
  return { featureSet, columns: set.columns.map(({ name }) => name), name: `${readable}-${digest}` };
}
