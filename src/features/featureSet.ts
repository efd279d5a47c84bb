/*
 * Feature sets: the meaning of a stored row's columns. A row is the concatenation of blocks, and it is useless without
 * the blocks, their versions and the sample rate, so these are stored with it as one id:
 *
 *     mean161 - v2 - functionals - v1 - 16000        meyda155 - v2 - native
 *     └ block   │    └ block       │    └ rate analysed in Hz, or "native": each file at its own
 *               └ version: increases whenever the same recording would give other values
 *
 * A block belongs to exactly one engine, so its name implies the engine, and rows of two engines never mix.
 */
import {
  type EmbeddingBlockName,
  embeddingNamePattern,
  isEmbeddingName,
  parseEmbeddingName,
} from "../embedding/embeddingName.js";
import { InputError, ParameterError } from "../shared/errors.js";
import { contourNames } from "../dsp/speech/contourNames.js";
import {
  embeddingColumns,
  meanColumns,
  meydaColumns,
  noisyColumns,
  nStudyColumns,
  speechColumns,
  type FeatureColumn,
} from "./descriptors.js";

export type { FeatureColumn };

/** What computes the features: our code, which agrees with librosa, or the meyda library with its own definitions. */
export const engineNames = ["default", "meyda"] as const;
export type EngineName = (typeof engineNames)[number];

export const blockNames = ["mean161", "functionals", "contours", "noisy", "meyda155"] as const;
/** The blocks that this program itself defines. */
export type OwnBlockName = (typeof blockNames)[number];
/** One of ours, or the columns of an embedding model, whose name says which. */
export type BlockName = OwnBlockName | EmbeddingBlockName;

/** Columns that are computed and versioned together. */
export interface FeatureBlock {
  readonly name: BlockName;
  readonly version: number;
  readonly engine: EngineName;
  readonly description: string;
  readonly columns: readonly FeatureColumn[];
  /** for a block that adds no columns but a sequence of frames, as long as the recording: the channels of a frame */
  readonly channels?: readonly string[];
  /** whether only training uses it; such a block comes last in a row. @defaultValue false */
  readonly isForTraining?: boolean;
}

/** Goes up when the same embedding model would give other columns: another resampling or pooling. */
export const embeddingVersion = 1;

/** Every block of our own that this version can compute, by name. */
export const featureBlocks: Readonly<Record<OwnBlockName, FeatureBlock>> = {
  mean161: {
    name: "mean161",
    // 1 resampled by soxr's recipe LQ, 2 by HQ, as librosa does by default
    version: 2,
    engine: "default",
    description: "librosa's chroma, MFCC, zero-crossing rate, mel bands, centroid and tonnetz, averaged over frames",
    columns: meanColumns,
  },
  functionals: {
    name: "functionals",
    version: 1,
    engine: "default",
    description: "statistics, dynamics and timing of spectrum, cepstrum and voice over the speaking part",
    columns: speechColumns,
  },
  contours: {
    name: "contours",
    version: 1,
    engine: "default",
    description: "level-free contours of the speaking part every 20 ms, for random convolutions",
    columns: [],
    channels: contourNames,
  },
  noisy: {
    name: "noisy",
    version: 1,
    engine: "default",
    description: "the functionals of a copy of the recording with white noise, as a further training row",
    columns: noisyColumns,
    isForTraining: true,
  },
  meyda155: {
    name: "meyda155",
    // 2: resampled, unless native, as librosa resamples
    version: 2,
    engine: "meyda",
    description: "the study's descriptors without tonnetz as the meyda library defines them, averaged over frames",
    columns: meydaColumns,
  },
};

/** A block by its name. */
export function featureBlock(name: BlockName): FeatureBlock {
  const embedding = parseEmbeddingName(name);
  if (embedding === undefined) return featureBlocks[name as OwnBlockName];
  return {
    name,
    version: embeddingVersion,
    engine: "default",
    description: "mean and standard deviation of an embedding model's frames",
    columns: embeddingColumns(embedding.columns / 2),
  };
}

/** The layout of a row: blocks in order. */
export interface FeatureSet {
  readonly blocks: readonly FeatureBlock[];
  /** columns of all blocks, in the order of the row */
  readonly columns: readonly FeatureColumn[];
}

/**
 * The feature set of some blocks, in the order given.
 *
 * @throws ParameterError if there are none, one is repeated or two are of different engines
 * @example featureSetOf(["mean161", "functionals"]).columns.length // 1525
 */
export function featureSetOf(names: readonly BlockName[]): FeatureSet {
  const blocks = names.map(featureBlock);
  const isOneEngine = new Set(blocks.map(({ engine }) => engine)).size === 1;
  if (!isOneEngine || new Set(names).size < names.length)
    throw new ParameterError("blocks", "different blocks of one engine", names.join(", "));
  return { blocks, columns: blocks.flatMap(({ columns }) => columns) };
}

/** A range of a row's columns: `start` to `end - 1`. */
export interface ColumnRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The columns of a block; "study" means the 155 columns of the study's models, the first of mean161 or all of meyda155.
 *
 * @returns undefined if the set lacks the block
 * @example columnRange(featureSetOf(["mean161", "functionals"]), "functionals") // { start: 161, end: 1525 }
 */
export function columnRange(set: FeatureSet, block: BlockName | "study"): ColumnRange | undefined {
  let start = 0;
  for (const { name, columns } of set.blocks) {
    if (name === block) return { start, end: start + columns.length };
    if (block === "study" && (name === "mean161" || name === "meyda155")) return { start, end: start + nStudyColumns };
    start += columns.length;
  }
  return undefined;
}

