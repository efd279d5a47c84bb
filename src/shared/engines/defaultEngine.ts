import { openAudio } from "../audio/decodeAudio.js";
import { featureVector } from "../dsp/featureVector.js";
import { resample } from "../dsp/resample.js";
import { requireFinite, requireOneFrame, type Extractor } from "./engine.js";

/**
 * Our own engine: librosa's numbers.
 *
 * @param sampleRate     Hz to analyse at, or "native"
 * @param maxDurationSec seconds of a recording that are analysed
 */
export function createDefaultExtractor(sampleRate: number | "native", maxDurationSec: number): Extractor {
  return (bytes) => {
    const audio = openAudio(bytes, { maxDurationSec });
    const sourceRate = audio.sampleRate;
    const rate = sampleRate === "native" ? sourceRate : sampleRate;
    requireOneFrame(audio.frames, sourceRate, rate);

    const mono = new Float32Array(audio.frames);
    audio.read(0, mono);
    const samples = rate === sourceRate ? mono : resample(mono, sourceRate, rate);
    const features = requireFinite(featureVector(samples, rate).features);
    return { sampleRate: rate, samples: samples.length, sourceRate, durationSec: audio.frames / sourceRate, features };
  };
}
