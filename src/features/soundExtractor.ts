import type { DecodeTime } from "../audio/decodeTime.js";
import { decodeAudioInput, isCompressed, type AudioInput } from "../audio/audioInput.js";
import { createExtractor, type Extraction, type ExtractionSettings } from "./extraction.js";

/** At once for a WAVE file; after decoding, and perhaps loading the decoder, for others. */
export type SoundExtractor = (sound: AudioInput, time?: DecodeTime) => Extraction | Promise<Extraction>;

/**
 * Like `createExtractor`, for every format that can be read: MP4 and M4A with AAC, FLAC, Ogg Vorbis and Opus, MP3.
 * What is compressed is decoded to WAVE of 32-bit float first. The decoders are optional packages, loaded when needed.
 *
 * @throws ParameterError if the rate or the duration is out of range; the extractor: InputError as `Extractor`,
 *   decodeAac and decodeStream
 */
export function createSoundExtractor(settings: ExtractionSettings): SoundExtractor {
  const extract = createExtractor(settings);
  return (sound, time) => {
    if (sound.kind === "file" && !isCompressed(sound.bytes)) return extract(sound.bytes, time);
    const decoding = decodeAudioInput(sound, settings);
    return (time === undefined ? decoding : time.until(decoding)).then((recording) => ({
      ...extract(recording.wav),
      decoder: recording.decoder,
    }));
  };
}
