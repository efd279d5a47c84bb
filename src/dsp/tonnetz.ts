import { type Matrix, zeros } from "../shared/matrix.js";
import { smallestNormal } from "./smallestNormal.js";

/**
 * The three circles of the tonal network: the angle of a semitone, in units of pi, and the radius. A fifth (7
 * semitones), a minor third and a major third are neighbours on them.
 */
const circles = [
  { piPerSemitone: 7 / 6, radius: 1 },
  { piPerSemitone: 3 / 2, radius: 1 },
  { piPerSemitone: 2 / 3, radius: 0.5 },
] as const;

/**
 * Tonal centroid: each frame's pitch classes as a point on the circles of fifths, minor thirds and major thirds.
 *
 * @param chroma shape [nFrames, 12], values >= 0
 * @returns shape [nFrames, 6]: fifths x, y, minor thirds x, y, major thirds x, y; a silent frame is all 0
 * Source: Harte, Sandler & Gasser 2006, Detecting Harmonic Change in Musical Audio. Convention: librosa.feature.tonnetz.
 * @example tonnetz(chromaStft(S, 16_000)).cols // 6
 */
export function tonnetz(chroma: Matrix): Matrix {
  const basis = tonnetzBasis(chroma.cols);
  const result = zeros(chroma.rows, basis.rows);
  for (let t = 0; t < chroma.rows; t++) {
    const frame = chroma.data.subarray(t * chroma.cols, (t + 1) * chroma.cols);
    const sum = frame.reduce((total, energy) => total + Math.abs(energy), 0);
    const length = sum < smallestNormal ? 1 : sum;
    for (let d = 0; d < basis.rows; d++) {
      let projection = 0;
      for (let c = 0; c < frame.length; c++) projection += basis.data[d * chroma.cols + c]! * frame[c]!;
      result.data[t * basis.rows + d] = projection / length;
    }
  }
  return result;
}

/** The sine and cosine of each pitch class on each circle, shape [6, nChroma]. */
export function tonnetzBasis(nChroma: number): Matrix {
  const basis = zeros(2 * circles.length, nChroma);
  for (const [i, { piPerSemitone, radius }] of circles.entries()) {
    for (let c = 0; c < nChroma; c++) {
      const turn = Math.PI * piPerSemitone * ((c * 12) / nChroma);
      basis.data[2 * i * nChroma + c] = radius * Math.sin(turn);
      basis.data[(2 * i + 1) * nChroma + c] = radius * Math.cos(turn);
    }
  }
  return basis;
}
