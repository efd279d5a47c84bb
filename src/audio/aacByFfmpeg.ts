import { InputError } from "../shared/errors.js";
import { adtsHeader } from "./adts.js";
import type { TakePiece } from "./decodedAudio.js";
import { runFfmpeg } from "./ffmpeg.js";
import { InterleavedFrames } from "./interleavedFrames.js";
import type { EncodedAudio } from "./mp4/readMp4Audio.js";

/**
 * Decodes units of AAC with an ffmpeg process, which receives them as an ADTS stream.
 *
 * @throws InputError "corrupt-audio" if a unit cannot be decoded; "unsupported-audio" if ADTS cannot represent it
 */
export async function decodeByFfmpeg(sound: EncodedAudio, take: TakePiece): Promise<void> {
  const { config, sizes } = sound;
  const { channels } = config;
  const expected = sizes.length * config.unitSamples;
  const interleaved = new InterleavedFrames(channels);
  let frames = 0;
  await runFfmpeg({
    args: ["-xerror", "-f", "aac", "-i", "pipe:0", "-c:a", "pcm_f32le", "-f", "f32le", "pipe:1"],
    input: adtsStream(sound),
    maxBytes: 4 * channels * expected,
    take(bytes) {
      const pieces = interleaved.add(bytes);
      take(pieces, frames);
      frames += pieces[0]!.length;
    },
  });
  if (frames === expected) return;
  throw new InputError("corrupt-audio", `corrupt AAC audio: ${frames} of ${expected} samples could be decoded`);
}

function* adtsStream({ config, data, sizes }: EncodedAudio): Generator<Uint8Array> {
  let at = 0;
  for (const size of sizes) {
    yield adtsHeader(config, size);
    yield data.subarray(at, (at += size));
  }
}
