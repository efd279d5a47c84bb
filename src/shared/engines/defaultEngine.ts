import type { AudioReader } from "../audio/audioReader.js";
import { openAudio } from "../audio/decodeAudio.js";
import { featureVector } from "../dsp/featureVector.js";
import { resample } from "../dsp/resample.js";
import { requireFinite, requireOneFrame, type Extractor } from "./engine.js";
import { resampleInBlocks } from "./resampleInBlocks.js";

/** The recipe the reference values are made with; see ResampleQuality. */
const quality = "lq";

/** Source samples up to which a recording is resampled in one piece: 16 MB. */
const longRecording = 2 ** 22;

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
    const samples = samplesAt(rate, audio);
    const features = requireFinite(featureVector(samples, rate).features);
    return { sampleRate: rate, samples: samples.length, sourceRate, durationSec: audio.frames / sourceRate, features };
  };
}

function samplesAt(rate: number, audio: AudioReader): Float32Array {
  if (audio.frames > longRecording && rate !== audio.sampleRate)
    return resampleInBlocks(audio, rate, quality, resample);
  const mono = new Float32Array(audio.frames);
  audio.read(0, mono);
  return rate === audio.sampleRate ? mono : resample(mono, audio.sampleRate, rate, quality);
}
