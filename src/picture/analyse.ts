import type { AudioInput } from "../audio/audioInput.js";
import { readMono } from "../audio/audioReader.js";
import { openRecording } from "../audio/openRecording.js";
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
 * @throws InputError as openRecording
 */
export async function analyse(
  sound: AudioInput,
  sampleRate: number | "native",
  maxDurationSec = longestSec,
): Promise<AnalysedRecording> {
  const audio = readMono((await openRecording(sound, { maxDurationSec })).audio);
  const analysedRate = sampleRate === "native" ? audio.sampleRate : sampleRate;
  const engine = createFeatureBackend();
  const frames = engine.frames(audio.samples, audio.sampleRate, analysedRate);
  const speech = engine.speech(sourceOf(audio.samples, audio.sampleRate));
  return { ...audio, analysedRate, frames, speech };
}
