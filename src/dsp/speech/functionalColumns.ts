/*
 * Names and order of the functionals: by group, then statistic, then descriptor. functionals.ts fills the groups in
 * this order. A change of names, order or meaning requires a new version of the block "functionals".
 *
 * The absolute level (means and percentiles of RMS, loudness and cepstral coefficient 0) is left out: it depends on the
 * microphone. Jitter and shimmer are left out because models do as well without them (docs/accuracy.md).
 */

/** One functional of one descriptor. */
export interface FunctionalColumn {
  /** the descriptor, computed frame by frame, e.g. "f0Semitones" */
  readonly descriptor: string;
  /** statistic over the frames, e.g. "median" */
  readonly functional: string;
  readonly unit: string;
  /** columns of a group are computed together, and left out together in an ablation */
  readonly group: FunctionalGroup;
}

/** A descriptor with one value per frame. */
export interface SpeechDescriptor {
  readonly name: string;
  readonly unit: string;
}

/** Spectral descriptors of every 25 ms frame, in the order of spectralDescriptors. */
export const spectralNames = [
  { name: "rms", unit: "dB" },
  { name: "loudness", unit: "log of the sum of mel^0.3" },
  { name: "centroid", unit: "log Hz" },
  { name: "spread", unit: "log Hz" },
  { name: "spectralSkewness", unit: "-10 to 30" },
  { name: "spectralKurtosis", unit: "log" },
  { name: "entropy", unit: "nat" },
  { name: "flatness", unit: "log" },
  { name: "flux", unit: "dB" },
  { name: "onset", unit: "dB" },
  { name: "rolloff25", unit: "log Hz" },
  { name: "rolloff50", unit: "log Hz" },
  { name: "rolloff75", unit: "log Hz" },
  { name: "rolloff90", unit: "log Hz" },
  { name: "alphaRatio", unit: "dB" },
  { name: "hammarberg", unit: "dB" },
  { name: "zeroCrossings", unit: "crossings per sample" },
  { name: "peakiness", unit: "dB" },
  { name: "slope0to500", unit: "dB/kHz" },
  { name: "slope500to1500", unit: "dB/kHz" },
  { name: "slope0to5000", unit: "dB/kHz" },
  { name: "slope1500to8000", unit: "dB/kHz" },
] as const satisfies readonly SpeechDescriptor[];

export const nCepstra = 20;
export const nLogMel = 40;

/** MFCC of the 40 bands; coefficient 0 is the level. */
export const cepstrumNames: readonly SpeechDescriptor[] = numbered(
  "cepstrum",
  nCepstra,
  0,
  "dB, orthonormal DCT-II / 10",
);

/** Mel bands from 50 to 8000 Hz, minus the frame's loudness. */
export const logMelNames: readonly SpeechDescriptor[] = numbered("logMel", nLogMel, 1, "dB below loudness");

/** Voice descriptors, in the order of voiceDescriptors. */
export const voiceNames = [
  { name: "f0Semitones", unit: "semitones above 55 Hz" },
  { name: "harmonicity", unit: "dB" },
  { name: "cepstralPeak", unit: "dB" },
  { name: "h1h2", unit: "dB" },
  { name: "h1h4", unit: "dB" },
  { name: "h1a1", unit: "dB" },
  { name: "h1a2", unit: "dB" },
  { name: "h1a3", unit: "dB" },
  { name: "a1a3", unit: "dB" },
  { name: "formant1", unit: "log Hz" },
  { name: "formant2", unit: "log Hz" },
  { name: "formant3", unit: "log Hz" },
  { name: "bandwidth1", unit: "log Hz" },
  { name: "bandwidth2", unit: "log Hz" },
  { name: "bandwidth3", unit: "log Hz" },
] as const satisfies readonly SpeechDescriptor[];

