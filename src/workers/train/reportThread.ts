import { fileMetadata } from "../../report/fileMetadata.js";
import { encodePredictions } from "../../report/predictionTable.js";
import type { Report } from "../../report/report.js";
import { buildReport } from "./buildReport.js";
import type { ReportParts } from "./reportParts.js";

/** What a training comes to, besides its models. */
export interface ReportFiles {
  readonly report: Report;
  /** predictions.parquet */
  readonly predictions: Uint8Array;
}

/** What the report's thread does: its intervals are seconds of computing, which the event loop must not wait for. */
export default function reportOnThread(parts: ReportParts): ReportFiles {
  const { report, predictions } = buildReport(parts);
  return { report, predictions: encodePredictions(predictions, fileMetadata(report)) };
}
