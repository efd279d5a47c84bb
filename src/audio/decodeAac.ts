import { InputError } from "../shared/errors.js";
import { decodeByFaad2, findFaad2 } from "./aacByFaad2.js";
import { decodeByFfmpeg } from "./aacByFfmpeg.js";
import type { DecodedRecording, DecodeLimits, TakePiece } from "./decodedAudio.js";
import { requireDecodable } from "./decodingBudget.js";
import { ffmpegRemedy, ffmpegVersion } from "./ffmpeg.js";
import { MonoRecorder } from "./monoRecorder.js";
import type { EncodedAudio } from "./mp4/readMp4Audio.js";

/**
 * Decodes AAC-LC from an MP4 file, aligned to the recording: sample 0 is the first that the edit list plays.
 *
 * Uses FAAD2 in WebAssembly if the user has installed it: its licence is the GPL, so it is never installed
 * automatically. Otherwise ffmpeg, with a process for each file.
 *
 * @throws InputError "decoder-missing" saying how to install one; "unsupported-audio" if it decodes to more than the
 *   budget; "corrupt-audio" if a unit cannot be decoded; "too-short" for a single unit
 */
export async function decodeAac(sound: EncodedAudio, limits: DecodeLimits): Promise<DecodedRecording> {
  const { config, sizes, firstUnit, spans } = sound;
  if (sizes.length < 2) throw new InputError("too-short", `${sizes.length} AAC packet; at least 2 are needed`);
  requireDecodable("MP4", config, sizes.length * config.unitSamples, limits);

  const total = spans.reduce((sum, { start, end }) => sum + end - start, 0);
  const recorder = new MonoRecorder("MP4", total, limits.channel);
  recorder.addSilence(total);
  const origin = firstUnit * config.unitSamples;
  const take: TakePiece = (channels, firstSample) => {
    const start = origin + firstSample;
    const end = start + channels[0]!.length;
    let at = 0;
    for (const span of spans) {
      const [from, to] = [Math.max(start, span.start), Math.min(end, span.end)];
      if (to > from) recorder.add(channels, from - start, to - start, at + from - span.start);
      at += span.end - span.start;
    }
  };
  const decoder = await decode(sound, take);
  return {
    ...recorder.finish(config.sampleRate),
    sampleRate: config.sampleRate,
    decoder,
    notes: [],
    isCut: sound.wholeSec > total / config.sampleRate + 1e-6,
    wholeSec: sound.wholeSec,
    louder: recorder.louder,
  };
}

/** The decoder of AAC and its version, for instance "ffmpeg 5.1.9"; undefined if there is none. */
export async function aacDecoderName(): Promise<string | undefined> {
  return (await findFaad2())?.name ?? ffmpegVersion();
}

/** What to install if there is no AAC decoder. */
export const aacRemedy = `${ffmpegRemedy}; or, under the GPL: npm install @audio/decode-aac`;

/** @returns the decoder's name and version */
async function decode(sound: EncodedAudio, take: TakePiece): Promise<string> {
  const faad2 = await findFaad2();
  if (faad2 !== undefined) {
    await decodeByFaad2(faad2.module, sound, take);
    return faad2.name;
  }
  const version = await ffmpegVersion();
  if (version === undefined)
    throw new InputError("decoder-missing", `decoding AAC needs ffmpeg, which is not installed here: ${aacRemedy}`);
  await decodeByFfmpeg(sound, take);
  return version;
}
