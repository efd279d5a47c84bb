import { opusRate } from "./opusPackets.js";
import type { Coding } from "./packetTrack.js";

/**
 * The rate that packets decode to, in Hz, from the headers of their streams. Source: Vorbis I specification, section
 * 4.2.2; RFC 9639, section 8.2 (STREAMINFO).
 */
export function codingRate(coding: Coding): number {
  switch (coding.kind) {
    case "opus":
      return opusRate;
    case "vorbis": {
      const head = coding.headers[0]!;
      return new DataView(head.buffer, head.byteOffset).getUint32(12, true);
    }
    case "flac": {
      const [high = 0, middle = 0, low = 0] = coding.streamInfo.subarray(10, 13);
      return high * 4096 + middle * 16 + (low >> 4);
    }
    case "mp3":
    case "pcm":
      return coding.sampleRate;
  }
}
