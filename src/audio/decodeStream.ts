import { InputError } from "../shared/errors.js";
import { framesWithin, type AudioLimits } from "./audioReader.js";
import { mixDown, type DecodedRecording, type DecodedAudio } from "./decodedAudio.js";
import { fullScaleAsInWave } from "./flacScale.js";
import type { AudioFormat, StreamDecoder } from "./formats.js";
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

/**
 * Silence shrinks to almost nothing, so a large piece of a hostile file might decode to gigabytes before we can stop.
 * Where nothing comes out (a long comment, a picture, garbage) larger pieces spare the decoders copying.
 */
const leastPiece = 4096;
const mostPiece = 65_536;

const mostChannels = 8;

/**
 * Decodes a FLAC, Ogg or MP3 file to mono, as far as the duration limit.
 *
 * @throws InputError "decoder-missing" saying how to install it; "corrupt-audio"; "truncated-audio" where the file holds
 *   less sound than it promises
 */
export async function decodeStream(
  bytes: Uint8Array,
  streamFormat: StreamFormat,
  limits: AudioLimits,
): Promise<DecodedRecording> {
  const { name: format, decoder } = streamFormat;
  const { module, name } = await loadDecoder<{ decoder(): Promise<PieceDecoder> }>(decoder.package, format);
  const sound = decodePieces(await module.decoder(), bytes, format, limits);
  if (sound.frames === 0) throw new InputError("corrupt-audio", `corrupt ${format} file: no audio could be decoded`);
  if (sound.isWhole) requireDeclared(sound.frames, decoder.declaredLength(bytes), format);
  if (format === "FLAC") fullScaleAsInWave(sound.channelData, bytes);
  const end = framesWithin(sound.frames, sound.sampleRate, limits);
  return {
    samples: mixDown(sound.channelData, [{ start: 0, end }], format),
    sampleRate: sound.sampleRate,
    decoder: name,
  };
}

interface DecodedPieces extends DecodedAudio {
  readonly frames: number;
  /** whether the file was decoded to its end, rather than to the limit */
  readonly isWhole: boolean;
}

function decodePieces(
  decoder: PieceDecoder,
  bytes: Uint8Array,
  format: string,
  { maxDurationSec }: AudioLimits,
): DecodedPieces {
  const pieces: DecodedAudio[] = [];
  let frames = 0;
  const take = (piece: DecodedAudio): boolean => {
    const length = piece.channelData[0]?.length ?? 0;
    if (length === 0) return false;
    requireAlike(piece, pieces[0] ?? piece, format);
    pieces.push(piece);
    frames += length;
    return true;
  };
  const isEnough = (): boolean => pieces[0] !== undefined && frames >= maxDurationSec * pieces[0].sampleRate;
  try {
    let size = leastPiece;
    for (let at = 0; at < bytes.length && !isEnough();) {
      const gaveSound = take(decoder.decode(bytes.subarray(at, at + size)));
      at += size;
      size = gaveSound ? leastPiece : Math.min(2 * size, mostPiece);
    }
    const isWhole = !isEnough();
    if (isWhole && decoder.flush !== undefined) take(decoder.flush());
    return { channelData: join(pieces, frames), sampleRate: pieces[0]?.sampleRate ?? 0, frames, isWhole };
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError("corrupt-audio", `corrupt ${format} file: ${(error as Error).message}`, { cause: error });
  } finally {
    decoder.free();
  }
}

/** Every piece of one recording has the same channels and rate. */
function requireAlike(piece: DecodedAudio, first: DecodedAudio, format: string): void {
  const channels = piece.channelData.length;
  if (channels > mostChannels)
    throw new InputError(
      "unsupported-audio",
      `${format} file of ${channels} channels; 1 to ${mostChannels} can be read`,
    );
  if (channels !== first.channelData.length || piece.sampleRate !== first.sampleRate)
    throw new InputError("unsupported-audio", `${format} file whose channels or sample rate change partway`);
}

function join(pieces: readonly DecodedAudio[], frames: number): Float32Array[] {
  return (pieces[0]?.channelData ?? []).map((_, channel) => {
    const joined = new Float32Array(frames);
    let at = 0;
    for (const { channelData } of pieces) {
      joined.set(channelData[channel]!, at);
      at += channelData[channel]!.length;
    }
    return joined;
  });
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
