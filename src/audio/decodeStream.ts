import { InputError } from "../shared/errors.js";
import { framesWithin } from "./audioReader.js";
import type { DecodedAudio, DecodedRecording, DecodeLimits } from "./decodedAudio.js";
import { requireDecodable, type SoundShape } from "./decodingBudget.js";
import { fullScaleAsInWave } from "./flacScale.js";
import type { AudioFormat, StreamDecoder } from "./formats.js";
import { ForeignSoundError } from "./foreignSound.js";
import { isMoreThanALittle } from "./missingSound.js";
import { MonoRecorder } from "./monoRecorder.js";
import { loadDecoder } from "./optionalDecoder.js";
import { quietly } from "./quietly.js";
import type { PromisedLength } from "./streamLength.js";

/** What the packages of the @audio family have in common: they take a file piece by piece. */
interface PieceDecoder {
  decode(piece: Uint8Array): DecodedAudio;
  flush?(): DecodedAudio;
  free(): void;
}

/** A format of the table whose decoder takes a file piece by piece. */
export type StreamFormat = Pick<AudioFormat<StreamDecoder>, "name" | "decoder">;

/** Room at first, where a file does not say how long it is: half a minute. */
const samplesOfUnknown = 2 ** 21;

/** Longer than the frames of any of these formats: one of them may be missing. */
const longestFrame = 4_608;

/**
 * Decodes a FLAC, Ogg or MP3 file to mono, as far as the duration limit: piece by piece, so that memory holds the mono
 * sound and one piece. A chain of recordings in one file is decoded as one.
 *
 * @throws InputError "decoder-missing" saying how to install it; "unsupported-audio" if it decodes to more than the budget;
 *   "corrupt-audio"; "truncated-audio" where the file holds less sound than it promises
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
  /** decoded samples, those behind the limit among them */
  frames = 0;

  /** @param expected samples of the whole file, for which room is made */
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

  /** @returns whether the bytes were decoded to their end, rather than to the limit */
  decode(bytes: Uint8Array, decoder: PieceDecoder): boolean {
    const { name } = this.#format;
    const { shape, pieces: piecesOf, integerBits } = this.#format.decoder;
    this.#integerBits = integerBits?.(bytes);
    try {
      const pieces = piecesOf(bytes);
      for (let next = pieces.next(); next.done !== true && this.frames < this.#limit;) {
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

  /** @returns whether there is any sound in it */
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

/** Every piece of one recording has the same channels and rate. */
function requireAlike(piece: SoundShape, first: SoundShape, format: string): void {
  if (piece.channels !== first.channels || piece.sampleRate !== first.sampleRate)
    throw new ForeignSoundError(`${format} file whose channels or sample rate change partway`);
}

/**
 * Compares what was decoded with what the file promises.
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
      throw new InputError("truncated-audio", `truncated ${format} file: it breaks off within a page`);
    return ["its last page is missing: the recording may have gone on"];
  }
  if (Math.abs(samples - frames) <= slack) return [];
  const counts = `${frames} of ${samples} samples could be decoded`;
  if (frames > samples) return [`longer than its header says: ${frames} samples where ${samples} are promised`];
  if (isMoreThanALittle(samples - frames, samples, sampleRate, longestFrame))
    throw new InputError("truncated-audio", `truncated or corrupt ${format} file: ${counts}`);
  return [counts];
}
