import { InputError } from "../shared/errors.js";
import { framesWithin, readMono, type AudioLimits, type AudioReader, type MonoAudio } from "./audioReader.js";
import { cancellingNote, louderOfCancelling } from "./cancellingChannels.js";
import { readWavHeader, type WavHeader } from "./wavHeader.js";
import { mixToMono, pcm16Of, type WavLayout } from "./wavSamples.js";

/**
 * Opens a WAVE file: linear PCM of 8, 16, 24 or 32 bits, float of 32 or 64, mu-law or A-law, plain or
 * WAVE_FORMAT_EXTENSIBLE, RIFF, RIFX or RF64, 1 to 64 channels, 1 to 384 kHz. If the channels cancel each other, only
 * the loudest is read.
 * @throws InputError as `readWavHeader`
 */
export function openWav(bytes: Uint8Array, limits: AudioLimits): AudioReader {
  const header = readWavHeader(bytes);
  const { sampleRate } = header;
  const { content, layout } = contiguous(bytes, header);
  const frames = framesWithin(header.frames, sampleRate, limits);
  const alone = louderOfCancelling(header.channels, frames, (first, mono, channels) =>
    mixToMono(content, layout, first, mono, channels),
  );
  const of = alone === undefined ? undefined : { first: alone, count: 1 };
  return {
    sampleRate,
    frames,
    wholeFrames: header.frames,
    notes: [...header.notes, ...(alone === undefined ? [] : [cancellingNote(alone)])],
    pcm16: of === undefined ? pcm16Of(content, layout) : undefined,
    read(firstFrame, mono) {
      if (mixToMono(content, layout, firstFrame, mono, of)) return;
      const at = firstFrame + mono.findIndex((sample) => !Number.isFinite(sample));
      throw new InputError("corrupt-audio", `WAVE file whose sample ${at} is NaN or infinite`);
    },
  };
}

/** A file's samples in sequence, left-justified in four bytes: already the layout of the file, except in rare cases. */
function contiguous(bytes: Uint8Array, header: WavHeader): { content: Uint8Array; layout: WavLayout } {
  const { data, isPadded } = header;
  if (data.length === 1 && !isPadded) return { content: bytes, layout: header };
  const content = new Uint8Array(data.reduce((sum, { bytes }) => sum + bytes, 0));
  let at = 0;
  for (const { start, bytes: length } of data) {
    content.set(bytes.subarray(start, start + length), at);
    at += length;
  }
  if (isPadded) justify(content, header.isBigEndian);
  return { content, layout: { ...header, dataStart: 0 } };
}

/** Moves 24-bit samples from the lower three of four bytes to the upper three. */
function justify(content: Uint8Array, isBigEndian: boolean): void {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const end = content.length - 3;
  let lowest = 0;
  for (let at = isBigEndian ? 3 : 0; at < content.length; at += 4) lowest |= content[at]!;
  if (lowest === 0) return;
  for (let at = 0; at < end; at += 4) {
    const sample = view.getInt32(at, !isBigEndian);
    if (sample !== (sample << 8) >> 8) return; // the upper byte is not just the sign: the sample uses all four bytes
  }
  for (let at = 0; at < end; at += 4) view.setInt32(at, view.getInt32(at, !isBigEndian) << 8, !isBigEndian);
}

/**
 * Decodes a WAVE file to mono.
 * @returns samples within -1 to 1 for PCM, as written for float
 * @throws InputError as `readWavHeader`, and "corrupt-audio" if a sample is NaN or infinite
 */
export function decodeWavMono(bytes: Uint8Array, limits: AudioLimits): MonoAudio {
  return readMono(openWav(bytes, limits));
}
