import { InputError } from "../shared/errors.js";
import type { MonoAudio } from "./audioReader.js";
import type { Span } from "./mp4/editList.js";

/** What a decoder of compressed sound gives. */
export interface DecodedAudio {
  /** one array a channel, of equal lengths */
  readonly channelData: readonly Float32Array[];
  /** Hz */
  readonly sampleRate: number;
}

/** A recording that a decoder made from compressed sound. */
export interface DecodedRecording extends MonoAudio {
  /** the decoder and its version, part of what is known of the features made from it */
  readonly decoder: string;
}

/**
 * A loud recording decodes to a little above 1. Twice that is not a recording: decoders of damaged data
 * give such numbers.
 */
const loudest = 2;

/**
 * Averages the channels over some spans, one after the other, in float32 as the WAVE reader does.
 *
 * @param name      of the format, for the message
 * @param spans samples before 0 are silent; none lies behind the end
 * @throws InputError "corrupt-audio" if a sample is NaN, infinite or beyond ±2
 */
export function mixDown(channels: readonly Float32Array[], spans: readonly Span[], name: string): Float32Array {
  const mono = new Float32Array(spans.reduce((sum, { start, end }) => sum + end - start, 0));
  let peak = 0;
  let at = 0;
  for (const { start, end } of spans) {
    at += Math.max(0, Math.min(0, end) - start);
    for (let i = Math.max(0, start); i < end; i++, at++) {
      let sum = 0;
      for (const channel of channels) {
        const sample = channel[i]!;
        // Not Math.max: a comparison with NaN is false, and so NaN would not be seen.
        if (!(Math.abs(sample) <= peak)) peak = Math.abs(sample);
        sum = Math.fround(sum + sample);
      }
      mono[at] = sum / channels.length;
    }
  }
  if (peak <= loudest) return mono;
  throw new InputError("corrupt-audio", `corrupt ${name} file: decoded samples reach ${peak} where 1 is full scale`);
}
