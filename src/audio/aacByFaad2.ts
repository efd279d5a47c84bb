import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { InputError } from "../shared/errors.js";
import type { DecodedAudio, TakePiece } from "./decodedAudio.js";
import type { EncodedAudio } from "./mp4/readMp4Audio.js";
import { loadDecoder, type OptionalDecoder } from "./optionalDecoder.js";

/** The part of @audio/decode-aac that is used here; the package is not needed to build this one. */
export interface Faad2 {
  decoder(options: { asc: Uint8Array }): Promise<{ decode(units: Uint8Array[]): DecodedAudio; free(): void }>;
}

/** Units decoded at a time: at most 2 MB with eight channels. */
const unitsPerPiece = 64;

const packageName = "@audio/decode-aac";
const require = createRequire(import.meta.url);

/** @returns undefined if it is not installed */
export async function findFaad2(): Promise<OptionalDecoder<Faad2> | undefined> {
  try {
    require.resolve(packageName);
  } catch {
    return undefined;
  }
  // Not a literal: the type checker would require the package.
  const address = pathToFileURL(require.resolve(packageName)).href;
  return loadDecoder<Faad2>(packageName, "AAC", async () => import(address));
}

/**
 * A decoder drops units that it cannot read, so everything after them is too early. Therefore the length is checked,
 * not only the samples.
 *
 * @throws InputError "corrupt-audio"
 */
export async function decodeByFaad2(faad2: Faad2, sound: EncodedAudio, take: TakePiece): Promise<void> {
  const { config, sizes } = sound;
  let decoder: Awaited<ReturnType<Faad2["decoder"]>> | undefined;
  try {
    decoder = await faad2.decoder({ asc: config.bytes });
    let frames = config.unitSamples; // the first unit is left out: it would lack the overlapping half of the unit before
    for (const [i, units] of piecesOf(sound)) {
      const { channelData, sampleRate } = decoder.decode(units);
      const expected = Math.min(sizes.length, i + units.length) * config.unitSamples - frames;
      requireWhole({ channelData, sampleRate }, expected, config.sampleRate);
      take(channelData, frames);
      frames += expected;
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError("corrupt-audio", `corrupt AAC audio: ${(error as Error).message}`, { cause: error });
  } finally {
    decoder?.free();
  }
}

function* piecesOf({ data, sizes }: EncodedAudio): Generator<[number, Uint8Array[]]> {
  let at = 0;
  for (let i = 0; i < sizes.length; i += unitsPerPiece)
    yield [i, Array.from(sizes.subarray(i, i + unitsPerPiece), (size) => data.subarray(at, (at += size)))];
}

function requireWhole({ channelData: [first], sampleRate }: DecodedAudio, expected: number, rate: number): void {
  const found = first?.length ?? 0;
  if (found === expected && (expected === 0 || sampleRate === rate)) return;
  const counts = `${found} of ${expected} samples at ${sampleRate} Hz`;
  throw new InputError("corrupt-audio", `corrupt AAC audio: ${counts} could be decoded (${rate} Hz)`);
}
