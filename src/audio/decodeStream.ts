import { InputError } from "../shared/errors.js";
import { framesWithin } from "./audioReader.js";
import type { DecodedAudio, DecodedRecording, DecodeLimits } from "./decodedAudio.js";
import { requireDecodable, type SoundShape } from "./decodingBudget.js";
import { fullScaleAsInWave } from "./flacScale.js";
import type { AudioFormat, StreamDecoder } from "./audioFormat.js";
import { ForeignSoundError } from "./foreignSound.js";
import { isMoreThanALittle } from "./missingSound.js";
import { MonoRecorder } from "./monoRecorder.js";
import { loadDecoder } from "./optionalDecoder.js";
import { quietly } from "./quietly.js";
import type { PromisedLength } from "./streamLength.js";

/** The common interface of the @audio packages: they take a file piece by piece. */
interface PieceDecoder {
  decode(piece: Uint8Array): DecodedAudio;
  flush?(): DecodedAudio;
  free(): void;
}

/** A format of the table whose decoder takes a file piece by piece. */
export type StreamFormat = Pick<AudioFormat<StreamDecoder>, "name" | "decoder">;

/** Initial capacity if a file does not declare its length: half a minute. */
const samplesOfUnknown = 2 ** 21;

/** Longer than a frame of any of these formats: one may be missing. */
const longestFrame = 4_608;

/**
 * Decodes a FLAC, Ogg or MP3 file to mono, up to the duration limit: piece by piece, so that memory holds the mono
 * audio and one piece. Chained recordings in one file are decoded as one.
 *
 * @throws InputError "decoder-missing" saying how to install it; "unsupported-audio" if it decodes to more than the
 *   budget; "corrupt-audio"; "truncated-audio" if the file holds less audio than it declares
 */
export async function decodeStream(
  bytes: Uint8Array,
  format: StreamFormat,
  limits: DecodeLimits,
): Promise<DecodedRecording> {
  const { declaredLength, shape, package: packageName, links: linksOf = (one: Uint8Array) => [one] } = format.decoder;
  const links = linksOf(bytes);
  const declared = links.map(declaredLength);
  const promised = declared.reduce((sum, length) => sum + (length?.samples ?? Infinity), 0);
  const promisedFrames = Number.isFinite(promised) ? promised : undefined;
  const header = shape(bytes);
  if (header !== undefined) requireDecodable(format.name, header, promisedFrames ?? 0, limits);

  const { module, name } = await loadDecoder<{ decoder(): Promise<PieceDecoder> }>(packageName, format.name);
  const sound = new StreamSound(format, limits, promisedFrames ?? samplesOfUnknown);
  const notes: string[] = [];
  for (const [i, link] of links.entries()) {
    const before = sound.frames;
    const decoder = await module.decoder();
    const isWhole = quietly(() => sound.decode(link, decoder));
    if (!isWhole) break;
    notes.push(...lengthNotes(sound.frames - before, declared[i], sound.sampleRate, format.name));
  }
  const { recorder, sampleRate } = sound;
  if (recorder === undefined)
    throw new InputError("corrupt-audio", `corrupt ${format.name} file: no audio could be decoded`);
  const isCut = sound.frames > recorder.frames || (promisedFrames ?? 0) > recorder.frames + longestFrame;
  return {
    ...recorder.finish(sampleRate),
    sampleRate,
    decoder: name,
    notes,
    isCut: isCut && recorder.frames >= framesWithin(Infinity, sampleRate, limits),
    ...(promisedFrames === undefined ? {} : { wholeSec: promisedFrames / sampleRate }),
    louder: recorder.louder,
  };
}

/** Collects the decoded pieces of a file. */
class StreamSound {
  readonly #format: StreamFormat;
  readonly #limits: DecodeLimits;
  readonly #expected: number;
  #first: SoundShape | undefined;
  #limit = Infinity;
  recorder: MonoRecorder | undefined;
  /** decoded samples, including those beyond the limit */
  frames = 0;

  /** @param expected samples of the whole file, for the initial capacity */
  constructor(format: StreamFormat, limits: DecodeLimits, expected: number) {
    this.#format = format;
    this.#limits = limits;
    this.#expected = expected;
  }

  #integerBits: number | undefined;

  /** Hz */
  get sampleRate(): number {
    return this.#first?.sampleRate ?? 0;
  }

  /** @returns whether the bytes were decoded to their end rather than to the limit */
  decode(bytes: Uint8Array, decoder: PieceDecoder): boolean {
    const { name } = this.#format;
    const { shape, pieces: piecesOf, integerBits } = this.#format.decoder;
    this.#integerBits = integerBits?.(bytes);
    try {
      const pieces = piecesOf(bytes);
      // A piece beyond the limit shows that the recording is longer.
      for (let next = pieces.next(); next.done !== true && this.frames <= this.#limit;) {
        const header = shape(next.value);
        if (header !== undefined) requireDecodable(name, header, 0, this.#limits);
        next = pieces.next(this.#take(decoder.decode(next.value)));
      }
      const isWhole = this.frames < this.#limit;
      if (isWhole && decoder.flush !== undefined) this.#take(decoder.flush());
      return isWhole;
    } catch (error) {
      if (error instanceof InputError) throw error;
      throw new InputError("corrupt-audio", `corrupt ${name} file: ${(error as Error).message}`, { cause: error });
    } finally {
      decoder.free();
    }
  }

  /** @returns whether it contains any audio */
  #take(sound: DecodedAudio): boolean {
    const { name } = this.#format;
    const length = sound.channelData[0]?.length ?? 0;
    if (length === 0) return false;
    const found = { channels: sound.channelData.length, sampleRate: sound.sampleRate };
    this.#first ??= found;
    requireAlike(found, this.#first, name);
    requireDecodable(name, found, this.frames + length, this.#limits);
    this.#limit = framesWithin(Infinity, found.sampleRate, this.#limits);
    this.recorder ??= new MonoRecorder(name, Math.max(0, Math.min(this.#limit, this.#expected)), this.#limits.channel);
    if (this.#integerBits !== undefined) fullScaleAsInWave(sound.channelData, this.#integerBits);
    this.recorder.add(sound.channelData, 0, Math.min(length, this.#limit - this.recorder.frames));
    this.frames += length;
    return true;
  }
}

/** All pieces of one recording must have the same channels and rate. */
function requireAlike(piece: SoundShape, first: SoundShape, format: string): void {
  if (piece.channels !== first.channels || piece.sampleRate !== first.sampleRate)
    throw new ForeignSoundError(`${format} file whose channels or sample rate change partway`);
}

/**
 * Compares the decoded length with the length that the file declares.
 *
 * @throws InputError "truncated-audio"
 */
export function lengthNotes(
  frames: number,
  promised: PromisedLength | undefined,
  sampleRate: number,
  format: string,
): string[] {
  if (promised === undefined) return [];
  const { samples, slack } = promised;
  if (samples === Infinity) {
    if (promised.isMidPage === true)
      throw new InputError("truncated-audio", `truncated ${format} file: it ends within a page`);
    return ["its last page is missing: the recording may be longer"];
  }
  if (Math.abs(samples - frames) <= slack) return [];
  const counts = `${frames} of ${samples} samples could be decoded`;
  if (frames > samples) return [`longer than its header says: ${frames} samples instead of ${samples}`];
  if (isMoreThanALittle(samples - frames, samples, sampleRate, longestFrame))
    throw new InputError("truncated-audio", `truncated or corrupt ${format} file: ${counts}`);
  return [counts];
}
