import { decodeAudio } from "../audio/decodeAudio.js";
import { decodeAudioInput, needsDecoding, type AudioInput } from "../audio/audioInput.js";
import type { MonoAudio } from "../audio/audioReader.js";
import { sourceOf } from "../dsp/featureBackend.js";
import { createFeatureBackend } from "../features/createFeatureBackend.js";
import type { AnalysedRecording } from "./panels.js";

/** Seconds drawn from the beginning: in a longer picture, syllables would be too narrow to see. */
const longestSec = 60;

/**
 * A recording and its descriptors frame by frame.
 *
 * @param sampleRate Hz to analyse at, or "native": the recording's own rate
 * @param maxDurationSec seconds analysed, from the beginning. @defaultValue 60
 * @throws InputError as decodeAudio and decodeAudioInput
 */
export async function analyse(
  sound: AudioInput,
  sampleRate: number | "native",
  maxDurationSec = longestSec,
): Promise<AnalysedRecording> {
  const audio = await decode(sound, maxDurationSec);
  const analysedRate = sampleRate === "native" ? audio.sampleRate : sampleRate;
  const engine = createFeatureBackend();
  const frames = engine.frames(audio.samples, audio.sampleRate, analysedRate);
  const speech = engine.speech(sourceOf(audio.samples, audio.sampleRate));
  return { ...audio, analysedRate, frames, speech };
}

async function decode(sound: AudioInput, maxDurationSec: number): Promise<MonoAudio> {
  const limits = { maxDurationSec };
  if (sound.kind === "file" && !needsDecoding(sound.bytes)) return decodeAudio(sound.bytes, limits);
  const { samples, sampleRate } = await decodeAudioInput(sound, limits);
  return { samples: samples.subarray(0, Math.ceil(maxDurationSec * sampleRate)), sampleRate };
}
