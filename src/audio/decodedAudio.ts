import type { AudioLimits, MonoAudio } from "./audioReader.js";

/** What a decoder of compressed sound gives for a piece of it. */
export interface DecodedAudio {
  /** one array a channel, of equal lengths */
  readonly channelData: readonly Float32Array[];
  /** Hz */
  readonly sampleRate: number;
}

/** Takes each piece of decoded sound, and the sample of the coded sound that it begins with. */
export type TakePiece = (channels: readonly Float32Array[], firstSample: number) => void;

/** A recording that a decoder made from compressed sound. */
export interface DecodedRecording extends MonoAudio {
  /** the same as a WAVE file of 32-bit float, which the engines read; `samples` is a view of it */
  readonly wav: Uint8Array<ArrayBuffer>;
  /** the decoder and its version, part of what is known of the features made from it */
  readonly decoder: string;
  /** what a reader of the features should know of the file, one sentence each */
  readonly notes: readonly string[];
  /** there is more than was decoded */
  readonly isCut: boolean;
  /** seconds of the whole file, where it says so */
  readonly wholeSec?: number;
  /** the channels cancel each other, and this one is the loudest: decode it alone */
  readonly louder?: number | undefined;
}

export interface DecodeLimits extends AudioLimits {
  /** decode this channel alone. @defaultValue the average of all */
  readonly channel?: number;
}
