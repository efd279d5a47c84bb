import { type AudioLimits, type AudioReader, limitNote } from "./audioReader.js";
import { openAudio } from "./decodeAudio.js";
import type { DecodedRecording } from "./decodedAudio.js";
import { timedReader } from "./timedReader.js";

/** A recording that is ready to be analysed. */
export interface OpenRecording {
  /** the file, or the WAVE file that it was decoded to */
  readonly wav: Uint8Array;
  /** reads `wav` */
  readonly audio: AudioReader;
  /** the decoder's information on a file that was decoded first; undefined for WAVE in our own encodings */
  readonly decoded?: {
    /** the decoder and its version */
    readonly decoder: string;
    /** notes on the file, one sentence each */
    readonly notes: readonly string[];
    /** whether the file is longer than the decoded part */
    readonly isCut: boolean;
    /** seconds of the whole file, if it is cut and says so */
    readonly wholeSec?: number;
  };
  /** ms spent on decoding so far, see TimedReader */
  readonly decodeMs: number;
}

/** Opens a WAVE file; its samples are decoded when they are read. @throws InputError as openAudio */
export function openWavRecording(wav: Uint8Array, limits: AudioLimits): OpenRecording {
  const audio = timedReader(() => openAudio(wav, limits));
  return {
    wav,
    audio,
    get decodeMs() {
      return audio.decodeMs;
    },
  };
}

/**
 * A recording that was decoded to WAVE.
 *
 * @param decodeMs that decoding took
 * @throws InputError as openAudio
 */
export function decodedRecording(
  { wav, decoder, notes, isCut, wholeSec }: DecodedRecording,
  limits: AudioLimits,
  decodeMs: number,
): OpenRecording {
  return {
    wav,
    audio: openAudio(wav, limits),
    decoded: {
      decoder,
      notes: isCut ? [...notes, limitNote(limits, wholeSec)] : notes,
      isCut,
      ...(isCut && wholeSec !== undefined ? { wholeSec } : {}),
    },
    decodeMs,
  };
}
