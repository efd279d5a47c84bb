import { InputError } from "../shared/errors.js";
import { framesWithin, type AudioLimits, type AudioReader, type MonoAudio } from "./audioReader.js";
import { readWavHeader } from "./wavHeader.js";
import { mixToMono, pcm16Of } from "./wavSamples.js";

/**
 * Opens a WAVE file: linear PCM of 8, 16, 24 or 32 bits, float of 32 or 64, plain or WAVE_FORMAT_EXTENSIBLE, RIFF or
 * RF64, 1 to 8 channels, 1 to 384 kHz.
 * @throws InputError as `readWavHeader`
 */
export function openWav(bytes: Uint8Array, limits: AudioLimits): AudioReader {
  const header = readWavHeader(bytes);
  return {
    sampleRate: header.sampleRate,
    frames: framesWithin(header.frames, header.sampleRate, limits),
    pcm16: pcm16Of(bytes, header),
    read(firstFrame, mono) {
      if (mixToMono(bytes, header, firstFrame, mono)) return;
      const at = firstFrame + mono.findIndex((sample) => !Number.isFinite(sample));
      throw new InputError("corrupt-audio", `WAVE file whose sample ${at} is NaN or infinite`);
    },
  };
}

/**
 * Decodes a WAVE file to mono.
 * @returns samples within -1 to 1 for PCM, as written for float
 * @throws InputError as `readWavHeader`, and "corrupt-audio" if a sample is NaN or infinite
 */
export function decodeWavMono(bytes: Uint8Array, limits: AudioLimits): MonoAudio {
  const wav = openWav(bytes, limits);
  const samples = new Float32Array(wav.frames);
  wav.read(0, samples);
  return { samples, sampleRate: wav.sampleRate };
}
