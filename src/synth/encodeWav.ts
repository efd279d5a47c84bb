/**
 * A mono 16-bit PCM wav.
 *
 *     RIFF size WAVE | fmt 16 | LIST size INFO ICMT comment | data samples
 *
 * @param samples    in [-1, 1]; -1 and 1 become -32767 and 32767
 * @param sampleRate Hz
 * @param comment    ASCII text for the LIST/INFO chunk, where players show it
 * Source: IBM & Microsoft (1991), Multimedia Programming Interface and Data Specifications 1.0, ch. 2 and 3.
 */
export function encodeWav(samples: Float32Array, sampleRate: number, comment: string): Uint8Array {
  const text = `${comment}\0`;
  const commentBytes = text.length + (text.length % 2); // chunks start at even offsets
  const listBytes = 4 + 8 + commentBytes;
  const dataBytes = samples.length * 2;
  const dataAt = 12 + (8 + 16) + (8 + listBytes) + 8;
  const bytes = Buffer.alloc(dataAt + dataBytes);

  let at = bytes.write("RIFF", 0, "latin1");
  at = bytes.writeUInt32LE(bytes.length - 8, at);
  at += bytes.write("WAVEfmt ", at, "latin1");
  at = bytes.writeUInt32LE(16, at);
  at = bytes.writeUInt16LE(1, at); // PCM
  at = bytes.writeUInt16LE(1, at); // one channel
  at = bytes.writeUInt32LE(sampleRate, at);
  at = bytes.writeUInt32LE(sampleRate * 2, at); // bytes per second
  at = bytes.writeUInt16LE(2, at); // bytes per frame
  at = bytes.writeUInt16LE(16, at); // bits per sample
  at += bytes.write("LIST", at, "latin1");
  at = bytes.writeUInt32LE(listBytes, at);
  at += bytes.write("INFOICMT", at, "latin1");
  at = bytes.writeUInt32LE(text.length, at);
  bytes.write(text, at, "latin1");
  at += commentBytes;
  at += bytes.write("data", at, "latin1");
  at = bytes.writeUInt32LE(dataBytes, at);

  const view = new DataView(bytes.buffer, bytes.byteOffset);
  for (let n = 0; n < samples.length; n++) view.setInt16(at + 2 * n, Math.round(samples[n]! * 32767), true);
  return bytes;
}
