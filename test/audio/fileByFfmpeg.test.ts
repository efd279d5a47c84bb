import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { decodeAudioInput, needsDecoding, type AudioInput } from "../../src/audio/audioInput.js";
import { decodeAudio } from "../../src/audio/decodeAudio.js";
import type { DecodedRecording } from "../../src/audio/decodedAudio.js";
import { useFfmpeg } from "../../src/audio/ffmpeg.js";
import { InputError } from "../../src/shared/errors.js";
import { temporaryDirectory } from "../support/corpus.js";
import { ffmpeg, ffmpegMissing } from "../support/ffmpeg.js";
import { damaged } from "../support/mutations.js";
import { randomIntegers } from "../support/wavMutations.js";
import { syntheticVoice, syntheticVoiceWav } from "../support/syntheticVoice.js";
import { chunk, concat, fmtChunk, latin1, riff } from "../support/wavFile.js";

const limits = { maxDurationSec: 360 };
const voice = syntheticVoice();
const rate = 48_000;
let dir: string;
let wav: string;
beforeAll(async () => {
  dir = await temporaryDirectory();
  wav = join(dir, "voice.wav");
  await writeFile(wav, syntheticVoiceWav());
});
afterEach(() => useFfmpeg(undefined));

async function encoded(name: string, ...options: string[]): Promise<Uint8Array> {
  const path = join(dir, name);
  await ffmpeg("-i", wav, ...options, path);
  return new Uint8Array(await readFile(path));
}

async function decode(bytes: Uint8Array, maxDurationSec = 360): Promise<DecodedRecording> {
  expect(needsDecoding(bytes)).toBe(true);
  return decodeAudioInput({ kind: "file", bytes }, { maxDurationSec });
}

/** The voice as 16-bit samples behind a WAVE header. */
function pcm16(): { readonly data: Uint8Array; readonly dataStart: number } {
  const data = syntheticVoiceWav();
  return { data, dataStart: data.length - 2 * voice.length };
}

/** The best correlation with the voice, over the samples that encoders add or remove at the beginning. */
function likeness({ samples, sampleRate }: DecodedRecording): number {
  const step = rate / sampleRate;
  let best = 0;
  for (let delay = Math.round(-3_000 / step); delay < 9_000 / step; delay += 1) {
    let [xy, xx, yy] = [0, 0, 0];
    for (let i = Math.max(0, delay); i < Math.min(samples.length, delay + 24_000 / step); i += 7) {
      const x = voice[Math.round((i - delay) * step)] ?? 0;
      const y = samples[i]!;
      xy += x * y;
      xx += x * x;
      yy += y * y;
    }
    best = Math.max(best, xy / Math.sqrt(xx * yy));
  }
  return best;
}

describe.skipIf(ffmpegMissing !== undefined)("ffmpeg decodes, to exactly the samples of the WAVE file,", () => {
  test.each<[string, ...string[]]>([
    ["voice.aiff"],
    ["swapped.aifc", "-f", "aiff", "-c:a", "pcm_s16le"],
    ["voice.au"],
    ["voice.caf"],
    ["voice.w64"],
    ["alac.m4a", "-c:a", "alac"],
    ["flac.oga", "-c:a", "flac"],
  ])("%s", async (...file) => {
    const { samples, sampleRate, decoder, notes } = await decode(await encoded(...file));
    expect(decoder).toMatch(/^ffmpeg \d/);
    expect({ sampleRate, notes, length: samples.length }).toEqual({
      sampleRate: rate,
      notes: [],
      length: voice.length,
    });
    let furthest = 0;
    samples.forEach((sample, i) => (furthest = Math.max(furthest, Math.abs(sample - voice[i]!))));
    expect(furthest).toBeLessThan(1 / 2 ** 15);
  });
});

