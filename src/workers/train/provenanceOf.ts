import { z } from "zod";
import { arch, cpus, platform, totalmem } from "node:os";
import { citationOf, syntheticCitation } from "../../corpus/citations.js";
import type { Provenance } from "../../report/provenance.js";
import { packageCommit, packageVersion } from "../../shared/packageVersion.js";
import { fingerprint, packDataset } from "./dataset.js";
import type { ReportInputs } from "./reportParts.js";
import type { Outcomes } from "./trainingResults.js";
import type { Voice } from "./voice.js";

/** Where the report comes from and how to reproduce it. The machine is that of the worker that wrote the report. */
export function provenanceOf(
  { run, dataset, fit, endedAt, filesFingerprint }: ReportInputs,
  outcomes: Outcomes,
  voices: readonly Voice[],
): Provenance {
  const processors = cpus();
  const commit = packageCommit();
  const { commandLine } = run;
  return {
    version: packageVersion(),
    ...(commit === undefined ? {} : { commit }),
    ...(commandLine === undefined ? {} : { commandLine }),
    settings: { ...run.settings },
    randomState: fit.randomState,
    featureSet: dataset.header.featureSet,
    data: {
      recordings: dataset.header.keys.length,
      ...(filesFingerprint === undefined ? {} : { files: filesFingerprint }),
      rows: fingerprint(packDataset(dataset)),
    },
    machine: {
      node: process.version,
      platform: `${platform()} ${arch()}`,
      cpu: processors[0]?.model.trim() ?? "unknown",
      cores: processors.length,
      memoryGb: Math.round(totalmem() / 1e8) / 10,
    },
    ...(run.times.createdAt === undefined ? {} : { startedAt: new Date(run.times.createdAt).toISOString() }),
    endedAt: new Date(endedAt).toISOString(),
    fitCpuSec: fitSeconds(outcomes),
    corpora: corporaOf(voices, run.listing.synthetic),
  };
}

/** Total duration of the fits that report one. */
function fitSeconds(outcomes: Outcomes): number {
  let ms = 0;
  for (const outcome of outcomes.values()) {
    const timed = outcome.ok ? timedSchema.safeParse(outcome.value) : undefined;
    if (timed?.success === true) ms += timed.data.fitMs;
  }
  return Math.round(ms) / 1_000;
}

const timedSchema = z.object({ fitMs: z.number() });

function corporaOf(voices: readonly Voice[], isSynthetic: boolean): Provenance["corpora"] {
  const counts = new Map<string, number>();
  for (const { dataset } of voices) counts.set(dataset, (counts.get(dataset) ?? 0) + 1);
  return [...counts].map(([dataset, recordings]) => {
    if (isSynthetic)
      return { recordings, ...syntheticCitation, name: `${syntheticCitation.name}, named as ${dataset}` };
    return { recordings, ...citationOf(dataset) };
  });
}