/** The settings that determine a run's rows. */
export interface FeatureChoice {
  readonly engine: EngineName;
  /** "study": the study's columns alone; "best": the functionals too */
  readonly recipe: "best" | "study";
  /** whether contours are stored beside the columns */
  readonly convolutions: boolean;
  /** whether the columns of a noisy copy are stored too. @defaultValue false */
  readonly noisyCopies?: boolean;
  /** columns of this embedding model instead of the functionals. @defaultValue none */
  readonly embedding?: { readonly block: EmbeddingBlockName } | null;
}

/** The blocks of a run's rows. Meyda, the baseline, has one block whatever the recipe. */
export function blocksOf({
  engine,
  recipe,
  convolutions,
  noisyCopies,
  embedding,
}: FeatureChoice): readonly BlockName[] {
  if (engine === "meyda") return ["meyda155"];
  if (recipe === "study") return ["mean161"];
  if (embedding !== undefined && embedding !== null) return ["mean161", embedding.block];
  return [
    "mean161",
    "functionals",
    ...(convolutions ? (["contours"] as const) : []),
    ...(noisyCopies === true ? (["noisy"] as const) : []),
  ];
}

/**
 * The blocks that predictions need: a model's rows lack the blocks that only training uses. Columns keep their places,
 * since such blocks come last.
 */
export function predictionBlocks(blocks: readonly BlockName[]): readonly BlockName[] {
  return blocks.filter((name) => featureBlock(name).isForTraining !== true);
}

/** A parsed feature set id: blocks, their versions and rate. */
export interface FeatureSpace {
  readonly blocks: readonly { readonly name: BlockName; readonly version: number }[];
  /** Hz every recording was resampled to, or "native" */
  readonly sampleRate: number | "native";
}

/**
 * The id of a set at a rate: letters, digits and hyphens only, so it fits any key.
 * @example featureSetId(featureSetOf(["mean161"]), 16_000) // "mean161-v2-16000"
 */
export function featureSetId({ blocks }: Pick<FeatureSpace, "blocks">, sampleRate: number | "native"): string {
  return [...blocks.map(({ name, version }) => `${name}-v${version}`), sampleRate].join("-");
}

/**
 * The inverse of `featureSetId`. Accepts versions that this program cannot compute: they may be in an old store.
 * @throws InputError "feature-set-mismatch" if the text is not such an id or has an unknown block
 */
export function parseFeatureSetId(id: string): FeatureSpace {
  const space = readFeatureSetId(id);
  if (space === undefined) {
    const examples = [["mean161"], ["mean161", "functionals"], ["meyda155"]] as const;
    const ids = examples.map((names) => featureSetId(featureSetOf(names), 16_000));
    throw new InputError(
      "feature-set-mismatch",
      `"${id}" is not a known feature set; expected one like ${ids.join(", ")}`,
    );
  }
  return space;
}

const anyName = `[a-z]+\\d*|${embeddingNamePattern}`;
const wholeId = new RegExp(`^((?:(?:${anyName})-v\\d+-)+)(native|\\d+)$`);
const blockInId = new RegExp(`(${anyName})-v(\\d+)-`, "g");

function readFeatureSetId(id: string): FeatureSpace | undefined {
  const match = wholeId.exec(id);
  const blocks = [...(match?.[1]?.matchAll(blockInId) ?? [])].map(([, name = "", version]) => {
    return { name, version: Number(version) };
  });
  const known = blocks.filter((block): block is FeatureSpace["blocks"][number] => isBlockName(block.name));
  if (!match || known.length < blocks.length) return undefined;
  return { blocks: known, sampleRate: match[2] === "native" ? "native" : Number(match[2]) };
}

/** The id of the feature set that models trained on rows of a set need: see predictionBlocks. */
export function predictionSetId(id: string): string {
  const { blocks, sampleRate } = parseFeatureSetId(id);
  const needed = predictionBlocks(blocks.map(({ name }) => name));
  return featureSetId({ blocks: blocks.filter(({ name }) => needed.includes(name)) }, sampleRate);
}

/** Whether rows of this feature set have contours beside their columns. */
export function hasContours(id: string): boolean {
  return parseFeatureSetId(id).blocks.some(({ name }) => name === "contours");
}

export function isBlockName(text: string): text is BlockName {
  return Object.hasOwn(featureBlocks, text) || isEmbeddingName(text);
}

/** The embedding model's block in a list of blocks, or undefined if the list has only blocks of our own. */
export function embeddingBlockOf(blocks: readonly BlockName[]): EmbeddingBlockName | undefined {
  return blocks.find(isEmbeddingName);
}

/**
 * Rejects rows of another feature set than a model, a run or a store expects.
 *
 * @param expected id of the expected feature set
 * @param found id of the actual feature set
 * @param where what expects it, for the message: "model women-3"
 * @throws InputError "feature-set-mismatch" naming both, with the advice to train again if an older version was
 *   expected
 */
export function requireFeatureSet(expected: string, found: string, where: string): void {
  if (expected === found) return;
  const advice = isOutdated(expected) ? `; ${expected} is no longer computed: train again` : "";
  throw new InputError("feature-set-mismatch", `${where} needs features ${expected} but found ${found}${advice}`);
}

/** Whether a block of a set has an older version than this program computes. */
function isOutdated(id: string): boolean {
  const blocks = readFeatureSetId(id)?.blocks ?? [];
  return blocks.some(({ name, version }) => version < featureBlock(name).version);
}
