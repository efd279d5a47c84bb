import { labelsOfName } from "../../corpus/dataSets.js";
import type { FeatureRow } from "../../features/featureRow.js";
import type { RunSettings } from "../jobs.js";

/** Rows with the labels that the run reads from their names, where it reads them otherwise than usual. */
export async function* labelledRows(
  settings: Pick<RunSettings, "dataset" | "emotionMap">,
  rows: AsyncIterable<FeatureRow>,
): AsyncIterable<FeatureRow> {
  if (settings.dataset === "auto" && Object.keys(settings.emotionMap).length === 0) {
    yield* rows;
    return;
  }
  for await (const row of rows) {
    const name = labelsOfName(row.key, settings);
    yield name.kind === "recording" ? { ...row, labels: name.labels } : row;
  }
}
