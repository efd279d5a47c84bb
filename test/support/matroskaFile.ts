import { concat, latin1 } from "./wavFile.js";

export interface MatroskaOptions {
  /** the elements of each cluster */
  readonly clusters: readonly (readonly Uint8Array[])[];
  /** leaves out the sizes of segment and clusters. @defaultValue false */
  readonly isLive?: boolean;
  /** @defaultValue "A_PCM/INT/LIT" */
  readonly codecId?: string;
  /** 1: video, 2: audio. @defaultValue 2 */
  readonly type?: number;
  readonly strippedHeader?: Uint8Array;
}

/** A Matroska file with one track, of 16-bit mono at 8 kHz. */
export function matroska(options: MatroskaOptions): Uint8Array {
  const { clusters, isLive = false, codecId = "A_PCM/INT/LIT", type = 2, strippedHeader } = options;
  const audio = element(0xe1, concat([element(0xb5, float(8_000)), element(0x9f, [1]), element(0x6264, [16])]));
  const encodings =
    strippedHeader === undefined
      ? new Uint8Array(0)
      : element(0x6d80, element(0x6240, element(0x5034, concat([element(0x4254, [3]), element(0x4255, strippedHeader)])))); // prettier-ignore
  const track = [element(0xd7, [1]), element(0x83, [type]), element(0x86, latin1(codecId)), audio, encodings];
  const tracks = element(0x1654ae6b, element(0xae, concat(track)));
  const time = element(0xe7, [0]);
  const body = clusters.map((cluster) => element(0x1f43b675, concat([time, ...cluster]), isLive));
  return concat([element(0x1a45dfa3, element(0x4282, latin1("matroska"))), element(0x18538067, concat([tracks, ...body]), isLive)]); // prettier-ignore
}

/** @param lacing 0: none, 1: Xiph, 2: fixed, 3: EBML; with lacing, `content` begins with the sizes */
export function simpleBlock(track: number, content: Uint8Array, lacing = 0): Uint8Array {
  return element(0xa3, concat([Uint8Array.of(0x80 | track, 0, 0, 0x80 | (lacing << 1)), content]));
}

/** @param isUnknown write an "unknown" size */
export function element(id: number, content: Uint8Array | readonly number[], isUnknown = false): Uint8Array {
  const idBytes: number[] = [];
  for (let rest = id; rest > 0; rest = Math.floor(rest / 256)) idBytes.unshift(rest % 256);
  return concat([Uint8Array.from(idBytes), size(isUnknown ? undefined : content.length), Uint8Array.from(content)]);
}

/** The size in one byte if that suffices, otherwise in eight. */
function size(bytes: number | undefined): Uint8Array {
  if (bytes !== undefined && bytes < 127) return Uint8Array.of(0x80 | bytes);
  const long = new Uint8Array(8);
  new DataView(long.buffer).setBigUint64(0, bytes === undefined ? 0x01ff_ffff_ffff_ffffn : BigInt(bytes) | (1n << 56n));
  return long;
}

function float(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value);
  return bytes;
}
