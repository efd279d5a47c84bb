import type { ComparedRun } from "../report/compare.js";
import { decodePredictions, predictionsBlob } from "../report/predictionTable.js";
import { reportBlob, reportSchema } from "../report/report.js";
import { ConfigError } from "../shared/errors.js";
import type { Services } from "./services.js";

/** A finished run's report and predictions as they are stored. */
export interface StoredRun {
  readonly name: string;
  readonly report: Uint8Array;
  /** undefined for runs of older versions, which did not store them */
  readonly predictions: Uint8Array | undefined;
}

/** @throws NotFoundError if there is no such run; ConfigError if it has no report yet */
export async function readStoredRun({ runs }: Pick<Services, "runs">, name: string): Promise<StoredRun> {
  await runs.require(name);
  const [report, predictions] = await Promise.all([runs.blob(name, reportBlob), runs.blob(name, predictionsBlob)]);
  if (report === undefined) throw new ConfigError([`run ${name} has no report yet; see ser status ${name}`]);
  return { name, report, predictions };
}

/** A stored run, ready to be compared with others. */
export async function comparedRun({ name, report, predictions }: StoredRun): Promise<ComparedRun> {
  return {
    name,
    report: reportSchema.parse(JSON.parse(new TextDecoder().decode(report))),
    predictions: predictions && (await decodePredictions(predictions)),
  };
}
