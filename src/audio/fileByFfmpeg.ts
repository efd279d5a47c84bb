import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InputError } from "../shared/errors.js";
import { framesWithin } from "./audioReader.js";
import type { DecodeLimits, DecodedRecording } from "./decodedAudio.js";
import { maxDecodedBytes, requireDecodable } from "./decodingBudget.js";
import type { FactLength } from "./wavFact.js";
import { ffmpegRemedy, ffmpegVersion, runFfmpeg, type FfmpegReport } from "./ffmpeg.js";
import type { FfmpegInput } from "./audioFormat.js";
import { InterleavedFrames } from "./interleavedFrames.js";
import { isMoreThanALittle } from "./missingSound.js";
import { MonoRecorder } from "./monoRecorder.js";
import { readWavHeader } from "./wavHeader.js";

/** A file for ffmpeg. */
export interface FfmpegFile extends Partial<FfmpegInput> {
  /** its name in messages */
  readonly name: string;
  /** our own reader's reason for not reading the file */
  readonly reason?: string | undefined;
  /** length of the audio, if the last block extends beyond it */
  readonly length?: FactLength | undefined;
}

/** Containers that ffmpeg may detect in a file of unknown format: none that can refer to other files. */
const harmlessDemuxers =
  "aac,ac3,eac3,aiff,amr,ape,asf,au,avi,caf,dsf,dts,flac,flv,gsm,iff,ircam,loas,matroska,mov,mp3,mpc,mpc8,mpeg,mpegts," +
  "nistsphere,ogg,rm,shn,sox,tak,tta,voc,w64,wav,wv";

/** The header of the WAVE file that ffmpeg writes to the pipe is shorter. */
const headerRoom = 4_096;

/** One second more than is analysed, to detect longer recordings. */
const moreSec = 1;

/**
 * Decodes the first audio track of a file with an ffmpeg process, mixed to mono, up to the duration limit.
 *
 * @throws InputError "decoder-missing" saying how to install it; "unsupported-audio" if ffmpeg does not support it
 *   either, or it decodes to more than the budget; "no-sound"; "corrupt-audio"; "truncated-audio"; "timed-out"
 */
export async function decodeFileByFfmpeg(
  bytes: Uint8Array,
  file: FfmpegFile,
  limits: DecodeLimits,
): Promise<DecodedRecording> {
  const decoder = await ffmpegVersion();
  if (decoder === undefined) throw missing(file);
  const { maxDurationSec } = limits;
  const input = file.demuxer === undefined ? ["-format_whitelist", harmlessDemuxers] : ["-f", file.demuxer];
  const output = ["-map", "0:a:0", "-vn", "-sn", "-dn", "-map_metadata", "-1", "-fflags", "+bitexact"];
  const length = Number.isFinite(maxDurationSec) ? ["-t", String(maxDurationSec + moreSec)] : [];
  const sound = new PipedSound(file.name, limits);
  const run = async (path: string, pieces: Iterable<Uint8Array>): Promise<FfmpegReport> =>
    runFfmpeg({
      args: [...input, "-i", path, ...output, ...length, "-c:a", "pcm_f32le", "-f", "wav", "pipe:1"],
      input: pieces,
      readsFile: path !== "pipe:0",
      maxBytes: headerRoom + maxDecodedBytes(limits),
      timeoutMs: Math.max(120_000, Number.isFinite(maxDurationSec) ? 200 * maxDurationSec : 0),
      take: (part) => sound.take(part),
    });
  try {
    const report = await (file.needsSeeking === true || file.demuxer === undefined
      ? throughFile(bytes, run)
      : run("pipe:0", piecesOf(bytes)));
    return { ...sound.finish(report, file), decoder };
  } catch (error) {
    throw error instanceof InputError ? ownWords(error, bytes, file) : error;
  }
}

function missing({ name, reason }: FfmpegFile): InputError {
  const what = reason ?? `${name} file`;
  return new InputError(
    "decoder-missing",
    `${what}: only ffmpeg reads it, and ffmpeg is not installed here: ${ffmpegRemedy}; or convert the file elsewhere: ffmpeg -i FILE FILE.wav`,
  );
}

/** ffmpeg's errors as our codes. */
function ownWords(error: InputError, bytes: Uint8Array, { name, demuxer, reason }: FfmpegFile): InputError {
  if (error.code !== "corrupt-audio") return error;
  const { message } = error;
  if (/matches no streams|does not contain any stream/.test(message))
    return new InputError("no-sound", `${name} file without audio`, { cause: error });
  if (demuxer === undefined)
    return new InputError("unsupported-audio", `unknown format: the file begins with the bytes ${firstBytes(bytes)}`, {
      cause: error,
    });
  if (/Decoder .*not found|Unknown decoder|Could not find codec|could not find codec/.test(message))
    return new InputError("unsupported-audio", `${reason ?? `${name} file`}: ${message}`, { cause: error });
  return new InputError("corrupt-audio", message.replace("corrupt audio", `corrupt ${name} file`), { cause: error });
}

