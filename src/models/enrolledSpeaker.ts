import { createHash } from "node:crypto";
import { z } from "zod";
import { featureSetId, featureSetOf, parseFeatureSetId, requireFeatureSet } from "../features/featureSet.js";
import { type SpeakerStatistics, speakerStatistics } from "../linear/speakerScaling.js";
import { InputError } from "../shared/errors.js";

/** 1 to 64 letters, digits, dots, hyphens, underscores. */
export const speakerIdPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
export const speakerIdSchema = z
  .string()
  .regex(speakerIdPattern, "a speaker's name: 1 to 64 letters, digits, dots, hyphens, underscores");

const statistics = z.array(z.number().min(-1e30).max(1e30)).max(100_000);

/** What is kept of an enrolled speaker: statistics of features, never a recording. */
export const enrolledSpeakerSchema = z.object({
  format: z.literal("speech-emotion-workers/speaker"),
  version: z.literal(1),
  id: speakerIdSchema,
  /** what the columns mean */
  featureSet: z.string(),
  n: z.int().min(0).max(1_000_000),
  /** one a column of the feature set */
  mean: statistics,
  /** sums of squared deviations from the mean */
  sumSquares: z.array(z.number().min(0).max(1e30)).max(100_000),
  /** hashes of the files, so that none counts twice */
  files: z.array(z.string()).max(1_000_000),
  updatedAt: z.string(),
});
type StoredSpeaker = z.infer<typeof enrolledSpeakerSchema>;

export interface EnrolledSpeaker {
  readonly id: string;
  readonly featureSet: string;
  readonly statistics: SpeakerStatistics;
  readonly files: readonly string[];
  readonly updatedAt: string;
}

/** A recording's row, and the hash of its file. */
export interface EnrolledRow {
  readonly file: string;
  readonly features: ArrayLike<number>;
}

/** Names a file's bytes. */
export function fileHash(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 24);
}

/**
 * A speaker with more recordings. Recordings that are enrolled already change nothing.
 *
 * @param before the speaker so far; undefined for a new one
 * @throws InputError "feature-set-mismatch" if the speaker was enrolled with other features
 */
export function enrol(
  id: string,
  before: EnrolledSpeaker | undefined,
  featureSet: string,
  rows: readonly EnrolledRow[],
  now = new Date(),
): EnrolledSpeaker {
  if (before !== undefined) requireSpeakerFeatures(before, featureSet, "these recordings");
  const known = new Set(before?.files);
  const fresh = rows.filter(({ file }) => !known.has(file) && known.add(file));
  // Rows are kept as float32 everywhere: the same rounding here.
  const statistics = speakerStatistics(
    fresh.map(({ features }) => Float32Array.from(features)),
    before?.statistics,
  );
  return { id, featureSet, statistics, files: [...known], updatedAt: now.toISOString() };
}

/** @throws InputError "feature-set-mismatch" saying how to mend it */
export function requireSpeakerFeatures(speaker: EnrolledSpeaker, featureSet: string, where: string): void {
  if (speaker.featureSet === featureSet) return;
  throw new InputError(
    "feature-set-mismatch",
    `speaker ${speaker.id} was enrolled with features of ${speaker.featureSet}, ${where} hold ${featureSet}: ser speakers remove ${speaker.id}, then add the recordings again`,
  );
}

export function packSpeaker({ id, featureSet, statistics: of, files, updatedAt }: EnrolledSpeaker): Uint8Array {
  const stored: StoredSpeaker = {
    format: "speech-emotion-workers/speaker",
    version: 1,
    id,
    featureSet,
    n: of.n,
    mean: [...of.mean],
    sumSquares: [...of.sumSquares],
    files: [...files],
    updatedAt,
  };
  return new TextEncoder().encode(JSON.stringify(stored));
}

/**
 * @param where for messages
 * @throws InputError "bad-payload" if these bytes are no speaker
 */
export function unpackSpeaker(bytes: Uint8Array, where: string): EnrolledSpeaker {
  let stored: StoredSpeaker;
  try {
    stored = enrolledSpeakerSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (error) {
    const problem = error instanceof z.ZodError ? z.prettifyError(error) : "not JSON";
    throw new InputError("bad-payload", `${where}: not an enrolled speaker: ${problem}`, { cause: error });
  }
  const { id, featureSet, n, mean, sumSquares, files, updatedAt } = stored;
  if (mean.length !== sumSquares.length)
    throw new InputError("bad-payload", `${where}: ${mean.length} means and ${sumSquares.length} sums of squares`);
  requireKnownFeatures(featureSet, where, mean.length);
  const statisticsOf = { n, mean: Float64Array.from(mean), sumSquares: Float64Array.from(sumSquares) };
  return { id, featureSet, statistics: statisticsOf, files, updatedAt };
}

/** An older version's speakers are refused with a sentence, before a column is taken for another. */
function requireKnownFeatures(featureSet: string, where: string, nColumns: number): void {
  const { blocks, sampleRate } = parseFeatureSetId(featureSet);
  const set = featureSetOf(blocks.map(({ name }) => name));
  requireFeatureSet(featureSetId(set, sampleRate), featureSet, `this version, reading ${where},`);
  if (nColumns !== set.columns.length)
    throw new InputError("bad-payload", `${where}: ${nColumns} columns, where ${featureSet} has ${set.columns.length}`);
}