/** Statistics, in the order of statistics.ts. */
export const statisticNames = [
  "mean",
  "sd",
  "p05",
  "p25",
  "median",
  "p75",
  "p95",
  "iqr",
  "range",
  "skewness",
  "kurtosis",
  "slope",
] as const;
export type StatisticName = (typeof statisticNames)[number];

/** Statistics that shift with the level. */
const levelStatistics: readonly string[] = ["mean", "p05", "p25", "median", "p75", "p95", "voicedMean", "unvoicedMean"];

/** Descriptors that change with the level, by the same amount or in proportion. */
const levelDescriptors: readonly string[] = ["rms", "loudness", "cepstrum0"];

/** Whether the value reflects the microphone's distance or sensitivity. */
export function isLevel(descriptor: string, functional: string): boolean {
  return levelDescriptors.includes(descriptor) && levelStatistics.includes(functional);
}

/** Statistics of the difference from frame to frame. */
export const spectralDeltaNames = ["deltaSd", "deltaAbs", "deltaP95", "deltaP05"] as const;
export const cepstrumDeltaNames = ["deltaSd", "deltaAbs", "delta2Sd", "deltaSkewness"] as const;
export const logMelStatistics = ["mean", "sd", "p05", "p95"] as const satisfies readonly StatisticName[];

/** How the pitch moves, in the order of pitchMotion.ts. */
export const pitchMotionNames = [
  ["f0Change", "absMean"],
  ["f0Change", "sd"],
  ["f0Change", "p95"],
  ["f0Change", "p05"],
  ["f0Change", "riseMean"],
  ["f0Change", "fallMean"],
  ["f0Change", "riseShare"],
  ["f0RunSlope", "mean"],
  ["f0RunSlope", "sd"],
  ["f0RunSlope", "max"],
  ["f0RunSlope", "min"],
  ["f0RunRange", "mean"],
  ["f0RunRange", "max"],
  ["f0RunCurvature", "mean"],
  ["f0RunCurvature", "sd"],
  ["f0RunSlope", "last"],
  ["f0RunSlope", "first"],
  ["f0Contour", "maxPosition"],
  ["f0Contour", "minPosition"],
  ["f0Contour", "endAboveMean"],
  ["f0Contour", "maxAboveMean"],
] as const;

/** Contours described by their shape. */
export const shapedContours = ["f0Contour", "loudness", "centroid", "alphaRatio", "cepstrum1", "cepstrum2"] as const;
/** Those of them whose sixths are used too. */
export const sixthsOf: readonly string[] = ["f0Contour", "loudness"];
export const nShapeCoefficients = 8;
export const nSixths = 6;

/** Speech and pauses, in the order of timing.ts. */
export const timingNames = [
  ["activePart", "duration", "s"],
  ["activePart", "logDuration", "log s"],
  ["activePart", "activeShare", "share"],
  ["activePart", "voicedShare", "share"],
  ["voicedRun", "count", "runs"],
  ["voicedRun", "rate", "per s"],
  ["voicedRun", "meanDuration", "s"],
  ["voicedRun", "sdDuration", "s"],
  ["voicedRun", "maxDuration", "s"],
  ["pause", "count", "pauses"],
  ["pause", "totalDuration", "s"],
  ["pause", "maxDuration", "s"],
  ["pause", "meanDuration", "s"],
  ["pause", "longRate", "per s"],
  ["activePart", "shareOfRecording", "share"],
  ["loudnessPeak", "count", "peaks"],
  ["loudnessPeak", "rate", "per s"],
  ["loudnessPeak", "sdInterval", "s"],
  ["silenceBefore", "duration", "s"],
  ["silenceAfter", "duration", "s"],
] as const;

/** Levels above 8 kHz relative to the level below, for recordings at 44,100 Hz or more. */
export const highBandNames = ["band8to11kHz", "band11to14kHz", "band14to18kHz", "band18to22kHz"] as const;

/** Envelopes whose modulation is measured. */
export const envelopeNames = [
  ...Array.from({ length: 8 }, (_, i) => `logMel${5 * i + 1}to${5 * i + 5}`),
  "loudness",
  "f0Contour",
  "cepstrum1",
  "cepstrum2",
];

