import type { AudioInput } from "../../src/audio/audioInput.js";
import { openRecording } from "../../src/audio/openRecording.js";
import { openWavRecording } from "../../src/audio/recording.js";
import { createExtractor, type Extraction, type ExtractionSettings } from "../../src/features/extraction.js";
import { createRecordingExtractor } from "../../src/features/recordingExtractor.js";

/** Opens and analyses WAVE files. */
export function wavExtractor(settings: ExtractionSettings): (wav: Uint8Array) => Extraction {
  const extract = createExtractor(settings);
  return (wav) => extract(openWavRecording(wav, settings));
}

/** Opens and analyses recordings of every format. */
export function soundExtractor(settings: ExtractionSettings): (sound: AudioInput) => Promise<Extraction> {
  const extract = createRecordingExtractor(settings);
  return async (sound) => extract(await openRecording(sound, settings));
}
