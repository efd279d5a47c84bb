import { hzToMel, melToHz } from "../dsp/melFilterBank.js";
import { type FunctionalGroup, functionalColumns, modulationBands } from "../dsp/speech/functionalColumns.js";
import { descriptorLabels, meanColumns, meydaColumns, type FeatureColumn } from "./descriptors.js";

/*
 * Names of columns for people: "mel 97 · 3.7 kHz" instead of mel_097_mean, "F0 median" instead of f0Semitones_median.
 * Everything is derived from the tables of descriptors; a descriptor without a label here keeps its name.
 */

/** A column in words. */
export interface ColumnWords {
  /** for instance "mel 97 · 3.7 kHz" */
  readonly label: string;
  readonly unit: string;
  /** family of the measurement, for instance "mel bands" */
  readonly family: string;
}

const families: Readonly<Record<string, string>> = {
  chroma: "chroma",
  mfcc: "MFCC",
  zero_crossing_rate: "zero-crossing rate",
  mel: "mel bands",
  spectral_centroid: "spectral centroid",
  tonnetz: "tonnetz",
};

const groupFamilies: Readonly<Record<FunctionalGroup, string>> = {
  spectral: "spectrum",
  spectralDelta: "spectrum",
  voicedSpectral: "spectrum",
  unvoicedSpectral: "spectrum",
  cepstrum: "cepstrum",
  cepstrumDelta: "cepstrum",
  voicedCepstrum: "cepstrum",
  unvoicedCepstrum: "cepstrum",
  logMel: "mel bands",
  logMelDelta: "mel bands",
  voicedLogMel: "mel bands",
  voice: "pitch and voice",
  pitchMotion: "pitch movement",
  shape: "contour shape",
  timing: "timing",
  highBands: "bands above 8 kHz",
  modulation: "modulation",
};

const pitchClasses = ["C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B"];

/** Descriptors of the functionals whose names are not words. */
const descriptorWords: Readonly<Record<string, string>> = {
  rms: "level (RMS)",
  centroid: "spectral centroid",
  spread: "spectral spread",
  spectralSkewness: "spectral skewness",
  spectralKurtosis: "spectral kurtosis",
  entropy: "spectral entropy",
  flatness: "spectral flatness",
  flux: "spectral flux",
  onset: "onset strength",
  alphaRatio: "alpha ratio",
  hammarberg: "Hammarberg index",
  zeroCrossings: "zero-crossing rate",
  slope0to500: "spectral slope 0–500 Hz",
  slope500to1500: "spectral slope 500–1500 Hz",
  slope0to5000: "spectral slope 0–5 kHz",
  slope1500to8000: "spectral slope 1.5–8 kHz",
  f0Semitones: "F0",
  cepstralPeak: "cepstral peak prominence",
  h1h2: "H1–H2",
  h1h4: "H1–H4",
  h1a1: "H1–A1",
  h1a2: "H1–A2",
  h1a3: "H1–A3",
  a1a3: "A1–A3",
  f0Change: "F0 change",
  f0RunSlope: "F0 slope of a voiced run",
  f0RunRange: "F0 range of a voiced run",
  f0RunCurvature: "F0 curvature of a voiced run",
  f0Contour: "F0 contour",
  activePart: "speaking part",
  voicedRun: "voiced run",
  loudnessPeak: "loudness peak",
  silenceBefore: "silence before",
  silenceAfter: "silence after",
  band8to11kHz: "8–11 kHz",
  band11to14kHz: "11–14 kHz",
  band14to18kHz: "14–18 kHz",
  band18to22kHz: "18–22 kHz",
};

const functionalWords: Readonly<Record<string, string>> = {
  sd: "SD",
  p05: "5th percentile",
  p25: "25th percentile",
  p75: "75th percentile",
  p95: "95th percentile",
  iqr: "interquartile range",
  deltaSd: "SD of change",
  deltaAbs: "mean absolute change",
  deltaP95: "95th percentile of change",
  deltaP05: "5th percentile of change",
  delta2Sd: "SD of acceleration",
  deltaSkewness: "skewness of change",
  voicedMean: "mean while voiced",
  voicedSd: "SD while voiced",
  unvoicedMean: "mean while unvoiced",
};