describe.skipIf(ffmpegMissing !== undefined)("ffmpeg decodes", () => {
  test.each<[string, ...string[]]>([
    ["fragments.mp4", "-c:a", "aac", "-movflags", "frag_keyframe+empty_moov+default_base_moof"],
    ["voice.aac", "-c:a", "aac", "-f", "adts"],
    ["ac3.mka", "-c:a", "ac3"],
    ["aac.mkv", "-c:a", "aac"],
    ["voice.mp2"],
    ["voice.wma"],
    ["voice.wv"],
    ["ima.wav", "-c:a", "adpcm_ima_wav"],
    ["ms.wav", "-c:a", "adpcm_ms"],
    ["mp3.wav", "-c:a", "libmp3lame"],
    ["gsm.wav", "-ar", "8000", "-c:a", "libgsm_ms"],
    ["g726.wav", "-ar", "8000", "-c:a", "g726"],
    ["mu-law.au", "-ar", "8000", "-c:a", "pcm_mulaw"],
    ["voice.avi", "-c:a", "libmp3lame"],
    ["voice.spx", "-ar", "16000", "-c:a", "libspeex"],
  ])("%s", async (...file) => {
    const recording = await decode(await encoded(...file));
    expect(recording.decoder).toMatch(/^ffmpeg \d/);
    expect(recording.samples.length / recording.sampleRate).toBeCloseTo(voice.length / rate, 0);
    expect(likeness(recording)).toBeGreaterThan(0.9);
  });

  // Debian's ffmpeg writes neither NIST nor AMR; HE-AAC, which it does not write either, is tested in
  // audioConfig.test.ts.
  test("NIST Sphere, which our own WAVE reader does not support, to exactly the samples", async () => {
    const head = `NIST_1A\n   1024\nchannel_count -i 1\nsample_count -i ${voice.length}\nsample_rate -i 48000\nsample_n_bytes -i 2\nsample_byte_format -s2 01\nsample_coding -s3 pcm\nend_head\n`;
    const { data, dataStart } = pcm16();
    const { samples } = await decode(concat([latin1(head.padEnd(1024)), data.subarray(dataStart)]));
    expect(samples.length).toBe(voice.length);
    expect(Math.max(...samples.map((sample, i) => Math.abs(sample - voice[i]!)))).toBeLessThan(1 / 2 ** 15);
  });

  test("AMR, on its own and in 3GP", async () => {
    // A second of frames of 4.75 kbit/s: a head, then twelve bytes.
    const next = randomIntegers(1);
    const frames = Array.from({ length: 50 }, () =>
      Uint8Array.of(0x04, ...Array.from({ length: 12 }, () => next(256))),
    );
    const bare = concat([latin1("#!AMR\n"), ...frames]);
    await writeFile(join(dir, "voice.amr"), bare);
    await ffmpeg("-i", join(dir, "voice.amr"), "-c", "copy", join(dir, "voice.3gp"));
    for (const bytes of [bare, new Uint8Array(await readFile(join(dir, "voice.3gp")))]) {
      const { samples, sampleRate, decoder } = await decode(bytes);
      expect({ length: samples.length, sampleRate }).toEqual({ length: 8_000, sampleRate: 8_000 });
      expect(decoder).toMatch(/^ffmpeg \d/);
    }
  });

  test("only the analysed part, and reports the full length", async () => {
    const recording = await decode(await encoded("long.aiff"), 0.5);
    expect(recording).toMatchObject({ isCut: true, wholeSec: expect.closeTo(voice.length / rate, 1) as number });
    expect(recording.samples.length).toBe(0.5 * rate);
  });

  test.each([
    ["ima.wav", "adpcm_ima_wav"],
    ["ms.wav", "adpcm_ms"],
  ])("%s without the silence that pads its last block", async (name, codec) => {
    const bytes = await encoded(name, "-c:a", codec);
    // ffmpeg includes the padding; sox and libsndfile write the recorded length.
    const fact = Buffer.from(bytes).indexOf("fact");
    new DataView(bytes.buffer, bytes.byteOffset).setUint32(fact + 8, voice.length, true);
    const { samples, isCut } = await decode(bytes);
    expect({ length: samples.length, isCut }).toEqual({ length: voice.length, isCut: false });
  });

  test("the louder of two channels that cancel each other", async () => {
    const bytes = await encoded("antiphase.aiff", "-af", "pan=stereo|c0=c0|c1=-1*c0");
    const { samples, notes } = await decode(bytes);
    expect(notes).toEqual([expect.stringContaining("cancel each other")]);
    expect(samples.reduce((sum, sample) => sum + sample ** 2, 0)).toBeGreaterThan(1);
  });
});

/**
 * Number per format: one process per file is slow, so a test run only tries the first few of those that `npm run fuzz`
 * tries.
 */
const nDamaged = Number(process.env["SER_FUZZ"] ?? 3);
/** No file may take longer; most take a tenth of a second. */
const maxSecPerFile = 30;

