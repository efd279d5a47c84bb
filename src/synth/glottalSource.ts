import type { Random } from "./voiceRandom.js";

export interface GlottalSettings {
  readonly sampleRate: number;
  /** Share of each cycle in which the vocal folds are open. */
  readonly openQuotient: number;
  /** Corner of the spectral tilt, Hz: a soft voice closes its folds gently. */
  readonly tiltHz: number;
  /** Breath noise relative to the pulses' peak. */
  readonly breath: number;
}

/** Jitter and shimmer: standard deviations of a cycle's period and strength in a healthy voice. */
const jitter = 0.008;
const shimmer = 0.04;

/**
 * The sound at the vocal folds: derivative of the glottal flow, and breath noise that increases while the folds are
 * open.
 *
 *     flow    _/\      _/\        within the open phase, x from 0 to 1: x²(1 - x)
 *     pulse   ~ |      ~ |        its derivative x(2 - 3x), which ends at -1, then 0 while closed
 *
 * @param pitchHz    pitch per sample, [nSamples]
 * @param voicing    strength of the pulses per sample, 0 to 1, [nSamples]
 * @param aspiration strength of noise without pulses, 0 to 1, [nSamples]
 * @returns the source per sample, [nSamples]
 * Source: the KLGLOTT88 pulse of Klatt & Klatt (1990), Analysis, synthesis, and perception of voice quality variations.
 */
export function glottalSource(
  pitchHz: Float64Array,
  voicing: Float64Array,
  aspiration: Float64Array,
  settings: GlottalSettings,
  random: Random,
): Float64Array {
  const { sampleRate, openQuotient, tiltHz, breath } = settings;
  const source = new Float64Array(pitchHz.length);
  const tilt = 1 - Math.exp((-2 * Math.PI * tiltHz) / sampleRate);
  let phase = 0;
  let speed = 1 / sampleRate;
  let strength = 1;
  let pulse = 0;
  for (let n = 0; n < source.length; n++) {
    phase += pitchHz[n]! * speed;
    if (phase >= 1) {
      phase -= 1;
      speed = (1 + jitter * random.normal()) / sampleRate;
      strength = 1 + shimmer * random.normal();
    }
    const x = phase / openQuotient;
    const isOpen = x < 1;
    pulse += tilt * ((isOpen ? strength * x * (2 - 3 * x) : 0) - pulse);
    const flow = isOpen ? 6.75 * x * x * (1 - x) : 0; // 6.75 makes its peak 1
    const gust = breath * voicing[n]! * (0.3 + 0.7 * flow) + 0.3 * aspiration[n]!;
    source[n] = voicing[n]! * pulse + gust * random.uniform();
  }
  return source;
}
