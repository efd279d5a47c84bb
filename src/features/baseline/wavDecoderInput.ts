import type { WavHeader } from "../../audio/wavHeader.js";
import { wavDataStart, writeWavHeader } from "../../audio/wavWriter.js";

const headerBytes = wavDataStart();

/**
 * A WAVE file written anew in the one plain form that wav-decoder reads soundly: fmt of 16 bytes, then data, nothing
 * else. Given the file as it is, wav-decoder 1.3.0 never returns where there are 0 channels, gives wrong lengths where
 * blockAlign is wrong, loses its way after chunks of odd size and knows neither EXTENSIBLE nor RF64.
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
