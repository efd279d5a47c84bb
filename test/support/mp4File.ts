/** Builds MP4 files with any layout, without ffmpeg. */

/** Encoded audio: AAC packets of 1,024 samples. */
export interface SoundUnits {
  readonly units: readonly Uint8Array[];
  /** AudioSpecificConfig */
  readonly config: Uint8Array;
  readonly sampleRate: number;
}

export interface Mp4Layout {
  readonly index: "first" | "last";
  /** audio packets per chunk */
  readonly unitsPerChunk: number;
  /** bytes of video before each audio chunk */
  readonly pictureBytes: number;
  /** durations in movie ticks (1,000 per second) and media times in audio ticks; undefined: no edit list */
  readonly edits?: readonly { readonly duration: number; readonly mediaTime: number; readonly rate?: number }[];
  /** duration of the last packet in samples */
  readonly lastUnit?: number;
  /** use version 1 of the boxes, with 64-bit offsets and sizes */
  readonly wide?: boolean;
  /** QuickTime's sound description version 1, with the configuration in a "wave" box */
  readonly quickTime?: boolean;
  readonly mdatToEnd?: boolean;
  /** an iTunSMPB comment */
  readonly comment?: string;
}

/** A video file with only an audio track; its "video" is zero bytes between the chunks. */
export function mp4File(sound: SoundUnits, layout: Mp4Layout): Uint8Array<ArrayBuffer> {
  const chunks: Uint8Array[][] = [];
  for (let i = 0; i < sound.units.length; i += layout.unitsPerChunk)
    chunks.push(sound.units.slice(i, i + layout.unitsPerChunk));
  const picture = new Uint8Array(layout.pictureBytes);
  const content = bytesOf(chunks.flatMap((chunk) => [picture, ...chunk]));
  const mdat = layout.wide === true ? wideBox("mdat", content) : box("mdat", content);
  if (layout.mdatToEnd === true) mdat.set(u32(0));
  const ftyp = box("ftyp", text("isom"), u32(512), text("isommp41"));

  const offsets = (start: number): number[] => {
    let at = start + (layout.wide === true ? 16 : 8);
    return chunks.map((chunk) => {
      const offset = at + picture.length;
      at = offset + chunk.reduce((sum, unit) => sum + unit.length, 0);
      return offset;
    });
  };
  if (layout.index === "last") return bytesOf([ftyp, mdat, movie(sound, layout, chunks, offsets(ftyp.length))]);
  const moovBytes = movie(sound, layout, chunks, offsets(0)).length;
  return bytesOf([ftyp, movie(sound, layout, chunks, offsets(ftyp.length + moovBytes)), mdat]);
}

function movie(sound: SoundUnits, layout: Mp4Layout, chunks: Uint8Array[][], offsets: number[]): Uint8Array {
  const version = layout.wide === true ? 1 : 0;
  const time = version === 1 ? u64 : u32;
  const ticks = (sound.units.length - 1) * 1024 + (layout.lastUnit ?? 1024);
  const perChunk = chunks.map((chunk) => chunk.length);
  const lastDiffers = perChunk.length > 1 && perChunk.at(-1) !== perChunk[0];
  const elst = layout.edits?.flatMap(({ duration, mediaTime, rate = 0x1_0000 }) => [time(duration), time(mediaTime), u32(rate)]); // prettier-ignore

  const stbl = box(
    "stbl",
    full("stsd", 0, u32(1), soundEntry(sound, layout.quickTime === true)),
    full("stts", 0, u32(2), u32(sound.units.length - 1, 1024, 1, layout.lastUnit ?? 1024)),
    full("stsc", 0, u32(lastDiffers ? 2 : 1), u32(1, perChunk[0]!, 1), lastDiffers ? u32(perChunk.length, perChunk.at(-1)!, 1) : u32()), // prettier-ignore
    full("stsz", 0, u32(0, sound.units.length, ...sound.units.map((unit) => unit.length))),
    version === 1
      ? full("co64", 0, u32(offsets.length), ...offsets.map(u64))
      : full("stco", 0, u32(offsets.length, ...offsets)),
  );
  const mdhd = full("mdhd", version, time(0), time(0), u32(sound.sampleRate), time(ticks), u32(0));
  const mdia = box("mdia", mdhd, handler("soun"), box("minf", full("smhd", 0, u32(0)), stbl));
  const trak = box("trak", ...(elst ? [box("edts", full("elst", version, u32(layout.edits!.length), ...elst))] : []), mdia); // prettier-ignore
  const mvhd = full("mvhd", version, time(0), time(0), u32(1000), time(0), new Uint8Array(80));
  const video = box("trak", box("mdia", handler("vide")));
  return box("moov", mvhd, video, trak, ...(layout.comment === undefined ? [] : [comments(layout.comment)]));
}

function soundEntry({ config, sampleRate }: SoundUnits, quickTime: boolean): Uint8Array {
  const decoder = descriptor(4, new Uint8Array([0x40, 0x15, ...new Uint8Array(11)]), descriptor(5, config));
  const esds = full("esds", 0, descriptor(3, new Uint8Array(3), decoder));
  const fixed = [u32(0), u16(0, 1), u16(quickTime ? 1 : 0, 0, 0, 0, 1, 16, 0, 0, sampleRate & 0xffff, 0)];
  if (!quickTime) return box("mp4a", ...fixed, esds);
  return box("mp4a", ...fixed, new Uint8Array(16), box("wave", box("frma", text("mp4a")), esds, u32(8), u32(0)));
}

function comments(value: string): Uint8Array {
  const item = box("----", full("mean", 0, text("com.apple.iTunes")), full("name", 0, text("iTunSMPB")), full("data", 0, u32(0), text(value))); // prettier-ignore
  return box("udta", full("meta", 0, box("ilst", item)));
}

function handler(type: string): Uint8Array {
  return full("hdlr", 0, u32(0), text(type), new Uint8Array(13));
}

function descriptor(tag: number, ...parts: Uint8Array[]): Uint8Array {
  const content = bytesOf(parts);
  return bytesOf([new Uint8Array([tag, 0x80, 0x80, 0x80, content.length]), content]);
}

export function box(type: string, ...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const content = bytesOf(parts);
  return bytesOf([u32(8 + content.length), text(type), content]);
}

function wideBox(type: string, content: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytesOf([u32(1), text(type), u64(16 + content.length), content]);
}

function full(type: string, version: number, ...parts: Uint8Array[]): Uint8Array {
  return box(type, new Uint8Array([version, 0, 0, 0]), ...parts);
}

export function text(letters: string): Uint8Array {
  return Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
}

export function u32(...values: number[]): Uint8Array {
  return bytesOf(values.map((value) => new Uint8Array([value >>> 24, value >>> 16, value >>> 8, value])));
}

function u16(...values: number[]): Uint8Array {
  return bytesOf(values.map((value) => new Uint8Array([value >>> 8, value])));
}

function u64(value: number): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setBigInt64(0, BigInt(value));
  return new Uint8Array(bytes.buffer);
}

export function bytesOf(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
