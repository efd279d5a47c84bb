/*
 * Every buffer of the kernels, allocated once when the module starts; nothing is allocated afterwards.
 * The addresses are exported, so that TypeScript can create typed arrays on the same memory.
 */

export const nFft: i32 = 2048;
export const hopLength: i32 = 512;
export const nBins: i32 = 1025;
export const nMels: i32 = 128;
export const nChroma: i32 = 12;

/** Frames analysed in one block: 33 s at 16 kHz. Longer recordings take several blocks. */
export const maxFrames: i32 = 1024;
/** Samples at the source's rate, or between two resampling stages, processed in one block. */
export const inputCapacity: i32 = 1 << 18;
/** Weights of a polyphase filter: soxr's limit of 400 kB. */
export const phaseWeightCapacity: i32 = 401000 / 4;
/** Margin around the samples of the frames, and between two stages, for values computed beyond them. */
export const margin: i32 = 4096;
/** A spectrum takes a whole number of vectors; the values beyond its bins stay 0. */
export const rowLength: i32 = 1028;
/** At most every second bin is a peak. */
export const peakCapacity: i32 = (maxFrames * nBins) / 2 + 1;
/** Weights of all mel bands, each padded to whole vectors. */
export const melWeightCapacity: i32 = 2 * nBins + 8 * nMels;

function floats(count: i32): usize {
  // One spare vector, because loads may reach beyond the last value.
  return heap.alloc((<usize>count + 4) * 4);
}

function doubles(count: i32): usize {
  return heap.alloc((<usize>count + 2) * 8);
}

/** i16, samples as stored in the file, one or two channels interleaved */
export const pcm: usize = heap.alloc(inputCapacity * 4 + 16);
/** f32, samples at the source's rate */
export const input: usize = floats(inputCapacity);
/**
 * f32 [inputCapacity], samples between two resampling stages: a stage reads one of the three buffers and writes another
 */
export const relayA: usize = floats(inputCapacity);
export const relayB: usize = floats(inputCapacity);
/** f32 [9], half-band filter of the halving stages */
export const halfBandWeights: usize = floats(9);
/** f32 [up, stride], phases of a resampling filter, each padded to whole vectors */
export const phaseWeights: usize = floats(phaseWeightCapacity);
/** f32, samples at the analysed rate after a margin: frame i begins at samples + 4 * (margin + i * hopLength) */
export const samples: usize = floats(maxFrames * hopLength + nFft + 2 * margin);
/** f32 [maxFrames, rowLength], |STFT| */
export const magnitudes: usize = floats(maxFrames * rowLength);
/** f32 [maxFrames, nMels], mel spectrogram in dB before the floor */
export const logMel: usize = floats(maxFrames * nMels);
/** f32, Hz and magnitude of the spectral peaks found so far */
export const peakFrequencies: usize = floats(peakCapacity);
export const peakMagnitudes: usize = floats(peakCapacity);
/** i32 [nMels], first bin and vectors of each band; f32, their weights one after another */
export const melFirstBins: usize = floats(nMels);
export const melVectors: usize = floats(nMels);
export const melWeights: usize = floats(melWeightCapacity);
/** f32 [nChroma, rowLength] */
export const chromaFilters: usize = floats(nChroma * rowLength);

/** f64, sums over frames */
export const melSums: usize = doubles(nMels);
export const logMelSums: usize = doubles(nMels);
export const chromaSums: usize = doubles(nChroma);
/** f64, sums over frames of the chroma divided by its own sum */
export const chromaShareSums: usize = doubles(nChroma);
