import type { WavHeader } from "../../audio/wavHeader.js";

const headerBytes = 44;

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
  const view = new DataView(file);
  const words = (at: number, text: string): void => {
    for (let i = 0; i < text.length; i++) view.setUint8(at + i, text.charCodeAt(i));
  };
  words(0, "RIFF");
  view.setUint32(4, headerBytes - 8 + dataBytes, true);
  words(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, header.encoding === "float" ? 3 : 1, true);
  view.setUint16(22, header.channels, true);
  view.setUint32(24, header.sampleRate, true);
  view.setUint32(28, header.sampleRate * header.blockAlign, true);
  view.setUint16(32, header.blockAlign, true);
  view.setUint16(34, header.bitsPerSample, true);
  words(36, "data");
  view.setUint32(40, dataBytes, true);
  new Uint8Array(file).set(bytes.subarray(header.dataStart, header.dataStart + dataBytes), headerBytes);
  return file;
}
