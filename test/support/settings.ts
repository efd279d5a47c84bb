import { quickstartGrid } from "../../src/evaluation/paramGrid.js";
import { runSettingsSchema, type RunSettings } from "../../src/runs/jobs.js";

/** Settings of a run with a small grid, which trains in a second or two. */
export function runSettings(given: Partial<RunSettings> & { source: string }): RunSettings {
  return runSettingsSchema.parse({ grid: { name: "quickstart", text: JSON.stringify(quickstartGrid) }, ...given });
}
