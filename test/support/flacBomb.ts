/** Tiny FLAC files that decode to a lot of data: each frame is one constant per channel. Source: RFC 9639. */

export interface FlacBomb {
  /** Hz, a multiple of 10 */
  readonly sampleRate: number;
  readonly channels: number;
  /** number of frames, of `blockSize` samples each */
  readonly frames: number;
  /** samples of each channel in a frame, at most 65,535 */
  readonly blockSize?: number;
  /** whether the frames' checksums are wrong */
  readonly isCorrupt?: boolean;
}

export function flacBomb({
  sampleRate,
  channels,
  frames,
  blockSize = 65_535,
  isCorrupt = false,
}: FlacBomb): Uint8Array {
  const bytes = [...Buffer.from("fLaC"), 0x80, 0, 0, 34, ...streamInfo(sampleRate, channels, frames, blockSize)];
  for (let number = 0; number < frames; number++) {
    const frame = constantFrame(number, sampleRate, channels, blockSize);
    const sum = crc(frame, 16, 0x8005) ^ (isCorrupt ? 1 : 0);
    bytes.push(...frame, sum >> 8, sum & 0xff);
  }
  return Uint8Array.from(bytes);
}

function streamInfo(sampleRate: number, channels: number, frames: number, blockSize: number): Uint8Array {
  const info = new Uint8Array(34);
  const view = new DataView(info.buffer);
  view.setUint16(0, blockSize);
  view.setUint16(2, blockSize);
  const bits = (BigInt(sampleRate) << 44n) | (BigInt(channels - 1) << 41n) | (15n << 36n) | BigInt(frames * blockSize);
  view.setBigUint64(10, bits);
  return info;
}

function constantFrame(number: number, sampleRate: number, channels: number, blockSize: number): number[] {
  const header = [0xff, 0xf8, 0x7e, ((channels - 1) << 4) | 0x08, ...coded(number)];
  header.push((blockSize - 1) >> 8, (blockSize - 1) & 0xff, (sampleRate / 10) >> 8, (sampleRate / 10) & 0xff);
  const constant = [0, 0, 100];
  return [...header, crc(header, 8, 0x07), ...Array.from({ length: channels }, () => constant).flat()];
}

/** A number coded like UTF-8; up to 65,535 suffices here. */
function coded(number: number): number[] {
  if (number < 0x80) return [number];
  if (number < 0x800) return [0xc0 | (number >> 6), 0x80 | (number & 63)];
  return [0xe0 | (number >> 12), 0x80 | ((number >> 6) & 63), 0x80 | (number & 63)];
}

function crc(bytes: readonly number[], width: 8 | 16, polynomial: number): number {
  const [top, mask] = [1 << (width - 1), 2 ** width - 1];
  let sum = 0;
  for (const byte of bytes) {
    sum ^= byte << (width - 8);
    for (let bit = 0; bit < 8; bit++) sum = ((sum & top) !== 0 ? (sum << 1) ^ polynomial : sum << 1) & mask;
  }
  return sum;
}