const studyColumns: ReadonlyMap<string, FeatureColumn> = new Map(
  [...meydaColumns, ...meanColumns].map((column) => [column.name, column]),
);
const functionals = new Map(functionalColumns.map((column) => [`${column.descriptor}_${column.functional}`, column]));

/** As descriptors.ts names the columns of an embedding model. */
const embeddingColumn = /^embedding_(\d+)_(mean|sd)$/;

/**
 * A column's label and family.
 *
 * @param name       as stored, for instance "mel_097_mean"
 * @param sampleRate Hz analysed at; a mel band's frequency depends on it, and is left out if it is "native"
 * @example columnWords("mel_097_mean", 16_000).label // "mel 97 · 3.7 kHz"
 */
export function columnWords(name: string, sampleRate: number | "native"): ColumnWords {
  const study = studyColumns.get(name);
  if (study !== undefined) return { label: studyLabel(study, sampleRate), unit: study.unit, family: familyOf(name) };
  const embedding = embeddingColumn.exec(name);
  if (embedding !== null) {
    const [, dimension = "", functional = ""] = embedding;
    const label = `embedding ${Number(dimension)} ${functionalWords[functional] ?? functional}`;
    return { label, unit: "", family: familyOf(name) };
  }
  const functional = functionals.get(name);
  if (functional === undefined) return { label: name, unit: "", family: familyOf(name) };
  const words = `${wordsOfDescriptor(functional.descriptor)} ${wordsOfFunctional(functional.functional)}`;
  return { label: words, unit: functional.unit, family: familyOf(name) };
}

/** The family of a column; "other" for a column that no table declares. */
export function familyOf(name: string): string {
  if (embeddingColumn.test(name)) return "embedding";
  const study = studyColumns.get(name);
  if (study !== undefined) return families[study.descriptor] ?? study.descriptor;
  const functional = functionals.get(name);
  return functional === undefined ? "other" : groupFamilies[functional.group];
}

function studyLabel({ descriptor, dimension }: FeatureColumn, sampleRate: number | "native"): string {
  switch (descriptor) {
    case "mel":
      return `mel ${dimension}${sampleRate === "native" ? "" : ` · ${hertz(melCentre(dimension, sampleRate))}`}`;
    case "chroma":
      return `chroma ${pitchClasses[dimension - 1] ?? dimension}`;
    case "mfcc":
      return dimension === 1 ? "MFCC 1 (level)" : `MFCC ${dimension}`;
    case "tonnetz":
      return `tonnetz ${dimension}`;
    default: {
      const label = Object.values(descriptorLabels).find(({ column }) => column === descriptor);
      return (label?.title ?? descriptor).toLowerCase();
    }
  }
}

const nMels = meanColumns.filter(({ descriptor }) => descriptor === "mel").length;

/** Frequency in Hz of the peak of a band's triangle (bands count from 1). */
function melCentre(band: number, sampleRate: number): number {
  return melToHz((band * hzToMel(sampleRate / 2)) / (nMels + 1));
}

function hertz(frequencyHz: number): string {
  return frequencyHz < 1_000 ? `${Math.round(frequencyHz)} Hz` : `${(frequencyHz / 1_000).toFixed(1)} kHz`;
}

function wordsOfDescriptor(descriptor: string): string {
  const known = descriptorWords[descriptor];
  if (known !== undefined) return known;
  const band = /^logMel(\d+)(?:to(\d+))?$/.exec(descriptor);
  if (band !== null) return `log mel ${band[1]!}${band[2] === undefined ? "" : `–${band[2]}`}`;
  // "cepstrum3", "formant2", "rolloff90": a name and a number
  return descriptor.replace(/(\D)(\d+)$/, "$1 $2");
}

function wordsOfFunctional(functional: string): string {
  const known = functionalWords[functional];
  if (known !== undefined) return known;
  const modulation = /^modulation(\d)$/.exec(functional);
  const band = modulation === null ? undefined : modulationBands[Number(modulation[1]) - 1];
  if (band !== undefined) return `modulation ${band[0]}–${band[1]} Hz`;
  // "meanDuration", "dct3": words run together
  return functional
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replace(/([a-z])(\d+)$/, "$1 $2")
    .toLowerCase();
}
