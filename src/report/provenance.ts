import { z } from "zod";

/** Where a report comes from and how to reproduce it. */
export const provenanceSchema = z.object({
  /** of this program */
  version: z.string(),
  /** of its source, where it is known; uncommitted changes are not detected */
  commit: z.string().optional(),
  /** as typed, if the run was started from a command line */
  commandLine: z.string().optional(),
  /** every setting of the run, including defaults, for `ser run --config run.json` */
  settings: z.record(z.string(), z.unknown()),
  /** seed of forests, folds, resamples */
  randomState: z.int().min(0),
  featureSet: z.string(),
  data: z.object({
    recordings: z.int().min(0),
    /** SHA-256 of keys and ETags: equal for the same files */
    files: z.string().optional(),
    /** shortened SHA-256 of the rows: equal for the same values */
    rows: z.string(),
  }),
  machine: z.object({
    node: z.string(),
    platform: z.string(),
    cpu: z.string(),
    cores: z.int().min(0),
    memoryGb: z.number().min(0),
  }),
  startedAt: z.string().optional(),
  endedAt: z.string(),
  /** total time of the searches' fits, over all workers */
  fitCpuSec: z.number().min(0).optional(),
  corpora: z
    .array(
      z.object({
        name: z.string(),
        recordings: z.int().min(0),
        citation: z.string().optional(),
        doi: z.string().optional(),
        licence: z.string().optional(),
      }),
    )
    .readonly(),
});
export type Provenance = z.infer<typeof provenanceSchema>;
