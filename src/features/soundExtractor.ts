import type { DecodeTime } from "../audio/decodeTime.js";
import { decodeAudioInput, needsDecoding, type AudioInput } from "../audio/audioInput.js";
import { limitNote } from "../audio/audioReader.js";
import { createExtractor, type Extraction, type ExtractionSettings } from "./extraction.js";

/** Synchronous for a WAVE file; otherwise after decoding and possibly loading the decoder. */
export type SoundExtractor = (sound: AudioInput, time?: DecodeTime) => Extraction | Promise<Extraction>;

/**
 * Like `createExtractor`, for every format that can be read. Everything except WAVE in our own encodings is first
 * decoded to 32-bit float WAVE, by optional packages, loaded when needed, or by ffmpeg.
 *
 * @throws ParameterError if the rate or the duration is out of range; the extractor: InputError as `Extractor`,
 *   decodeAac and decodeStream
 */
export function createSoundExtractor(settings: ExtractionSettings): SoundExtractor {
  const extract = createExtractor(settings);
  return (sound, time) => {
    if (sound.kind === "file" && !needsDecoding(sound.bytes)) return extract(sound.bytes, time);
    const decoding = decodeAudioInput(sound, settings);
    return (time === undefined ? decoding : time.until(decoding)).then((recording) => {
      const { decoder, isCut, wholeSec, wav } = recording;
      const extraction = extract(wav);
      const limit = isCut ? [limitNote(settings, wholeSec)] : [];
      const notes = [...recording.notes, ...limit, ...extraction.notes];
      return { ...extraction, ...(isCut && wholeSec !== undefined ? { wholeSec } : {}), decoder, notes };
    });
  };
}
