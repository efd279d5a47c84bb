import { fileMetadata } from "../../report/fileMetadata.js";
import { encodePredictions } from "../../report/predictionTable.js";
import type { ExamplePicture } from "../../report/examplePicture.js";
import type { Report } from "../../report/report.js";
import { buildReport } from "./buildReport.js";
import { drawExamples } from "./drawExamples.js";
import type { ReportParts } from "./reportParts.js";

/** The results of a training besides its models. */
export interface ReportFiles {
  readonly report: Report;
  /** predictions.parquet */
  readonly predictions: Uint8Array;
  readonly examples: readonly ExamplePicture[];
}

/** The report's thread: computing the intervals takes seconds, which would block the event loop. */
export default async function reportOnThread({ examples = [], ...parts }: ReportParts): Promise<ReportFiles> {
  const { report, predictions } = buildReport(parts);
  return {
    report,
    predictions: encodePredictions(predictions, fileMetadata(report)),
    examples: await drawExamples(examples, parts.run.settings.sampleRate),
  };
}
