import { decodeAudio } from "../audio/decodeAudio.js";
import { decodeSound, isCompressed, type Sound } from "../audio/sound.js";
import type { MonoAudio } from "../audio/audioReader.js";
import { createFeatureEngine } from "../features/featureEngine.js";
import type { AnalysedRecording } from "../picture/panels.js";

/** Seconds from the beginning that are drawn: of more, nobody could tell one syllable from another. */
const maxDurationSec = 60;

/**
 * A recording and its descriptors frame by frame.
 *
 * @param sampleRate Hz to analyse at, or "native": what the recording is stored at
 * @throws InputError as decodeAudio and decodeSound
 */
export async function analyse(sound: Sound, sampleRate: number | "native"): Promise<AnalysedRecording> {
  const audio = await decode(sound);
  const analysedRate = sampleRate === "native" ? audio.sampleRate : sampleRate;
  const frames = createFeatureEngine().frames(audio.samples, audio.sampleRate, analysedRate);
  return { ...audio, analysedRate, frames };
}

async function decode(sound: Sound): Promise<MonoAudio> {
  const limits = { maxDurationSec };
  if (sound.kind === "file" && !isCompressed(sound.bytes)) return decodeAudio(sound.bytes, limits);
  const { samples, sampleRate } = await decodeSound(sound, limits);
  return { samples: samples.subarray(0, Math.ceil(maxDurationSec * sampleRate)), sampleRate };
}
