/*
 * An encoder's output begins with audio that was not in its input (priming, 1,024 samples or more) and ends with
 * padding up to a whole unit. The edit list says which part of the coded audio is the recording:
 *
 *     coded     |--priming--|======= recording =======|-pad-|
 *     elst                  ^ media_time   segment_duration
 *
 * iTunes and similar programs write the same into a comment named iTunSMPB. Without either, all coded audio is the
 * recording.
 * Source: ISO/IEC 14496-12, section 8.6.6.
 */
import { InputError } from "../../shared/errors.js";
import { boxesIn, corrupt, type Box } from "./box.js";
import { fullBox, tableIn } from "./fullBox.js";

/** A span of the encoded audio, in samples; the recording is one or more of them in sequence. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Timeline {
  /** ticks per second of the audio track */
  readonly timescale: number;
  /** ticks per second of the whole file, the unit of an edit's duration */
  readonly movieTimescale: number;
  /** sum of the durations of the audio's units */
  readonly ticks: number;
  /** Hz */
  readonly sampleRate: number;
}

interface Edit {
  /** in ticks of the file; 0 for "to the end" */
  readonly duration: number;
  /** in ticks of the track */
  readonly mediaTime: number;
}

/**
 * The spans that an edit list plays. An empty edit, which delays the audio, is not part of the recording.
 *
 * @param limit maximum number of samples; the rest is left out
 * @throws InputError "unsupported-audio" for edits at another speed; "corrupt-audio"
 */
export function spansOf(view: DataView, elst: Box, timeline: Timeline, limit: number): Span[] {
  const { timescale, movieTimescale, ticks, sampleRate } = timeline;
  const inSamples = (time: number): number => Math.round((time * sampleRate) / timescale);
  const spans: Span[] = [];
  let total = 0;
  for (const { duration, mediaTime } of editsIn(view, elst)) {
    const played = (duration / movieTimescale) * timescale;
    const rest = ticks - mediaTime;
    // Files usually count in milliseconds: an edit that ends within a tick of the audio's end means that end.
    const tick = timescale / movieTimescale;
    const length = duration === 0 || Math.abs(rest - played) < tick ? rest : Math.min(rest, played);
    const start = inSamples(mediaTime);
    const end = Math.min(inSamples(mediaTime + length), start + limit - total);
    if (end <= start) continue; // beyond the end or the limit, or less than half a sample
    spans.push({ start, end });
    total += end - start;
  }
  if (spans.length === 0) throw corrupt("its edit list (elst) plays none of its audio");
  return spans;
}

function editsIn(view: DataView, elst: Box): Edit[] {
  const { version } = fullBox(view, elst, 4);
  const table = tableIn(view, elst, version === 1 ? 20 : 12);
  const edits: Edit[] = [];
  for (let i = 0, at = table.start; i < table.rows; i++, at += table.rowBytes) {
    const duration = version === 1 ? Number(view.getBigUint64(at)) : view.getUint32(at);
    const mediaTime = version === 1 ? Number(view.getBigInt64(at + 8)) : view.getInt32(at + 4);
    if (mediaTime < 0) continue;
    if (view.getUint32(at + table.rowBytes - 4) !== 0x0001_0000)
      throw new InputError("unsupported-audio", "MP4 file whose edit list changes the playback speed");
    edits.push({ duration, mediaTime });
  }
  return edits;
}

/**
 * The span that an iTunSMPB comment names: hexadecimal numbers, the second the priming, the fourth the length.
 *
 * @param ilst the list of the file's comments
 */
export function commentedSpan(view: DataView, ilst: Box, samples: number): Span | undefined {
  for (const comment of boxesIn(view, ilst.start, ilst.end)) {
    if (comment.type !== "----") continue;
    const parts = boxesIn(view, comment.start, comment.end);
    const [name, data] = ["name", "data"].map((type) => parts.find((part) => part.type === type));
    if (name === undefined || data === undefined || !textOf(view, name.start + 4, name.end).startsWith("iTunSMPB"))
      continue;
    const [, priming = NaN, , length = NaN] = textOf(view, data.start + 8, data.end)
      .trim()
      .split(/\s+/)
      .map((field) => (/^[0-9A-Fa-f]+$/.test(field) ? parseInt(field, 16) : NaN));
    if (length > 0 && priming + length <= samples) return { start: priming, end: priming + length };
  }
  return undefined;
}

function textOf(view: DataView, start: number, end: number): string {
  let text = "";
  // An iTunSMPB comment has 120 characters.
  for (let at = start; at < Math.min(end, start + 256); at++) text += String.fromCharCode(view.getUint8(at));
  return text;
}
