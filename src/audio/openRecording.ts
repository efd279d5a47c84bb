import { type AudioInput, decodeAudioInput, needsDecoding } from "./audioInput.js";
import type { AudioLimits } from "./audioReader.js";
import { decodedRecording, type OpenRecording, openWavRecording } from "./recording.js";

/**
 * Opens a recording of any format that can be read. WAVE in our own encodings is decoded when it is read; everything
 * else is decoded here, to 32-bit float WAVE, by optional packages, loaded when needed, or by ffmpeg.
 *
 * @throws InputError as openAudio and decodeAudioInput
 */
export async function openRecording(sound: AudioInput, limits: AudioLimits): Promise<OpenRecording> {
  if (sound.kind === "file" && !needsDecoding(sound.bytes)) return openWavRecording(sound.bytes, limits);
  const startedAt = performance.now();
  const decoded = await decodeAudioInput(sound, limits);
  return decodedRecording(decoded, limits, performance.now() - startedAt);
}
