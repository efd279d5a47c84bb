import type { MonoAudio } from "./audioReader.js";

const headerBytes = 44;
const floatTag = 3;

/**
 * Decoded sound as a WAVE file of 32-bit float: the form in which the engines read every recording, so that none of them
 * need know of any other.
 */
export function floatWav({ samples, sampleRate }: MonoAudio): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(headerBytes + samples.byteLength);
  const view = new DataView(bytes.buffer);
  const letters = (at: number, text: string): void => {
    for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
  };
  letters(0, "RIFF");
  view.setUint32(4, bytes.length - 8, true);
  letters(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, floatTag, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, 4 * sampleRate, true);
  view.setUint16(32, 4, true);
  view.setUint16(34, 32, true);
  letters(36, "data");
  view.setUint32(40, samples.byteLength, true);
  new Float32Array(bytes.buffer, headerBytes).set(samples);
  return bytes;
}
