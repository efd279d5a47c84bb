import { functionalColumns, type FunctionalColumn } from "../dsp/speech/functionalColumns.js";
import { descriptorSize, frameDescriptors, type FrameDescriptorName } from "../dsp/frameDescriptors.js";

/*
 * The one table of a row's columns. Names, order, sizes and labels are derived from it everywhere: in stored rows,
 * exports, models, the explorer and the picture of a recording. A descriptor's definition is declared beside the code
 * that computes it: dsp/frameDescriptors.ts (the study's, as librosa defines them) and dsp/speech/functionalColumns.ts
 * (the functionals).
 */

/** One column of a row. */
export interface FeatureColumn {
  /** unique in a row, for instance "mfcc_03_mean" or "f0Semitones_median" */
  readonly name: string;
  /** the descriptor the column belongs to, for instance "mfcc" */
  readonly descriptor: string;
  /** from 1, the dimension within the descriptor */
  readonly dimension: number;
  /** the statistic over the descriptor's frames, for instance "mean" */
  readonly functional: string;
  readonly unit: string;
}

/** A study descriptor's labels for people. */
export interface DescriptorLabel {
  /** in column names */
  readonly column: string;
  /** as a title */
  readonly title: string;
  /** of one value */
  readonly unit: string;
}

/** The study's descriptors by their names in dsp. */
export const descriptorLabels: Readonly<Record<FrameDescriptorName, DescriptorLabel>> = {
  // 1 is C, 2 is C sharp, ... 12 is B; each frame divided by its largest bin
  chroma: { column: "chroma", title: "Chroma", unit: "share of the frame's largest bin" },
  // 1 is the DCT's coefficient 0, the level
  mfcc: { column: "mfcc", title: "MFCC", unit: "dB, orthonormal DCT-II" },
  zeroCrossingRate: { column: "zero_crossing_rate", title: "Zero-crossing rate", unit: "crossings per sample" },
  mel: { column: "mel", title: "Mel spectrogram", unit: "power" },
  centroid: { column: "spectral_centroid", title: "Spectral centroid", unit: "Hz" },
  // 1, 2: fifths; 3, 4: minor thirds; 5, 6: major thirds (sine and cosine of each circle)
  tonnetz: { column: "tonnetz", title: "Tonnetz", unit: "coordinate in -1 to 1" },
};

/** 161 columns: the mean over frames of each dimension of the study's descriptors. */
export const meanColumns: readonly FeatureColumn[] = frameDescriptors.flatMap(({ name, size }) => {
  const { column, unit } = descriptorLabels[name];
  return means(column, size, unit);
});

/** The descriptors of the study's own models, which come first: all but tonnetz. */
export const nStudyColumns = meanColumns.filter(({ descriptor }) => descriptor !== "tonnetz").length;

/** 155 columns as the library meyda defines them. */
export const meydaColumns: readonly FeatureColumn[] = [
  ...means("chroma", descriptorSize("chroma"), "share of the frame's largest bin"),
  ...means("mfcc", descriptorSize("mfcc"), "DCT of log(1 + power) in mel bands, meyda's"),
  ...means("zero_crossing_rate", descriptorSize("zeroCrossingRate"), "crossings per frame of 2048 samples"),
  // 128 bands instead of meyda's default of 26, for the same shape as the study's features
  ...means("mel", descriptorSize("mel"), "log(1 + power), meyda's bands"),
  ...means("spectral_centroid", descriptorSize("centroid"), "FFT bin"),
];

/** The functionals' columns, declared in dsp/speech. */
export const speechColumns: readonly FeatureColumn[] = functionalColumns.map((column: FunctionalColumn) => ({
  name: `${column.descriptor}_${column.functional}`,
  dimension: 1,
  ...column,
}));

/** The functionals of a noisy copy. */
export const noisyColumns: readonly FeatureColumn[] = speechColumns.map(({ name, descriptor, ...rest }) => ({
  name: `noisy_${name}`,
  descriptor: `noisy_${descriptor}`,
  ...rest,
}));

/** The columns of an embedding model: the mean of each dimension of its frames, then the standard deviation of each. */
export function embeddingColumns(dimensions: number): readonly FeatureColumn[] {
  const digits = String(dimensions).length;
  return ["mean", "sd"].flatMap((functional) =>
    Array.from({ length: dimensions }, (_, index) => ({
      name: `embedding_${String(index + 1).padStart(digits, "0")}_${functional}`,
      descriptor: "embedding",
      dimension: index + 1,
      functional,
      unit: "",
    })),
  );
}

/** `count` columns of one descriptor, zero-padded so that they sort; a single column has no number. */
function means(descriptor: string, count: number, unit: string): FeatureColumn[] {
  const digits = String(count).length;
  return Array.from({ length: count }, (_, index) => {
    const number = count === 1 ? "" : `_${String(index + 1).padStart(digits, "0")}`;
    return { name: `${descriptor}${number}_mean`, descriptor, dimension: index + 1, functional: "mean", unit };
  });
}
