import type { Recording } from "../../src/corpus/ravdess.js";
import { encodeWav } from "../../src/synth/encodeWav.js";
import { sampleRate, synthesize } from "../../src/synth/voice.js";

const recording: Recording = {
  modality: "audio-only",
  channel: "speech",
  emotion: "happy",
  intensity: "normal",
  statement: 1,
  repetition: 1,
  actor: 2,
  gender: "woman",
  trial: "01-03-01-01-01-02",
};

/** The audio of the fixtures in test/fixtures/audio: a synthetic voice, 48 kHz, mono, shape [nSamples]. */
export function syntheticVoice(): Float32Array {
  return synthesize(recording, 1);
}

export function syntheticVoiceWav(): Uint8Array {
  return encodeWav(syntheticVoice(), sampleRate, "synthetic");
}
