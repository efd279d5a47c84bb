/*
 * The contours for random convolutions, in frames of 20 ms: none of them depends on the recording level.
 * levelFreeContours.ts computes them in this order.
 */
export const contourNames: readonly string[] = [
  ...numbered("cepstrum", 12, 1),
  "loudness",
  "centroid",
  "flux",
  "alphaRatio",
  "flatness",
  "f0Semitones",
  "isVoiced",
  "harmonicity",
  "cepstralPeak",
  "h1h2",
  "formant1",
  "formant2",
  // pairs of the 40 mel bands, minus the frame's level
  ...numbered("melPair", 20, 1),
];

function numbered(name: string, count: number, first: number): string[] {
  return Array.from({ length: count }, (_, i) => `${name}${first + i}`);
}