function firstBytes(bytes: Uint8Array): string {
  return [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

/** Containers whose index may be at the end are read from a temporary file, which is always removed. */
async function throughFile<T>(
  bytes: Uint8Array,
  read: (path: string, pieces: Iterable<Uint8Array>) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), "ser-decode-"));
  try {
    const path = join(directory, "sound");
    await writeFile(path, bytes, { mode: 0o600 });
    return await read(`file:${path}`, []);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function* piecesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += headerRoom) yield bytes.subarray(at, at + headerRoom);
}

/** The piped output: the header of a 32-bit float WAVE file, then its frames. */
class PipedSound {
  readonly #name: string;
  readonly #limits: DecodeLimits;
  #head: Buffer | undefined = Buffer.alloc(0);
  #recorder: MonoRecorder | undefined;
  #frames: InterleavedFrames | undefined;
  #sampleRate = 0;
  #limit = 0;
  #decoded = 0;

  constructor(name: string, limits: DecodeLimits) {
    this.#name = name;
    this.#limits = limits;
  }

  take(bytes: Buffer): void {
    if (this.#head === undefined) {
      this.#add(bytes);
      return;
    }
    this.#head = Buffer.concat([this.#head, bytes]);
    if (this.#head.length >= headerRoom) this.#begin();
  }

  finish(report: FfmpegReport, { saysLength = false, length }: FfmpegFile): Omit<DecodedRecording, "decoder"> {
    if (this.#head !== undefined) this.#begin();
    const recorder = this.#recorder;
    const name = this.#name;
    const [complaint] = report.errors;
    if (recorder === undefined)
      throw new InputError("corrupt-audio", `corrupt ${name} file: ${complaint ?? "no audio could be decoded"}`);
    if (length !== undefined) {
      const padding = this.#decoded - length.frames;
      if (padding > 0 && padding < length.blockFrames) {
        recorder.truncate(length.frames);
        this.#decoded = Math.max(recorder.frames, length.frames);
      }
    }
    const promisedSec = durationOf(report.info);
    const isWhole = this.#decoded < this.#limit;
    // If there is video, the file's length is that of the video.
    const isFilm = report.info.some((line) => /Stream #.*Video:/.test(line));
    if (isWhole && saysLength && !isFilm && promisedSec !== undefined) {
      const promised = Math.min(promisedSec * this.#sampleRate, this.#limit);
      if (isMoreThanALittle(promised - this.#decoded, promised, this.#sampleRate, 4096))
        throw new InputError(
          "truncated-audio",
          `truncated ${name} file: ${(this.#decoded / this.#sampleRate).toFixed(2)} of ${promisedSec.toFixed(2)} s could be decoded`,
        );
    }
    const notes =
      complaint === undefined
        ? []
        : [
            `damaged: ffmpeg found ${report.errors.length === 1 ? "an error" : `${report.errors.length} errors`}: ${complaint}`,
          ];
    return {
      ...recorder.finish(this.#sampleRate),
      sampleRate: this.#sampleRate,
      notes,
      ...(isWhole || promisedSec === undefined ? {} : { wholeSec: promisedSec }),
      isCut: this.#decoded > recorder.frames,
      louder: recorder.louder,
    };
  }

  #begin(): void {
    const head = this.#head!;
    const header = head.length === 0 ? undefined : this.#headerIn(head);
    if (header === undefined) return;
    this.#head = undefined;
    const { channels, sampleRate, dataStart } = header;
    requireDecodable(this.#name, header, 0, this.#limits);
    this.#sampleRate = sampleRate;
    this.#limit = framesWithin(Infinity, sampleRate, this.#limits);
    this.#recorder = new MonoRecorder(this.#name, roomAtFirst, this.#limits.channel);
    this.#frames = new InterleavedFrames(channels);
    this.#add(head.subarray(dataStart));
  }

  #headerIn(head: Buffer): ReturnType<typeof readWavHeader> | undefined {
    try {
      return readWavHeader(head);
    } catch (error) {
      if (error instanceof InputError && error.code === "too-short") return undefined; // a header, and nothing else
      throw error;
    }
  }

  #add(bytes: Buffer): void {
    const channels = this.#frames!.add(bytes);
    const recorder = this.#recorder!;
    const { length } = channels[0]!;
    const shape = { channels: channels.length, sampleRate: this.#sampleRate };
    this.#decoded += length;
    requireDecodable(this.#name, shape, this.#decoded, this.#limits);
    recorder.add(channels, 0, Math.min(length, Math.max(0, this.#limit - recorder.frames)));
  }
}

/** Half a minute; grows if needed. */
const roomAtFirst = 2 ** 21;

/** From the line "Duration: 00:00:03.67, start: …". */
function durationOf(info: readonly string[]): number | undefined {
  for (const line of info) {
    const [, hours, minutes, seconds] = /^Duration: (\d+):(\d\d):(\d\d\.\d+)/.exec(line) ?? [];
    if (hours !== undefined) return 3_600 * Number(hours) + 60 * Number(minutes) + Number(seconds);
  }
  return undefined;
}
