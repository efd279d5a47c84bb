/** The sounds of the two RAVDESS statements, as targets for a formant synthesiser. */

/** A segment of sound with one articulatory target. Frequencies in Hz are those of an average man. */
export interface Segment {
  readonly durationSec: number;
  /** F1, F2, F3 in Hz. */
  readonly formants: readonly [number, number, number];
  /** Strength of the glottal pulses, 0 to 1. */
  readonly voicing: number;
  /** Strength of breath noise through the vocal tract, 0 to 1. */
  readonly aspiration: number;
  /** Strength of noise made at a constriction, 0 to 1, and where its spectrum peaks. */
  readonly frication: number;
  readonly fricationHz: number;
  /** How much the syllable is accented, 0 to 1. */
  readonly stress: number;
}

/**
 * Vowels and sonorants: F1, F2, F3 and duration.
 * Source: Peterson & Barney (1952), Control methods used in a study of the vowels, table II (men); approximants and
 * nasals after Klatt (1980), Software for a cascade/parallel formant synthesizer, table III.
 */
const sonorants = {
  IH: [390, 1990, 2550, 0.08],
  AA: [730, 1090, 2440, 0.09],
  AO: [570, 840, 2410, 0.13],
  AH: [520, 1190, 2390, 0.06], // closer than a stressed one: it stands in "the"
  AY1: [730, 1150, 2440, 0.09], // "by": from an open vowel ...
  AY2: [360, 2050, 2600, 0.07], // ... to a close one
  R: [420, 1250, 1600, 0.06],
  NG: [280, 2100, 2600, 0.07],
} as const;

type Locus = readonly [number, number, number];
/** Targets of the formants while the tongue or the lips are closed. */
const labial: Locus = [250, 900, 2200];
const alveolar: Locus = [250, 1700, 2600];
const velar: Locus = [250, 1950, 2350];
const dental: Locus = [270, 1350, 2550];

const silent = { voicing: 0, aspiration: 0, frication: 0, fricationHz: 4000, stress: 0 };

function vowel(name: keyof typeof sonorants, stress = 0): Segment[] {
  const [f1, f2, f3, durationSec] = sonorants[name];
  return [{ ...silent, durationSec, formants: [f1, f2, f3], voicing: name === "NG" ? 0.35 : 1, stress }];
}

/** A closure with a murmur, then a short burst. */
function voicedStop(formants: Locus, burstHz: number): Segment[] {
  return [
    { ...silent, durationSec: 0.04, formants, voicing: 0.12 },
    { ...silent, durationSec: 0.012, formants, voicing: 0.4, frication: 0.45, fricationHz: burstHz },
  ];
}

/** Silence, a burst, and breath until the vocal folds vibrate again. */
function voicelessStop(formants: Locus, burstHz: number): Segment[] {
  return [
    { ...silent, durationSec: 0.045, formants },
    { ...silent, durationSec: 0.015, formants, frication: 0.8, fricationHz: burstHz },
    { ...silent, durationSec: 0.03, formants, aspiration: 0.6 },
  ];
}

function fricative(
  formants: Locus,
  durationSec: number,
  fricationHz: number,
  frication: number,
  voicing = 0,
): Segment[] {
  return [{ ...silent, durationSec, formants, frication, fricationHz, voicing }];
}

const b = voicedStop(labial, 900);
const d = voicedStop(alveolar, 3800);
const g = voicedStop(velar, 2000);
const k = voicelessStop(velar, 1900);
const t = voicelessStop(alveolar, 4200);
const s = fricative(alveolar, 0.09, 6300, 0.7);
const z = fricative(alveolar, 0.06, 6000, 0.35, 0.3);
const dh = fricative(dental, 0.035, 5200, 0.12, 0.4);

// prettier-ignore
const byTheDoor = [
  ...b, ...vowel("AY1", 0.3), ...vowel("AY2"), ...dh, ...vowel("AH"), ...d, ...vowel("AO", 0.8), ...vowel("R"),
];

/** The segments of each statement: 1 "Kids are talking by the door", 2 "Dogs are sitting by the door". */
export const statements: Readonly<Record<1 | 2, readonly Segment[]>> = {
  1: [
    ...[...k, ...vowel("IH", 0.8), ...d, ...z, ...vowel("AA"), ...vowel("R")],
    ...[...t, ...vowel("AO", 1), ...k, ...vowel("IH"), ...vowel("NG"), ...byTheDoor],
  ],
  2: [
    ...[...d, ...vowel("AO", 0.8), ...g, ...z, ...vowel("AA"), ...vowel("R")],
    ...[...s, ...vowel("IH", 1), ...t, ...vowel("IH"), ...vowel("NG"), ...byTheDoor],
  ],
};
