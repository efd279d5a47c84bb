import type { WavHeader } from "../../audio/wavHeader.js";
import { wavDataStart, writeWavHeader } from "../../audio/wavWriter.js";

const headerBytes = wavDataStart();

/**
 * A WAVE file rewritten in the plain form that wav-decoder reads correctly: a 16-byte fmt chunk, then data, nothing
 * else. On the original file, wav-decoder 1.3.0 never returns if there are 0 channels, gives wrong lengths if
 * blockAlign is wrong, misreads chunks after one of odd size, and supports neither EXTENSIBLE nor RF64.
 *
 * @param header the checked header of `bytes`
 * @param frames how many sample frames to keep from the beginning
 */
export function plainWav(bytes: Uint8Array, header: WavHeader, frames: number): ArrayBuffer {
  const dataBytes = frames * header.blockAlign;
  const file = new ArrayBuffer(headerBytes + dataBytes);
  writeWavHeader(file, { ...header, encoding: header.encoding === "float" ? "float" : "pcm", dataBytes });
  new Uint8Array(file).set(bytes.subarray(header.dataStart, header.dataStart + dataBytes), headerBytes);
  return file;
}
