import type { OpenRecording } from "../audio/recording.js";
import { readMono } from "../audio/audioReader.js";
import { resample } from "../dsp/resampling/resample.js";
import { modelOfBlock } from "../embedding/modelOfBlock.js";
import type { EmbeddingBlockName } from "../embedding/embeddingName.js";
import { embeddingRate } from "../embedding/openEmbedding.js";
import { createExtractor, type Extraction, type ExtractionSettings } from "./extraction.js";
import { embeddingBlockOf } from "./featureSet.js";

/** Synchronous unless it runs an embedding model. */
export type RecordingExtractor = (recording: OpenRecording) => Extraction | Promise<Extraction>;

/**
 * Like `createExtractor`, and with the columns of an embedding model, if one of the blocks is of one.
 *
 * @throws ParameterError if the rate or the duration is out of range; the extractor: InputError as `Extractor`,
 *   ConfigError as modelOfBlock
 * @example const { features } = await createRecordingExtractor(settings)(await openRecording(sound, settings));
 */
export function createRecordingExtractor(settings: ExtractionSettings): RecordingExtractor {
  const block = embeddingBlockOf(settings.blocks);
  if (block === undefined) return createExtractor(settings);
  const extractOwn = createExtractor({ ...settings, blocks: settings.blocks.filter((name) => name !== block) });
  return async (recording) => {
    const extraction = extractOwn(recording);
    const columns = await embeddingOf(recording, block, settings.embedding);
    const features = new Float64Array(extraction.features.length + columns.length);
    features.set(extraction.features);
    features.set(columns, extraction.features.length);
    return { ...extraction, features };
  };
}

/** The columns of an embedding model, which is the last block of a row. */
async function embeddingOf(
  { audio }: OpenRecording,
  block: EmbeddingBlockName,
  embedding: string | undefined,
): Promise<Float64Array> {
  const model = await modelOfBlock(block, embedding);
  const { samples, sampleRate } = readMono(audio);
  return model.compute(resample(samples, sampleRate, embeddingRate));
}