describe.skipIf(ffmpegMissing !== undefined)(
  "each damaged file that ffmpeg receives is decoded or rejected, in bounded time and memory:",
  () => {
    test.each<[string, ...string[]]>([
      ["damaged.mka", "-c:a", "ac3"],
      ["damaged.aiff"],
      ["damaged.aac", "-f", "adts"],
      ["damaged.wma"],
      ["damaged.au"],
      ["damaged.caf"],
      ["damaged.w64"],
      ["damaged.wv"],
      ["damaged.mp2"],
      ["damaged.oga", "-c:a", "flac"],
      ["damaged.m4a", "-c:a", "alac"],
      ["damaged-aac.mp4", "-c:a", "aac", "-movflags", "frag_keyframe+empty_moov+default_base_moof"],
      ["damaged.wav", "-c:a", "adpcm_ima_wav"],
    ])(
      "%s",
      async (...file) => {
        const bytes = await encoded(file[0], "-t", "0.4", ...file.slice(1));
        const next = randomIntegers(20_251_125);
        let rejected = 0;
        for (let i = 0; i < nDamaged; i++) {
          const head = Math.min(600, bytes.length);
          const sound = { kind: "file", bytes: damaged(bytes, next, 0, i % 2 === 0 ? head : bytes.length) } as const;
          const startedAt = performance.now();
          const outcome = await decodeOrRead(sound).catch((error: unknown) => error);
          expect((performance.now() - startedAt) / 1_000, `file ${i}`).toBeLessThan(maxSecPerFile);
          if (outcome instanceof Error) expect(outcome, `file ${i}`).toBeInstanceOf(InputError);
          else expect(outcome, `file ${i}`).toBeGreaterThan(0);
          if (outcome instanceof Error) rejected += 1;
        }
        if (nDamaged > 100) process.stdout.write(`${file[0]}: ${nDamaged} files, ${rejected} of them rejected\n`);
      },
      nDamaged * maxSecPerFile * 1_000,
    );
  },
);

async function decodeOrRead(sound: Extract<AudioInput, { kind: "file" }>): Promise<number> {
  if (!needsDecoding(sound.bytes)) return decodeAudio(sound.bytes, limits).samples.length;
  return (await decodeAudioInput(sound, limits)).samples.length;
}

describe.skipIf(ffmpegMissing !== undefined)("ffmpeg does not decode", () => {
  const rejected = async (bytes: Uint8Array, code: string): Promise<void> => {
    await expect(decodeAudioInput({ kind: "file", bytes }, limits)).rejects.toMatchObject({ code });
  };

  test("half of a file with a declared length", async () => {
    const bytes = await encoded("half.aiff");
    await rejected(bytes.subarray(0, bytes.length / 2), "truncated-audio");
  });

  test("bytes of an unknown format", async () => {
    await rejected(new Uint8Array(5_000).fill(3), "unsupported-audio");
  });

  test("a container without audio", async () => {
    await ffmpeg("-f", "lavfi", "-i", "color=size=16x16:duration=0.2", "-c:v", "libvpx", join(dir, "mute.webm"));
    await rejected(new Uint8Array(await readFile(join(dir, "mute.webm"))), "no-sound");
  });

  test("the files that a playlist names: no other file is read", async () => {
    const playlist = `#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile://${wav}\n#EXT-X-ENDLIST\n`;
    await rejected(latin1(playlist), "unsupported-audio");
    await rejected(latin1(`ffconcat version 1.0\nfile '${wav}'\n`), "unsupported-audio");
    // Bytes that are not text, so that they reach ffmpeg.
    await rejected(concat([latin1(playlist), new Uint8Array(9)]), "unsupported-audio");
  });
});

test("without ffmpeg, a file that needs it is rejected with its format and how to install ffmpeg", async () => {
  useFfmpeg(join(dir, "no-such-program"));
  const gsm = riff([fmtChunk({ tag: 0x31 }), chunk("data", new Uint8Array(650))]);
  await expect(decode(gsm)).rejects.toMatchObject({
    code: "decoder-missing",
    message: expect.stringMatching(
      /^compressed WAVE file: GSM 6.10 .*ffmpeg reads it.*apt-get install ffmpeg, or brew install ffmpeg.*ffmpeg -i FILE FILE\.wav$/,
    ) as string,
  });
});
