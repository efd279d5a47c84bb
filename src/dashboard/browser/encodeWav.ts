import { wavDataStart, writeWavHeader } from "../../audio/wavWriter.js";

/**
 * A WAVE file of one channel, 16 bits per sample.
 *
 * @param samples amplitudes from -1 to 1; values beyond are clipped
 */
export function encodeWav(samples: Float32Array, sampleRate: number): Uint8Array<ArrayBuffer> {
  const dataStart = wavDataStart();
  const dataBytes = 2 * samples.length;
  const buffer = new ArrayBuffer(dataStart + dataBytes);
  writeWavHeader(buffer, { encoding: "pcm", channels: 1, sampleRate, bitsPerSample: 16, dataBytes });
  const view = new DataView(buffer);
  samples.forEach((sample, i) => {
    const integer = Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768)));
    view.setInt16(dataStart + 2 * i, integer, true);
  });
  return new Uint8Array(buffer);
}
