import { pitchNFft } from "./pitch.js";
import { speechRate } from "./speechFrames.js";

const binHz = speechRate / pitchNFft;
/**
 * Each harmonic is searched at seven positions, 3 % of its frequency (at least one bin) apart, because the pitch is
 * never exact.
 */
const harmonicReach = 3;
const harmonicStep = 0.03;
/** A formant lifts the harmonics within 94 Hz. */
const formantReach = 12;

/** Frequencies of the frame's formants, Hz. */
export type Formants = readonly [first: number, second: number, third: number];

/**
 * Levels of the first harmonics relative to each other and to the harmonics that the formants lift: they show how the
 * vocal folds close.
 *
 * @param decibels spectrum of the frame, shape [1025]
 * @param f0       Hz
 * @param formants Hz
 * @returns dB: H1-H2, H1-H4, H1-A1, H1-A2, H1-A3, A1-A3
 * Source: Hanson 1997, Glottal characteristics of female speakers; uncorrected for the formants' own gain, as in GeMAPS.
 */
export function harmonicDifferences(decibels: Float64Array, f0: number, formants: Formants): number[] {
  const h1 = harmonic(decibels, f0);
  const h2 = harmonic(decibels, 2 * f0);
  const h4 = harmonic(decibels, 4 * f0);
  const a1 = around(decibels, formants[0]);
  const a2 = around(decibels, formants[1]);
  const a3 = around(decibels, formants[2]);
  return [h1 - h2, h1 - h4, h1 - a1, h1 - a2, h1 - a3, a1 - a3];
}

function harmonic(decibels: Float64Array, hz: number): number {
  const bin = hz / binHz;
  const step = Math.max(1, bin * harmonicStep);
  let max = -Infinity;
  for (let i = -harmonicReach; i <= harmonicReach; i++)
    max = Math.max(max, decibels[within(Math.round(bin + i * step))]!);
  return max;
}

function around(decibels: Float64Array, hz: number): number {
  const bin = Math.round(hz / binHz);
  let max = -Infinity;
  for (let i = bin - formantReach; i <= bin + formantReach; i++) max = Math.max(max, decibels[within(i)]!);
  return max;
}

function within(bin: number): number {
  return Math.min(pitchNFft / 2, Math.max(0, bin));
}
