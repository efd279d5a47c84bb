import type { Recording } from "../corpus/ravdess.js";
import { articulate, frameSec, type Articulation } from "./articulation.js";
import { Resonator, vocalTract } from "./formants.js";
import { glottalSource } from "./glottalSource.js";
import { loudnessContour, pitchContour, prosodyOf } from "./prosody.js";
import { createRandom, type Random } from "./voiceRandom.js";
import { speakerOf } from "./speaker.js";

/** RAVDESS's own rate, Hz. */
export const sampleRate = 48_000;

const frameLength = Math.round(frameSec * sampleRate);
/** Silence before and after the sentence, seconds. */
const marginSec = 0.1;

/**
 * Speaks one statement with a synthetic actor's voice.
 *
 * source (pulses, breath) -> vocal tract (formants) -> + noise of consonants -> level -> + noise of the room
 *
 * @param recording what is said, by which actor and how
 * @param seed      the corpus's seed, an unsigned 32-bit integer; equal seeds give equal samples
 * @returns mono samples at 48 kHz in [-1, 1], about 1 to 1.7 s
 */
export function synthesize(recording: Recording, seed: number): Float32Array {
  const speaker = speakerOf(recording.actor, seed);
  const random = createRandom(seed, `recording/${recording.trial}`);
  const prosody = prosodyOf(recording, speaker, random);
  const articulation = articulate(recording.statement, prosody.rate, speaker.formantScale);

  const voice = glottalSource(
    toSamples(pitchContour(prosody, articulation)),
    toSamples(loudnessContour(articulation).map((loudness, frame) => loudness * articulation.voicing[frame]!)),
    toSamples(articulation.aspiration),
    { sampleRate, ...prosody },
    random,
  );
  vocalTract(voice, articulation.formants, speaker.formantScale, frameLength, sampleRate);
  scaleToRms(voice, 1);
  addConsonantNoise(voice, articulation, random);

  const gain = fromDb(prosody.levelDb);
  const room = fromDb(speaker.roomDb) * Math.sqrt(3); // a uniform number in [-1, 1) has an RMS of 1/sqrt(3)
  const margin = Math.round(marginSec * sampleRate);
  const samples = new Float32Array(voice.length + 2 * margin);
  for (let n = 0; n < samples.length; n++) {
    const sample = gain * (voice[n - margin] ?? 0) + room * random.uniform();
    samples[n] = Math.min(1, Math.max(-1, sample));
  }
  return samples;
}

/** Strength of a full-blown /s/ relative to the voice's RMS. */
const fricationGain = 0.5;

/** Adds the noise of constrictions, which does not pass through the whole vocal tract. */
function addConsonantNoise(voice: Float64Array, { frication, fricationHz }: Articulation, random: Random): void {
  const noise = new Float64Array(frameLength);
  const resonator = new Resonator(sampleRate);
  for (let frame = 0; frame < frication.length; frame++) {
    if (frication[frame] === 0) continue;
    for (let i = 0; i < frameLength; i++) noise[i] = random.uniform();
    // The filter's gain is 1 at 0 Hz, so this gives noise shaped around its centre.
    resonator.tune({ frequencyHz: fricationHz[frame]!, bandwidthHz: 0.25 * fricationHz[frame]! });
    resonator.run(noise, 0, frameLength);
    const gain = fricationGain * frication[frame]!;
    const start = frame * frameLength;
    for (let i = 0; i < frameLength; i++) voice[start + i]! += gain * noise[i]!;
  }
}

/** Interpolates a control track linearly from frames to samples. */
function toSamples(track: Float64Array): Float64Array {
  const samples = new Float64Array(track.length * frameLength);
  for (let frame = 0; frame < track.length; frame++) {
    const from = track[frame]!;
    const step = ((track[frame + 1] ?? from) - from) / frameLength;
    for (let i = 0; i < frameLength; i++) samples[frame * frameLength + i] = from + step * i;
  }
  return samples;
}

function scaleToRms(samples: Float64Array, rms: number): void {
  let energy = 0;
  for (const sample of samples) energy += sample * sample;
  const gain = rms / Math.sqrt(energy / samples.length);
  for (let n = 0; n < samples.length; n++) samples[n]! *= gain;
}

function fromDb(db: number): number {
  return 10 ** (db / 20);
}
