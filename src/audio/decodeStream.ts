import { InputError } from "../shared/errors.js";
import { framesWithin, type AudioLimits } from "./audioReader.js";
import type { DecodedRecording, DecodedAudio } from "./decodedAudio.js";
import { requireDecodable, type SoundShape } from "./decodingBudget.js";
import { fullScaleAsInWave } from "./flacScale.js";
import type { AudioFormat, StreamDecoder } from "./formats.js";
import { MonoRecorder } from "./monoRecorder.js";
import { loadDecoder } from "./optionalDecoder.js";
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

/**
 * Decodes a FLAC, Ogg or MP3 file to mono, as far as the duration limit: piece by piece, so that memory holds the mono
 * sound and one piece.
 *
 * @throws InputError "decoder-missing" saying how to install it; "unsupported-audio" if it decodes to more than the budget;
 *   "corrupt-audio"; "truncated-audio" where the file holds less sound than it promises
 */
export async function decodeStream(
  bytes: Uint8Array,
  format: StreamFormat,
  limits: AudioLimits,
): Promise<DecodedRecording> {
  const { declaredLength, shape, package: packageName } = format.decoder;
  const declared = declaredLength(bytes);
  const declaredFrames = declared !== undefined && Number.isFinite(declared.samples) ? declared.samples : undefined;
  const header = shape(bytes);
  if (header !== undefined) requireDecodable(format.name, header, declaredFrames ?? 0, limits);

  const { module, name } = await loadDecoder<{ decoder(): Promise<PieceDecoder> }>(packageName, format.name);
  const sound = decodePieces(await module.decoder(), bytes, format, limits, declaredFrames ?? samplesOfUnknown);
  if (sound === undefined)
    throw new InputError("corrupt-audio", `corrupt ${format.name} file: no audio could be decoded`);
  if (sound.isWhole) requireDeclared(sound.frames, declared, format.name);
  return { ...sound.recorder.finish(sound.sampleRate), sampleRate: sound.sampleRate, decoder: name };
}

interface DecodedPieces {
  readonly recorder: MonoRecorder;
  readonly sampleRate: number;
  /** decoded samples, those behind the limit among them */
  readonly frames: number;
  /** whether the file was decoded to its end, rather than to the limit */
  readonly isWhole: boolean;
}

/** @returns undefined if no sound comes out */
function decodePieces(
  decoder: PieceDecoder,
  bytes: Uint8Array,
  { name: format, decoder: { shape, pieces: piecesOf } }: StreamFormat,
  limits: AudioLimits,
  expected: number,
): DecodedPieces | undefined {
  let first: SoundShape | undefined;
  let recorder: MonoRecorder | undefined;
  let limit = Infinity;
  let frames = 0;
  const take = (sound: DecodedAudio): boolean => {
    const length = sound.channelData[0]?.length ?? 0;
    if (length === 0) return false;
    const found = { channels: sound.channelData.length, sampleRate: sound.sampleRate };
    first ??= found;
    requireAlike(found, first, format);
    requireDecodable(format, found, frames + length, limits);
    limit = framesWithin(Infinity, first.sampleRate, limits);
    recorder ??= new MonoRecorder(format, Math.max(0, Math.min(limit, expected)));
    if (format === "FLAC") fullScaleAsInWave(sound.channelData, bytes);
    recorder.add(sound.channelData, 0, Math.min(length, limit - recorder.frames));
    frames += length;
    return true;
  };
  try {
    const pieces = piecesOf(bytes);
    for (let next = pieces.next(); next.done !== true && frames < limit;) {
      const header = shape(next.value);
      if (header !== undefined) requireDecodable(format, header, 0, limits);
      next = pieces.next(take(decoder.decode(next.value)));
    }
    const isWhole = frames < limit;
    if (isWhole && decoder.flush !== undefined) take(decoder.flush());
    return recorder && first && { recorder, sampleRate: first.sampleRate, frames, isWhole };
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError("corrupt-audio", `corrupt ${format} file: ${(error as Error).message}`, { cause: error });
  } finally {
    decoder.free();
  }
}

/** Every piece of one recording has the same channels and rate. */
function requireAlike(piece: SoundShape, first: SoundShape, format: string): void {
  if (piece.channels !== first.channels || piece.sampleRate !== first.sampleRate)
    throw new InputError("unsupported-audio", `${format} file whose channels or sample rate change partway`);
}

/** @throws InputError "truncated-audio" or "corrupt-audio" */
function requireDeclared(frames: number, promised: PromisedLength | undefined, format: string): void {
  if (promised === undefined || Math.abs(promised.samples - frames) <= promised.slack) return;
  if (promised.samples === Infinity)
    throw new InputError("truncated-audio", `truncated ${format} file: its last page is missing`);
  const counts = `${frames} of ${promised.samples} samples could be decoded`;
  if (frames < promised.samples)
    throw new InputError("truncated-audio", `truncated or corrupt ${format} file: ${counts}`);
  throw new InputError("corrupt-audio", `corrupt ${format} file: ${counts}`);
}
