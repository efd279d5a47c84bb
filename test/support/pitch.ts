/**
 * Median pitch of the voiced frames of a signal, by normalised autocorrelation in frames of 40 ms.
 *
 * @returns Hz; NaN if no frame is voiced Source: Rabiner (1977), On the use of autocorrelation analysis for pitch
 * detection.
 */
export function medianPitchHz(samples: Float32Array | Float64Array, sampleRate: number): number {
  const frameLength = Math.round(0.04 * sampleRate);
  const pitches: number[] = [];
  for (let start = 0; start + 2 * frameLength <= samples.length; start += frameLength) {
    const pitch = framePitchHz(samples.subarray(start, start + 2 * frameLength), frameLength, sampleRate);
    if (pitch !== undefined) pitches.push(pitch);
  }
  pitches.sort((a, b) => a - b);
  return pitches[Math.floor(pitches.length / 2)] ?? NaN;
}

/** The pitch of a frame; undefined for silence and noise. A voiced frame resembles itself one period later. */
function framePitchHz(frame: Float32Array | Float64Array, length: number, sampleRate: number): number | undefined {
  const correlations: number[] = [];
  const firstLag = Math.floor(sampleRate / 500);
  const lastLag = Math.min(length, Math.ceil(sampleRate / 60));
  for (let lag = firstLag; lag <= lastLag; lag++) {
    let cross = 0;
    let here = 0;
    let there = 0;
    for (let n = 0; n < length; n++) {
      cross += frame[n]! * frame[n + lag]!;
      here += frame[n]! ** 2;
      there += frame[n + lag]! ** 2;
    }
    correlations.push(cross / Math.sqrt(here * there + 1e-12));
  }
  const best = Math.max(...correlations);
  if (best < 0.6) return undefined;
  // It also resembles itself two periods later: take the first peak that is nearly as high as the highest.
  let index = correlations.findIndex((correlation) => correlation > 0.9 * best);
  while ((correlations[index + 1] ?? -1) > correlations[index]!) index++;
  return sampleRate / (firstLag + index);
}
