import { openAudio } from "../audio/decodeAudio.js";
import type { DecodeTime } from "../audio/decodeTime.js";
import type { AudioReader } from "../audio/audioReader.js";
import { ParameterError } from "../shared/errors.js";
import { createFeatureBackend } from "./createFeatureBackend.js";
import { requireFinite, requireOneFrame, type Extractor } from "./extractor.js";
import type { BlockName } from "./featureSet.js";

/**
 * The default engine, which agrees with librosa. The file is decoded part by part straight into the backend's buffers, so
 * that a long recording takes no more memory than its bytes.
 *
 * @param blocks         what a row holds, in this order
 * @param sampleRate     Hz to analyse at, or "native"
 * @param maxDurationSec seconds of a recording that are analysed
 */
export function createDefaultExtractor(
  blocks: readonly BlockName[],
  sampleRate: number | "native",
  maxDurationSec: number,
): Extractor {
  if (blocks.some((block) => block !== "mean161")) throw new ParameterError("blocks", "mean161", blocks.join(", "));
  const engine = createFeatureBackend();
  const open = (bytes: Uint8Array, time?: DecodeTime): AudioReader => {
    const limits = { maxDurationSec };
    return time === undefined ? openAudio(bytes, limits) : time.reading(time.during(() => openAudio(bytes, limits)));
  };
  return (bytes, time) => {
    const audio = open(bytes, time);
    const sourceRate = audio.sampleRate;
    const rate = sampleRate === "native" ? sourceRate : sampleRate;
    requireOneFrame(audio.frames, sourceRate, rate);
    const { samples, features } = engine.featuresOf(audio, rate);
    const durationSec = audio.frames / sourceRate;
    return { sampleRate: rate, samples, sourceRate, durationSec, features: requireFinite(features) };
  };
}
