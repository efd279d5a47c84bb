/**
 * The decoder divides FLAC's integers by 32,767 (of 16 bits); WAVE, and so the features of the same sound from a WAVE
 * file, divide by 32,768. Undoes that in place: exactly for 16 bits, to float32's precision for more.
 *
 * @param bits of a sample, see flacBits
 */
export function fullScaleAsInWave(channels: readonly Float32Array[], bits: number): void {
  const [ours, theirs] = [2 ** (bits - 1), 2 ** (bits - 1) - 1];
  if (theirs < 1) return;
  for (const channel of channels)
    for (let i = 0; i < channel.length; i++) channel[i] = Math.round(channel[i]! * theirs) / ours;
}

/** Bits of a sample by STREAMINFO, the first block of every FLAC file (RFC 9639, section 8.2). */
export function flacBits(bytes: Uint8Array): number {
  return 1 + (((bytes[20] ?? 0) & 1) << 4) + ((bytes[21] ?? 0) >> 4);
}
