import { emotions, parseRecordingName } from "../../corpus/ravdess.js";
import type { Report } from "../../report/report.js";
import type { RunRecord } from "../../runs/runStore.js";
import type { Dataset } from "./dataset.js";
import { genderComparison } from "./genderComparison.js";
import { genderReport, noGenderModel } from "./genderModel.js";
import type { ReportParts } from "./reportParts.js";
import { setReport } from "./setReport.js";
import { untrained } from "./untrained.js";

/** The report of a run whose fits are done. Its intervals take seconds of computing: call it on a thread. */
export function buildReport(parts: ReportParts): Report {
  const { run, dataset, results, fit } = parts;
  const { settings, listing } = run;
  const trained = parts.sets.flatMap(({ planned, data }) => {
    const set = setReport(parts, planned, data);
    return set === undefined ? [] : [[planned.name, set] as const];
  });
  const failed = parts.sets
    .filter(({ planned }) => !trained.some(([name]) => name === planned.name))
    .map(({ planned, data }) => untrained(parts, planned.name, data));
  const comparison = genderComparison(parts);
  const genderModel = genderReport(parts.genderData, fit, results);
  const messages = genderModel === undefined ? [noGenderModel(parts.genderData, fit, results)] : [];
  return {
    run: run.name,
    source: settings.source,
    synthetic: listing.synthetic,
    files: {
      listed: listing.listed,
      extracted: dataset.header.keys.length,
      modalities: listing.modalities,
      skipped: listing.skipped,
      rejected: parts.rejections,
    },
    counts: countsOf(dataset),
    sets: Object.fromEntries(trained),
    timings: timingsOf(run, parts.endedAt),
    notTrained: [...parts.notTrained, ...failed],
    featureSet: dataset.header.featureSet,
    engine: settings.engine,
    ...(settings.forest === "default" ? {} : { forest: settings.forest }),
    endedAt: new Date(parts.endedAt).toISOString(),
    ...(comparison === undefined ? {} : { genderComparison: comparison }),
    ...(genderModel === undefined ? {} : { genderModel }),
    ...(messages.length === 0 ? {} : { messages }),
  };
}

function countsOf(dataset: Dataset): Report["counts"] {
  const counts: Report["counts"] = {};
  const recordings = dataset.header.keys.map(parseRecordingName);
  for (const emotion of emotions) {
    const count = (gender: "woman" | "man"): number =>
      recordings.filter(
        (name) => name.kind === "recording" && name.recording.emotion === emotion && name.recording.gender === gender,
      ).length;
    const [women, men] = [count("woman"), count("man")];
    if (women + men > 0) counts[emotion] = { women, men };
  }
  return counts;
}

function timingsOf(run: RunRecord, endedAt: number): Report["timings"] {
  const { createdAt = endedAt, extractStartedAt = createdAt, trainStartedAt = endedAt } = run.times;
  return {
    extractSec: (trainStartedAt - extractStartedAt) / 1_000,
    trainSec: (endedAt - trainStartedAt) / 1_000,
    totalSec: (endedAt - createdAt) / 1_000,
  };
}
