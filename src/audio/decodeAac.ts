import { InputError } from "../shared/errors.js";
import { mixDown, type DecodedRecording, type DecodedAudio } from "./decodedAudio.js";
import type { EncodedAudio } from "./mp4/readMp4Audio.js";
import { loadDecoder } from "./optionalDecoder.js";

/** FAAD2 in WebAssembly; its licence is the GPL, so it is an optional package. */
const faad2 = "@audio/decode-aac";

/**
 * Decodes AAC-LC out of an MP4 file, aligned to the recording: sample 0 is the first that the edit list plays.
 *
 * A decoder drops units it cannot read, and everything behind is early. So the length is checked, not only the samples.
 *
 * @throws InputError "decoder-missing" saying how to install it; "corrupt-audio" if a unit cannot be decoded;
 *   "too-short" for a single unit
 */
export async function decodeAac({ config, data, sizes, firstUnit, spans }: EncodedAudio): Promise<DecodedRecording> {
  if (sizes.length < 2) throw new InputError("too-short", `${sizes.length} AAC packet; at least 2 are needed`);
  const { module, name } = await loadDecoder<typeof import("@audio/decode-aac")>(faad2, "AAC audio");
  const sound = await decodeUnits(module, config.bytes, unitsOf(data, sizes));

  // The first unit's samples are withheld: they would lack their half of the unit before.
  const expected = (sizes.length - 1) * config.unitSamples;
  const [first] = sound.channelData;
  if (sound.sampleRate !== config.sampleRate || first?.length !== expected) {
    const found = `${first?.length ?? 0} of ${expected} samples at ${sound.sampleRate} Hz`;
    throw new InputError("corrupt-audio", `corrupt AAC audio: ${found} could be decoded (${config.sampleRate} Hz)`);
  }
  const origin = (firstUnit + 1) * config.unitSamples;
  const fromFirst = spans.map(({ start, end }) => ({ start: start - origin, end: end - origin }));
  return { samples: mixDown(sound.channelData, fromFirst, "MP4"), sampleRate: config.sampleRate, decoder: name };
}

async function decodeUnits(
  faad2: typeof import("@audio/decode-aac"),
  config: Uint8Array,
  units: Uint8Array[],
): Promise<DecodedAudio> {
  let decoder: Awaited<ReturnType<typeof faad2.decoder>> | undefined;
  try {
    decoder = await faad2.decoder({ asc: config });
    return decoder.decode(units);
  } catch (error) {
    throw new InputError("corrupt-audio", `corrupt AAC audio: ${(error as Error).message}`, { cause: error });
  } finally {
    decoder?.free();
  }
}

function unitsOf(data: Uint8Array, sizes: Uint32Array): Uint8Array[] {
  let at = 0;
  return Array.from(sizes, (size) => data.subarray(at, (at += size)));
}
