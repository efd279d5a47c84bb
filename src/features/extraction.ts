import { createFeatureBackend } from "./createFeatureBackend.js";
import { createDefaultExtractor } from "./defaultExtractor.js";
import type { Extraction, Extractor } from "./extractor.js";
import { createMeydaExtractor } from "./baseline/meydaExtractor.js";
import { ParameterError } from "../shared/errors.js";
import { featureSetOf, type BlockName, type EngineName } from "./featureSet.js";

export type { EngineName, Extraction, Extractor };

/** Settings of the analysis; the same for every file of a run. */
export interface ExtractionSettings {
  /** blocks of a row, in this order; all of one engine */
  readonly blocks: readonly BlockName[];
  /** Hz that recordings are resampled to, or "native": each at the rate it was stored at */
  readonly sampleRate: number | "native";
  /** seconds to analyse from the beginning */
  readonly maxDurationSec: number;
  /** path of the embedding model, if a block is of one */
  readonly embedding?: string | undefined;
}

/** The study's features at the rate speech needs: 16,000 Hz, at most six minutes. */
export const defaultExtractionSettings: ExtractionSettings = {
  blocks: ["mean161"],
  sampleRate: 16_000,
  maxDurationSec: 360,
};

/** The default rate of an engine: meyda, the baseline, analyses recordings at their own rate. */
export function defaultSampleRate(engine: EngineName): number | "native" {
  return engine === "meyda" ? "native" : defaultExtractionSettings.sampleRate;
}

/**
 * Creates an extractor with these settings. It is synchronous and reuses buffers: create one per thread.
 *
 * @example const { features } = createExtractor(settings)(await openRecording({ kind: "file", bytes }, settings));
 * @throws ParameterError if the rate or the duration is out of range, or the blocks do not go together
 */
export function createExtractor(settings: ExtractionSettings): Extractor {
  const { sampleRate, maxDurationSec } = settings;
  const isRate =
    sampleRate === "native" || (Number.isInteger(sampleRate) && sampleRate >= 1000 && sampleRate <= 384_000);
  if (!isRate) throw new ParameterError("sampleRate", '1000 to 384000 Hz, whole, or "native"', sampleRate);
  if (!(maxDurationSec > 0)) throw new ParameterError("maxDurationSec", "seconds above 0", maxDurationSec);
  const extract = createEngine(settings);
  return (recording) => {
    const extraction = extract(recording);
    if (recording.decoded === undefined) return extraction;
    const { decoder, notes, wholeSec } = recording.decoded;
    return {
      ...extraction,
      ...(wholeSec === undefined ? {} : { wholeSec }),
      decoder,
      notes: [...notes, ...extraction.notes],
    };
  };
}

function createEngine({ blocks, sampleRate, maxDurationSec }: ExtractionSettings): Extractor {
  switch (featureSetOf(blocks).blocks[0]!.engine) {
    case "default":
      return createDefaultExtractor(blocks, sampleRate, maxDurationSec, createFeatureBackend());
    case "meyda":
      return createMeydaExtractor(sampleRate, maxDurationSec);
  }
}