/** Bands of modulation, Hz. */
export const modulationBands = [
  [0.4, 1.5],
  [1.5, 3],
  [3, 5],
  [5, 8],
  [8, 13],
  [13, 25],
] as const;

export const functionalGroups = [
  "spectral",
  "spectralDelta",
  "cepstrum",
  "cepstrumDelta",
  "logMel",
  "logMelDelta",
  "voicedCepstrum",
  "voicedSpectral",
  "unvoicedSpectral",
  "unvoicedCepstrum",
  "voicedLogMel",
  "voice",
  "pitchMotion",
  "shape",
  "timing",
  "highBands",
  "modulation",
] as const;
export type FunctionalGroup = (typeof functionalGroups)[number];

/** Unvoiced frames say little above the first coefficients. */
export const nUnvoicedCepstra = 13;

type Declared = Omit<FunctionalColumn, "group">;

const declared: Readonly<Record<FunctionalGroup, readonly Declared[]>> = {
  spectral: each(statisticNames, spectralNames),
  spectralDelta: each(spectralDeltaNames, spectralNames),
  cepstrum: each(statisticNames, cepstrumNames),
  cepstrumDelta: each(cepstrumDeltaNames, cepstrumNames),
  logMel: each(logMelStatistics, logMelNames),
  logMelDelta: each(["deltaSd"], logMelNames),
  voicedCepstrum: each(["voicedMean", "voicedSd"], cepstrumNames),
  voicedSpectral: each(["voicedMean", "voicedSd"], spectralNames),
  unvoicedSpectral: each(["unvoicedMean"], spectralNames),
  unvoicedCepstrum: each(["unvoicedMean"], cepstrumNames.slice(0, nUnvoicedCepstra)),
  voicedLogMel: each(["voicedMean"], logMelNames),
  voice: each(statisticNames, voiceNames),
  pitchMotion: pitchMotionNames.map(([descriptor, functional]) => ({ descriptor, functional, unit: "semitones" })),
  shape: shapedContours.flatMap((descriptor) => [
    ...Array.from({ length: nShapeCoefficients }, (_, k) => shape(descriptor, `dct${k + 1}`)),
    ...(sixthsOf.includes(descriptor)
      ? Array.from({ length: nSixths }, (_, i) => shape(descriptor, `sixth${i + 1}`))
      : []),
  ]),
  timing: timingNames.map(([descriptor, functional, unit]) => ({ descriptor, functional, unit })),
  highBands: highBandNames.map((descriptor) => ({ descriptor, functional: "level", unit: "dB below 0 to 8 kHz" })),
  modulation: modulationBands.flatMap((_, band) =>
    envelopeNames.map((descriptor) => ({ descriptor, functional: `modulation${band + 1}`, unit: "log power" })),
  ),
};

/** All functionals in order, including those that depend on the level. */
export const allFunctionals: readonly FunctionalColumn[] = functionalGroups.flatMap((group) =>
  declared[group].map((column) => ({ ...column, group })),
);

/** The columns of the block "functionals", in order. */
export const functionalColumns: readonly FunctionalColumn[] = allFunctionals.filter(
  ({ descriptor, functional }) => !isLevel(descriptor, functional),
);

/** Each statistic of each descriptor: all descriptors of the first statistic, then all of the next. */
function each(functionals: readonly string[], descriptors: readonly SpeechDescriptor[]): Declared[] {
  return functionals.flatMap((functional) =>
    descriptors.map(({ name, unit }) => ({ descriptor: name, functional, unit })),
  );
}

function shape(descriptor: string, functional: string): Declared {
  return { descriptor, functional, unit: "that of the contour" };
}

function numbered(name: string, count: number, first: number, unit: string): SpeechDescriptor[] {
  return Array.from({ length: count }, (_, i) => ({ name: `${name}${first + i}`, unit }));
}
