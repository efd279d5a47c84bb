import type { DecodeTime } from "../audio/decodeTime.js";
import { decodeAudioInput, needsDecoding, type AudioInput } from "../audio/audioInput.js";
import { decodeAudio } from "../audio/decodeAudio.js";
import { limitNote } from "../audio/audioReader.js";
import { resample } from "../dsp/resampling/resample.js";
import { modelOfBlock } from "../embedding/modelOfBlock.js";
import type { EmbeddingBlockName } from "../embedding/embeddingName.js";
import { embeddingRate } from "../embedding/openEmbedding.js";
import { createExtractor, type Extraction, type ExtractionSettings } from "./extraction.js";
import { embeddingBlockOf } from "./featureSet.js";

/** Synchronous for a WAVE file; otherwise after decoding, loading the decoder or running an embedding model. */
export type SoundExtractor = (sound: AudioInput, time?: DecodeTime) => Extraction | Promise<Extraction>;

/**
 * Like `createExtractor`, for every format that can be read, and with the columns of an embedding model, if one of the
 * blocks is of one. Everything except WAVE in our own encodings is first decoded to 32-bit float WAVE, by optional
 * packages, loaded when needed, or by ffmpeg.
 *
 * @throws ParameterError if the rate or the duration is out of range; the extractor: InputError as `Extractor`,
 *   decodeAac and decodeStream; ConfigError as modelOfBlock
 */
export function createSoundExtractor(settings: ExtractionSettings): SoundExtractor {
  const extract = createWaveExtractor(settings);
  return (sound, time) => {
    if (sound.kind === "file" && !needsDecoding(sound.bytes)) return extract(sound.bytes, time);
    const decoding = decodeAudioInput(sound, settings);
    return (time === undefined ? decoding : time.until(decoding)).then(async (recording) => {
      const { decoder, isCut, wholeSec, wav } = recording;
      const extraction = await extract(wav);
      const limit = isCut ? [limitNote(settings, wholeSec)] : [];
      const notes = [...recording.notes, ...limit, ...extraction.notes];
      return { ...extraction, ...(isCut && wholeSec !== undefined ? { wholeSec } : {}), decoder, notes };
    });
  };
}

type WaveExtractor = (bytes: Uint8Array, time?: DecodeTime) => Extraction | Promise<Extraction>;

function createWaveExtractor(settings: ExtractionSettings): WaveExtractor {
  const block = embeddingBlockOf(settings.blocks);
  if (block === undefined) return createExtractor(settings);
  const extractOwn = createExtractor({ ...settings, blocks: settings.blocks.filter((name) => name !== block) });
  return async (bytes, time) => {
    const extraction = extractOwn(bytes, time);
    const columns = await embeddingOf(bytes, block, settings);
    const features = new Float64Array(extraction.features.length + columns.length);
    features.set(extraction.features);
    features.set(columns, extraction.features.length);
    return { ...extraction, features };
  };
}

/** The columns of an embedding model, which is the last block of a row. */
async function embeddingOf(
  bytes: Uint8Array,
  block: EmbeddingBlockName,
  { embedding, maxDurationSec }: ExtractionSettings,
): Promise<Float64Array> {
  const model = await modelOfBlock(block, embedding);
  const { samples, sampleRate } = decodeAudio(bytes, { maxDurationSec });
  return model.compute(resample(samples, sampleRate, embeddingRate));
}
