import type { Emotion } from "../corpus/ravdess.js";

/** A speaking style relative to a neutral voice. All zero is neutral. */
export interface Style {
  /** Mean pitch, semitones. */
  readonly pitch: number;
  /** Pitch range: semitones between an accent and the baseline. */
  readonly range: number;
  /** Pitch movement in the last word, semitones: negative falls, positive rises. */
  readonly final: number;
  /** Loudness, dB. */
  readonly level: number;
  /** Speed, in octaves: 0.1 is 7 % faster. */
  readonly rate: number;
  /** Breath noise in the voice, 0.1 is a tenth of the pulses' peak. */
  readonly breath: number;
  /** Shift of the glottal pulse's spectral tilt, octaves. */
  readonly brightness: number;
  /** Slow trembling of pitch, semitones. */
  readonly tremor: number;
}

/**
 * The directions follow the literature; the magnitudes were tuned so that a forest recognises the emotions about as
 * well as in real recordings (docs/synthetic-corpus.md).
 * Source: Scherer (2003), Vocal communication of emotion: a review of research paradigms; Juslin & Laukka (2003),
 * Communication of emotions in vocal expression and music performance.
 */
export const emotionStyles: Readonly<Record<Emotion, Style>> = {
  neutral: { pitch: 0, range: 0, final: 0, level: 0, rate: 0, breath: 0, brightness: 0, tremor: 0 },
  calm: { pitch: -1, range: -0.5, final: -1, level: -3, rate: -0.15, breath: 0.05, brightness: -1, tremor: 0 },
  happy: { pitch: 4, range: 3, final: 0, level: 7, rate: 0.05, breath: 0, brightness: 0.8, tremor: 0 },
  sad: { pitch: 2, range: -0.2, final: -2, level: -2, rate: -0.2, breath: 0.1, brightness: -0.9, tremor: 0.5 },
  angry: { pitch: 4.5, range: 2, final: -2, level: 12, rate: 0.05, breath: 0, brightness: 1.7, tremor: 0.1 },
  fearful: { pitch: 6, range: 1, final: 0, level: 6, rate: 0.15, breath: 0.06, brightness: 0.6, tremor: 0.7 },
  disgust: { pitch: 0.5, range: 1, final: -2, level: 2, rate: -0.2, breath: 0.03, brightness: 0.3, tremor: 0.1 },
  surprised: { pitch: 7, range: 4, final: 5, level: 5, rate: 0.2, breath: 0.04, brightness: 0.5, tremor: 0 },
};

/** A weighted sum of styles: style + amount x other. */
export function blend(style: Style, other: Style, amount: number): Style {
  return {
    pitch: style.pitch + amount * other.pitch,
    range: style.range + amount * other.range,
    final: style.final + amount * other.final,
    level: style.level + amount * other.level,
    rate: style.rate + amount * other.rate,
    breath: style.breath + amount * other.breath,
    brightness: style.brightness + amount * other.brightness,
    tremor: style.tremor + amount * other.tremor,
  };
}
