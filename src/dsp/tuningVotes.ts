import { nTuningBins, tuningBin } from "./tuningBin.js";

/** Range of the table in Hz. Pitches outside it are computed by their logarithm each time. */
const lowest = 64;
const highest = 8192;
/**
 * A cell holds the float32 numbers with the same upper 20 bits. Its width is 1/2048 of the lowest frequency of its
 * octave: narrower than a bin.
 */
const cellBits = 12;
const cellSize = 1 << cellBits;

/** A float and its bits. */
const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

const firstCell = cellOf(lowest);
/**
 * For each cell used so far: the bin it begins in, times 2^16, plus the offset in the cell where the next bin begins,
 * or the cell's size.
 */
const edges = new Int32Array(cellOf(highest) - firstCell);

/**
 * Counts the votes for each bin of tuningBin by the pitches whose magnitude reaches a threshold.
 *
 * A recording has thousands of peaks, and computing their logarithms took a tenth of its analysis. Bins are intervals
 * of frequency, at most two to a cell, so a table of edges gives the same bin in a few nanoseconds.
 *
 * @param frequenciesHz shape [nPeaks], each > 0
 * @param magnitudes    shape [nPeaks]
 * @returns counts, shape [nTuningBins]
 */
export function tuningVotes(frequenciesHz: Float32Array, magnitudes: Float32Array, threshold: number): Int32Array {
  const counts = new Int32Array(nTuningBins + 1);
  const patterns = new Int32Array(frequenciesHz.buffer, frequenciesHz.byteOffset, frequenciesHz.length);
  for (let i = 0; i < patterns.length; i++) {
    const pattern = patterns[i]!;
    // No branches on values that differ from peak to peak: half of them would be mispredicted.
    const votes = Number(magnitudes[i]! >= threshold);
    const cell = (pattern >>> cellBits) - firstCell;
    const entry = edges[cell] || (edges[cell] = edgeOf(cell));
    const isBeyond = ((entry & 0xffff) - (pattern & (cellSize - 1)) - 1) >>> 31;
    counts[(entry >>> 16) + isBeyond]! += votes;
  }
  counts[0]! += counts[nTuningBins]!;
  return counts.subarray(0, nTuningBins);
}

function edgeOf(cell: number): number {
  const start = (firstCell + cell) << cellBits;
  const bin = binOfBits(start);
  let edge = cellSize;
  if (binOfBits(start + cellSize) !== bin) {
    for (let before = 0; edge - before > 1;) {
      const middle = (before + edge) >> 1;
      if (binOfBits(start + middle) === bin) before = middle;
      else edge = middle;
    }
  }
  return (bin << 16) | edge;
}

function cellOf(frequencyHz: number): number {
  float[0] = frequencyHz;
  return bits[0]! >>> cellBits;
}

function binOfBits(pattern: number): number {
  bits[0] = pattern;
  return tuningBin(float[0]!);
}
