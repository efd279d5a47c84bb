import { wavDataStart, writeWavHeader } from "../audio/wavWriter.js";

/**
 * A mono 16-bit PCM wav.
 *
 * @param samples    in [-1, 1]; -1 and 1 become -32767 and 32767
 * @param sampleRate Hz
 * @param comment    ASCII text for the LIST/INFO chunk, where players show it
 */
export function encodeWav(samples: Float32Array, sampleRate: number, comment: string): Uint8Array {
  const dataStart = wavDataStart(comment);
  const dataBytes = 2 * samples.length;
  const buffer = new ArrayBuffer(dataStart + dataBytes);
  writeWavHeader(buffer, { encoding: "pcm", channels: 1, sampleRate, bitsPerSample: 16, dataBytes, comment });
  const view = new DataView(buffer);
  for (let n = 0; n < samples.length; n++) view.setInt16(dataStart + 2 * n, Math.round(samples[n]! * 32767), true);
  return new Uint8Array(buffer);
}
