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
const squares = z.array(z.number().min(0).max(1e30)).max(100_000);
const files = z.array(z.string()).max(1_000_000);

/** The stored data of an enrolled speaker: statistics of features, never a recording. */
export const enrolledSpeakerSchema = z.object({
  format: z.literal("speech-emotion-workers/speaker"),
  version: z.literal(1),
  id: speakerIdSchema,
  /** what the columns mean */
  featureSet: z.string(),
  n: z.int().min(0).max(1_000_000),
  /** one per column of the feature set */
  mean: statistics,
  /** sums of squared deviations from the mean */
  sumSquares: squares,
  /** hashes of the files, so that no file counts twice */
  files,
  /** statistics of one model's random convolutions; absent for models without them */
  convolved: z
    .object({ kernels: z.string(), n: z.int().min(0).max(1_000_000), mean: statistics, sumSquares: squares, files })
    .optional(),
  updatedAt: z.string(),
});
type StoredSpeaker = z.infer<typeof enrolledSpeakerSchema>;

export interface EnrolledSpeaker {
  readonly id: string;
  readonly featureSet: string;
  readonly statistics: SpeakerStatistics;
  readonly files: readonly string[];
  readonly convolved?: ConvolvedSpeaker;
  readonly updatedAt: string;
}

/**
 * A speaker's statistics of random convolutions. Unlike features, these belong to one training, whose recordings set
 * their thresholds: models of another training ignore them until the recordings are added again.
 */
export interface ConvolvedSpeaker {
  /** id of the convolutions: kernelsId */
  readonly kernels: string;
  readonly statistics: SpeakerStatistics;
  readonly files: readonly string[];
}

/** A recording's row, and the hash of its file. */
export interface EnrolledRow {
  readonly file: string;
  readonly features: ArrayLike<number>;
  /** output of the model's random convolutions; absent for models without them */
  readonly convolved?: ConvolvedRow | undefined;
}

export interface ConvolvedRow {
  readonly kernels: string;
  /** shape [convolvedColumns] */
  readonly values: Float32Array;
}

/**
 * Adds recordings to a speaker. Recordings that are already enrolled change nothing.
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
  // Rows are kept as float32 everywhere: the same rounding here.
  const added = withFresh(
    before,
    rows.map(({ file, features }) => ({ file, values: Float32Array.from(features) })),
  );
  const convolved = convolvedWith(before?.convolved, rows);
  return {
    id,
    featureSet,
    ...added,
    ...(convolved === undefined ? {} : { convolved }),
    updatedAt: now.toISOString(),
  };
}

/** Statistics with the rows of files that they do not include yet. */
function withFresh(
  before: { readonly statistics: SpeakerStatistics; readonly files: readonly string[] } | undefined,
  rows: readonly { readonly file: string; readonly values: Float32Array }[],
): { statistics: SpeakerStatistics; files: string[] } {
  const known = new Set(before?.files);
  const fresh = rows.filter(({ file }) => !known.has(file) && known.add(file));
  const statistics = speakerStatistics(
    fresh.map(({ values }) => values),
    before?.statistics,
  );
  return { statistics, files: [...known] };
}

/** Rows of other convolutions start new statistics; rows without any leave them unchanged. */
function convolvedWith(
  before: ConvolvedSpeaker | undefined,
  rows: readonly EnrolledRow[],
): ConvolvedSpeaker | undefined {
  const kernels = rows[0]?.convolved?.kernels;
  if (kernels === undefined) return before;
  const values = rows.map(({ file, convolved }) => ({ file, values: convolved!.values }));
  return { kernels, ...withFresh(before?.kernels === kernels ? before : undefined, values) };
}

/** @throws InputError "feature-set-mismatch" saying how to fix it */
export function requireSpeakerFeatures(speaker: EnrolledSpeaker, featureSet: string, where: string): void {
  if (speaker.featureSet === featureSet) return;
  throw new InputError(
    "feature-set-mismatch",
    `speaker ${speaker.id} was enrolled with features of ${speaker.featureSet}, ${where} hold ${featureSet}: ser speakers remove ${speaker.id}, then add the recordings again`,
  );
}

/**
 * A speaker as bytes, for a file or your own store.
 *
 * @example packSpeaker(anna).length > 0 // true
 */
export function packSpeaker({
  id,
  featureSet,
  statistics: of,
  files: own,
  convolved,
  updatedAt,
}: EnrolledSpeaker): Uint8Array {
  const stored: StoredSpeaker = {
    format: "speech-emotion-workers/speaker",
    version: 1,
    id,
    featureSet,
    ...packed(of),
    files: [...own],
    ...(convolved === undefined
      ? {}
      : {
          convolved: { kernels: convolved.kernels, ...packed(convolved.statistics), files: [...convolved.files] },
        }),
    updatedAt,
  };
  return new TextEncoder().encode(JSON.stringify(stored));
}

function packed({ n, mean, sumSquares }: SpeakerStatistics): { n: number; mean: number[]; sumSquares: number[] } {
  return { n, mean: [...mean], sumSquares: [...sumSquares] };
}

/**
 * @param where for messages
 * @throws InputError "bad-payload" if these bytes are not a speaker
 * @example unpackSpeaker(packSpeaker(anna), "anna.json").id // anna
 */
export function unpackSpeaker(bytes: Uint8Array, where: string): EnrolledSpeaker {
  let stored: StoredSpeaker;
  try {
    stored = enrolledSpeakerSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (error) {
    const problem = error instanceof z.ZodError ? z.prettifyError(error) : "not JSON";
    throw new InputError("bad-payload", `${where}: not an enrolled speaker: ${problem}`, { cause: error });
  }
  const { id, featureSet, files: own, convolved, updatedAt } = stored;
  requireKnownFeatures(featureSet, where, stored.mean.length);
  return {
    id,
    featureSet,
    statistics: unpacked(stored, where),
    files: own,
    ...(convolved === undefined
      ? {}
      : {
          convolved: {
            kernels: convolved.kernels,
            statistics: unpacked(convolved, where),
            files: convolved.files,
          },
        }),
    updatedAt,
  };
}

/** @throws InputError "bad-payload" if the columns disagree */
function unpacked(
  { n, mean, sumSquares }: Pick<StoredSpeaker, "n" | "mean" | "sumSquares">,
  where: string,
): SpeakerStatistics {
  if (mean.length !== sumSquares.length)
    throw new InputError("bad-payload", `${where}: ${mean.length} means and ${sumSquares.length} sums of squares`);
  return { n, mean: Float64Array.from(mean), sumSquares: Float64Array.from(sumSquares) };
}

/** Rejects an older version's speakers with a message, rather than mixing up columns. */
function requireKnownFeatures(featureSet: string, where: string, nColumns: number): void {
  const { blocks, sampleRate } = parseFeatureSetId(featureSet);
  const set = featureSetOf(blocks.map(({ name }) => name));
  requireFeatureSet(featureSetId(set, sampleRate), featureSet, `this version, reading ${where},`);
  if (nColumns !== set.columns.length)
    throw new InputError("bad-payload", `${where}: ${nColumns} columns, where ${featureSet} has ${set.columns.length}`);
}
