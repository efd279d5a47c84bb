import type { Extraction } from "../features/extractor.js";
import { featureNotes } from "../features/featureNotes.js";
import type { FeatureSet } from "../features/featureSet.js";
import { InputError } from "../shared/errors.js";
import type { FeaturesOfRecording } from "./predictFeatures.js";

/**
 * What was extracted from a recording as models take it.
 *
 * @param force pass recordings without speech too
 * @throws InputError "no-speech"
 */
export function rowOf(
  { features, durationSec, sourceRate, contours, flag, notes }: Extraction,
  featureSet: string,
  set: FeatureSet,
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
