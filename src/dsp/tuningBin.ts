/** The histogram of deviations has bins of one hundredth of a chroma bin. */
export const nTuningBins = 100;

/** The histogram bin of a pitch, 0 to 99: bin b holds deviations from tuningOfBin(b) up to the next edge. */
export function tuningBin(frequencyHz: number, nChroma = 12): number {
  const octaves = Math.fround(Math.log2(Math.fround(frequencyHz / 27.5)));
  const notes = Math.fround(nChroma * octaves);
  const residual = Math.fround(notes - Math.floor(notes));
  const deviation = residual >= 0.5 ? residual - 1 : residual;
  // Rounding moves no deviation across an edge: true of every float32 residual.
  return Math.floor((deviation + 0.5) * nTuningBins);
}

/** Lower edge of a histogram bin: -0.5, -0.49, ... 0.49 */
export function tuningOfBin(bin: number): number {
  return -0.5 + bin * (1 / nTuningBins);
}
