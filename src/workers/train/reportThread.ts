import { fileMetadata } from "../../report/fileMetadata.js";
import { encodePredictions } from "../../report/predictionTable.js";
import type { ExamplePicture } from "../../report/examplePicture.js";
import type { Report } from "../../report/report.js";
import { buildReport } from "./buildReport.js";
import { drawExamples } from "./drawExamples.js";
import type { ReportParts } from "./reportParts.js";

/** What a training comes to, besides its models. */
export interface ReportFiles {
  readonly report: Report;
  /** predictions.parquet */
  readonly predictions: Uint8Array;
  readonly examples: readonly ExamplePicture[];
}

/** What the report's thread does: its intervals are seconds of computing, which the event loop must not wait for. */
export default async function reportOnThread({ examples = [], ...parts }: ReportParts): Promise<ReportFiles> {
  const { report, predictions } = buildReport(parts);
  return {
    report,
    predictions: encodePredictions(predictions, fileMetadata(report)),
    examples: await drawExamples(examples, parts.run.settings.sampleRate),
  };
}
