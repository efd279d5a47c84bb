import { comparisonSections } from "../../report/html/compareHtml.js";
import { comparedRun, type StoredRun } from "../../runs/comparedRun.js";

/** Runs on a thread: the comparison's sections as HTML. */
export default async function compareStored(runs: readonly StoredRun[]): Promise<string> {
  return comparisonSections(await Promise.all(runs.map(comparedRun))).text;
}
