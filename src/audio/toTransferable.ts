import type { AudioInput } from "./audioInput.js";

/**
 * An audio input and the buffers to transfer with it to a thread. Shared memory is not transferred. A small Buffer is a
 * view on Node's shared pool, which cannot be transferred: it is copied.
 */
export function toTransferable(sound: AudioInput): {
  readonly sound: AudioInput;
  readonly transfer: readonly ArrayBuffer[];
} {
  if (sound.kind === "encoded") return { sound, transfer: [sound.encoded.data.buffer, sound.encoded.sizes.buffer] };
  const { bytes } = sound;
  if (bytes.buffer instanceof SharedArrayBuffer) return { sound, transfer: [] };
  const ownsBuffer = bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength;
  const owned = ownsBuffer ? new Uint8Array(bytes.buffer) : new Uint8Array(bytes);
  return { sound: { kind: "file", bytes: owned }, transfer: [owned.buffer] };
}
