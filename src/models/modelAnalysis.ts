import type { Extraction } from "../features/extractor.js";
import { featureNotes } from "../features/featureNotes.js";
import {
  type BlockName,
  featureSetId,
  featureSetOf,
  parseFeatureSetId,
  requireFeatureSet,
  type FeatureSet,
} from "../features/featureSet.js";
import { InputError } from "../shared/errors.js";
import type { Model } from "./modelFile.js";
import type { FeaturesOfRecording } from "./predictFeatures.js";

/** The analysis that a model needs. */
export interface ModelAnalysis {
  readonly blocks: readonly BlockName[];
  readonly sampleRate: number | "native";
  readonly maxDurationSec: number;
  readonly set: FeatureSet;
  /** the feature set of the extracted values */
  readonly featureSet: string;
}

/** @throws InputError "feature-set-mismatch" if this version computes other features than the model was trained on */
export function analysisFor({ id, featureSet: wanted, maxDurationSec }: Model): ModelAnalysis {
  const { blocks: versioned, sampleRate } = parseFeatureSetId(wanted);
  const blocks = versioned.map(({ name }) => name);
  const set = featureSetOf(blocks);
  const featureSet = featureSetId(set, sampleRate);
  requireFeatureSet(wanted, featureSet, `model ${id}`);
  return { blocks, sampleRate, maxDurationSec, set, featureSet };
}

/**
 * Converts extracted features to a model's input.
 *
 * @param force also pass recordings without speech
 * @throws InputError "no-speech"
 */
export function rowOf(
  { features, durationSec, sourceRate, contours, flag, notes }: Extraction,
  { featureSet, set }: Pick<ModelAnalysis, "featureSet" | "set">,
  force: boolean,
): FeaturesOfRecording {
  if (flag !== undefined && !force) throw new InputError("no-speech", notes.at(-1)!);
  return {
    featureSet,
    features,
    durationSec,
    notes: [...notes, ...featureNotes({ sourceRate, features: Float32Array.from(features) }, set)],
    ...(contours === undefined ? {} : { contours }),
  };
}
