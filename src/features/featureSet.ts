/*
 * Feature sets: what the columns of a stored row mean. A row is worth nothing without the set, the version and the
 * analysed rate it was made with, so these three travel with it as one id, for instance "mean161-v1-16000":
 *
 *     mean161 - v1 - 16000        meyda155 - v1 - native
 *     └ set     │    └ rate analysed in Hz, or "native": each file at its own
 *               └ version: goes up whenever the same recording would give other numbers
 *
 * A set belongs to exactly one engine, so its name names the engine too, and rows of two engines never mix.
 */
import { InputError, ParameterError } from "../shared/errors.js";

/** Who computes: our librosa-faithful code, or the meyda library as it defines things. */
export type EngineName = "default" | "meyda";

export type FeatureSetName = "mean161" | "mean155" | "meyda155";

/** One column: the mean over all frames of one dimension of one descriptor. */
export interface FeatureColumn {
  /** unique in its set, for instance "mfcc_03_mean"; zero-padded, so that columns of one descriptor sort */
  readonly name: string;
  /** the descriptor the column belongs to, for instance "mfcc" */
  readonly descriptor: string;
  /** from 1, the dimension within the descriptor */
  readonly dimension: number;
  readonly unit: string;
}

export interface FeatureSet {
  readonly name: FeatureSetName;
  readonly version: number;
  readonly engine: EngineName;
  readonly description: string;
  readonly columns: readonly FeatureColumn[];
}

/** `count` columns of one descriptor; a single one carries no number. */
function means(descriptor: string, count: number, unit: string): FeatureColumn[] {
  const digits = String(count).length;
  return Array.from({ length: count }, (_, index) => {
    const number = count === 1 ? "" : `_${String(index + 1).padStart(digits, "0")}`;
    return { name: `${descriptor}${number}_mean`, descriptor, dimension: index + 1, unit };
  });
}

const studyColumns: readonly FeatureColumn[] = [
  // 1 is C, 2 is C sharp, ... 12 is B; each frame divided by its largest bin
  ...means("chroma", 12, "share of the frame's largest bin"),
  // 1 is the DCT's coefficient 0, the level
  ...means("mfcc", 13, "dB, orthonormal DCT-II"),
  ...means("zero_crossing_rate", 1, "crossings per sample"),
  ...means("mel", 128, "power"),
  ...means("spectral_centroid", 1, "Hz"),
];

// 1, 2: fifths; 3, 4: minor thirds; 5, 6: major thirds (sine and cosine of each circle)
const tonnetzColumns = means("tonnetz", 6, "coordinate in -1 to 1");

const meydaColumns: readonly FeatureColumn[] = [
  ...means("chroma", 12, "share of the frame's largest bin"),
  ...means("mfcc", 13, "DCT of log(1 + power) in mel bands, meyda's"),
  ...means("zero_crossing_rate", 1, "crossings per frame of 2048 samples"),
  // 128 bands where meyda's default is 26, for the same shape as the study's features
  ...means("mel", 128, "log(1 + power), meyda's bands"),
  ...means("spectral_centroid", 1, "FFT bin"),
];

/** mean155 is the start of every mean161 row: the two share their version. */
const librosaVersion = 1;

/** Every set this version can make, by name. */
export const featureSets: Readonly<Record<FeatureSetName, FeatureSet>> = {
  mean161: {
    name: "mean161",
    version: librosaVersion,
    engine: "default",
    description: "librosa's chroma, MFCC, zero-crossing rate, mel bands, centroid and tonnetz, averaged over frames",
    columns: [...studyColumns, ...tonnetzColumns],
  },
  mean155: {
    name: "mean155",
    version: librosaVersion,
    engine: "default",
    description: "the study's features: mean161 without tonnetz",
    columns: studyColumns,
  },
  meyda155: {
    name: "meyda155",
    version: 1,
    engine: "meyda",
    description: "the same descriptors without tonnetz as the meyda library defines them, averaged over frames",
    columns: meydaColumns,
  },
};

/** The set an engine computes and the store keeps; narrower sets are cut from it. */
export function fullSetOf(engine: EngineName): FeatureSet {
  return engine === "meyda" ? featureSets.meyda155 : featureSets.mean161;
}

/** Which numbers a row holds: set, version and rate. */
export interface FeatureSpace {
  readonly set: FeatureSetName;
  readonly version: number;
  /** Hz every recording was resampled to, or "native" */
  readonly sampleRate: number | "native";
}

/** The id of a set at a rate, e.g. "mean161-v1-16000": letters, digits and hyphens only, so it fits any key. */
export function featureSetId(set: FeatureSet, sampleRate: number | "native"): string {
  return `${set.name}-v${set.version}-${sampleRate}`;
}

/**
 * The inverse of `featureSetId`. Accepts versions this program cannot make: they may stand in an old store.
 * @throws InputError "feature-set-mismatch" if the text is not such an id or names a set nobody knows
 */
export function parseFeatureSetId(id: string): FeatureSpace {
  const match = /^([a-z]+\d+)-v(\d+)-(native|\d+)$/.exec(id);
  const name = match?.[1];
  if (!match || !name || !isFeatureSetName(name)) {
    const known = Object.values(featureSets).map((set) => featureSetId(set, 16_000));
    throw new InputError(
      "feature-set-mismatch",
      `"${id}" is no feature set known here; ids look like ${known.join(", ")}`,
    );
  }
  const rate = match[3] === "native" ? "native" : Number(match[3]);
  return { set: name, version: Number(match[2]), sampleRate: rate };
}

export function isFeatureSetName(text: string): text is FeatureSetName {
  return Object.hasOwn(featureSets, text);
}

/**
 * Refuses rows that mean something else than what a model, a run or a store expects.
 * @param expected id of the feature set wanted
 * @param found    id of the feature set met
 * @param where    who wanted it, for the message: "model women-3"
 * @throws InputError "feature-set-mismatch" naming both
 */
export function requireFeatureSet(expected: string, found: string, where: string): void {
  if (expected === found) return;
  throw new InputError("feature-set-mismatch", `${where} wants features of ${expected} and met features of ${found}`);
}

/**
 * The columns of `to` out of a row of `from`: mean155 out of mean161, or the row itself.
 * @param features shape [from.columns.length]
 * @returns shape [to.columns.length], a view
 * @throws InputError "feature-set-mismatch" if `from` does not begin with the columns of `to`
 * @throws ParameterError if the row's length is not that of `from`
 */
export function narrow(features: Float64Array, from: FeatureSet, to: FeatureSet): Float64Array {
  const within = from.engine === to.engine && from.version === to.version && from.columns.length >= to.columns.length;
  if (!within) {
    const both = `${to.name}-v${to.version} cannot be cut from ${from.name}-v${from.version}`;
    throw new InputError("feature-set-mismatch", both);
  }
  if (features.length !== from.columns.length)
    throw new ParameterError("features", `${from.columns.length} numbers of ${from.name}`, features.length);
  return features.subarray(0, to.columns.length);
}
