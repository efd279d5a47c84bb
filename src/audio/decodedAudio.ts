import type { AudioLimits, MonoAudio } from "./audioReader.js";

/** A decoder's output for a piece of compressed audio. */
export interface DecodedAudio {
  /** one array per channel, of equal lengths */
  readonly channelData: readonly Float32Array[];
  /** Hz */
  readonly sampleRate: number;
}

/** Receives each piece of decoded audio, and the index of its first sample in the coded audio. */
export type TakePiece = (channels: readonly Float32Array[], firstSample: number) => void;

/** A recording decoded from compressed audio. */
export interface DecodedRecording extends MonoAudio {
  /** the same as a 32-bit float WAVE file, which the extractors read; `samples` is a view of it */
  readonly wav: Uint8Array<ArrayBuffer>;
  /** the decoder and its version, stored with the features */
  readonly decoder: string;
  /** notes on the file for readers of the features, one sentence each */
  readonly notes: readonly string[];
  /** there is more than was decoded */
  readonly isCut: boolean;
  /** seconds of the whole file, if it says so */
  readonly wholeSec?: number;
  /** the channels cancel each other, and this one is the loudest: decode it alone */
  readonly louder?: number | undefined;
}

export interface DecodeLimits extends AudioLimits {
  /** decode this channel alone. @defaultValue the average of all */
  readonly channel?: number;
}
