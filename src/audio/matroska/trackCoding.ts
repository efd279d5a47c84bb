import { InputError } from "../../shared/errors.js";
import { ForeignSoundError } from "../foreignSound.js";
import type { Coding, PcmCoding, VorbisCoding } from "../packets/packetTrack.js";

/** An audio track's entry in the list of tracks. */
export interface TrackEntry {
  readonly number: number;
  readonly codecId: string;
  readonly codecPrivate: Uint8Array;
  /** Hz */
  readonly sampleRate: number;
  readonly channels: number;
  readonly bitDepth: number;
  /** bytes that precede every packet */
  readonly strippedHeader: Uint8Array;
}

const opusHeadBytes = 19;
const streamInfoBytes = 34;

/**
 * @throws ForeignSoundError naming the codec if it is not decoded here; InputError "corrupt-audio"
 * Source: RFC 9559, section 27.4, and the Matroska codec mappings (draft-ietf-cellar-codec).
 */
export function codingOf({ codecId, codecPrivate, ...sound }: TrackEntry): Coding {
  switch (codecId) {
    case "A_OPUS":
      if (codecPrivate.length < opusHeadBytes) throw corrupt("Opus audio without its header");
      return { kind: "opus", head: codecPrivate };
    case "A_VORBIS":
      return vorbisCoding(codecPrivate);
    case "A_FLAC": {
      // "fLaC", the header of a block, STREAMINFO
      const streamInfo = codecPrivate.subarray(8, 8 + streamInfoBytes);
      if (streamInfo.length < streamInfoBytes) throw corrupt("FLAC audio without its STREAMINFO");
      return { kind: "flac", streamInfo };
    }
    case "A_MPEG/L3":
      return { kind: "mp3", sampleRate: sound.sampleRate };
    case "A_PCM/INT/LIT":
    case "A_PCM/INT/BIG":
    case "A_PCM/FLOAT/IEEE":
      return pcmCoding(codecId, sound);
    default:
      throw new ForeignSoundError(`WebM or Matroska file whose audio is ${JSON.stringify(codecId)}`);
  }
}

function pcmCoding(
  codecId: string,
  { bitDepth, channels, sampleRate }: Omit<TrackEntry, "codecId" | "codecPrivate">,
): PcmCoding {
  const encoding = codecId === "A_PCM/FLOAT/IEEE" ? "float" : "pcm";
  const isBigEndian = codecId === "A_PCM/INT/BIG";
  return { kind: "pcm", encoding, channels, sampleRate, bitsPerSample: bitDepth, isBigEndian };
}

/** Three headers: their number minus one, the sizes of the first two as sums of bytes up to 255, then the headers. */
function vorbisCoding(bytes: Uint8Array): VorbisCoding {
  let at = 1;
  const sizes: number[] = [];
  for (let i = 0; i < 2; i++) {
    let size = 0;
    let byte = 255;
    while (byte === 255 && at < bytes.length) size += byte = bytes[at++]!;
    sizes.push(size);
  }
  const [first, second] = sizes as [number, number];
  const isWhole = bytes[0] === 2 && first >= 30 && at + first + second < bytes.length;
  if (!isWhole) throw corrupt("Vorbis audio without its headers");
  const starts = [at, at + first, at + first + second, bytes.length];
  return { kind: "vorbis", headers: [0, 1, 2].map((i) => bytes.subarray(starts[i], starts[i + 1])) };
}

function corrupt(what: string): InputError {
  return new InputError("corrupt-audio", `corrupt WebM or Matroska file: ${what}`);
}
