import wavDecoder from "wav-decoder";
import { framesWithin } from "../../audio/audioReader.js";
import { requireWav } from "../../audio/decodeAudio.js";
import { floatWav } from "../../audio/floatWav.js";
import { soundIn } from "../../audio/sniffFormat.js";
import { decodeWavMono, openWav } from "../../audio/wav.js";
import { readWavHeader } from "../../audio/wavHeader.js";
import { resample } from "../../dsp/resampling/resample.js";
import { InputError } from "../../shared/errors.js";
import { factsOf, requireFinite, requireOneFrame, type Extractor } from "../extractor.js";
import { meydaFeatures } from "./meydaFeatures.js";
import { plainWav } from "./wavDecoderInput.js";

/**
 * The baseline: wav-decoder and meyda, for their definitions of the features and for comparison in the bench. Only
 * checking the header and resampling use our own code.
 *
 * @param sampleRate     Hz to analyse at, or "native"
 * @param maxDurationSec seconds of a recording to analyse
 */
export function createMeydaExtractor(sampleRate: number | "native", maxDurationSec: number): Extractor {
  const limits = { maxDurationSec };
  return ({ wav }) => {
    const content = plainContent(soundIn(wav));
    const header = readWavHeader(content);
    const sourceRate = header.sampleRate;
    const rate = sampleRate === "native" ? sourceRate : sampleRate;
    const frames = framesWithin(header.frames, sourceRate, limits);
    requireOneFrame(frames, sourceRate, rate);

    const mono = averageChannels(wavDecoder.decode.sync(plainWav(content, header, frames)).channelData);
    if (!mono.every((sample) => Number.isFinite(sample)))
      throw new InputError("corrupt-audio", "WAVE file with NaN or infinite samples");
    const samples = rate === sourceRate ? mono : resample(mono, sourceRate, rate);
    const features = requireFinite(meydaFeatures(samples, rate));
    return {
      sampleRate: rate,
      samples: samples.length,
      ...factsOf(openWav(content, limits), limits),
      features,
    };
  };
}

/** A WAVE file that wav-decoder can read once its header is rewritten. */
function plainContent(bytes: Uint8Array): Uint8Array {
  requireWav(bytes);
  const { encoding, isBigEndian, isPadded, data } = readWavHeader(bytes);
  const isPlain = (encoding === "pcm" || encoding === "float") && !isBigEndian && !isPadded && data.length === 1;
  return isPlain ? bytes : floatWav(decodeWavMono(bytes, { maxDurationSec: Infinity }));
}

function averageChannels(channels: readonly Float32Array[]): Float32Array {
  const [first, ...others] = channels;
  if (!first || others.length === 0) return first ?? new Float32Array(0);
  return first.map((sample, i) => others.reduce((sum, channel) => sum + channel[i]!, sample) / channels.length);
}
