import { ParameterError } from "../shared/errors.js";
import { type Matrix, zeros } from "../shared/matrix.js";

/**
 * Mel-frequency cepstral coefficients: the cosine transform of each frame's log-mel spectrum.
 *
 * @param logMel mel spectrogram in dB, shape [nFrames, nMels]
 * @param nMfcc  coefficients kept, from the 0th on, 1 to nMels; default 13
 * @returns shape [nFrames, nMfcc]
 * @throws ParameterError if nMfcc is out of range
 * Source: Davis & Mermelstein 1980. Convention: orthonormal DCT-II, no liftering, as librosa.feature.mfcc.
 * @example mfcc(powerToDb(melSpectrogram(power(S), 16_000)), 20).cols // 20
 */
export function mfcc(logMel: Matrix, nMfcc = 13): Matrix {
  const nMels = logMel.cols;
  if (!Number.isInteger(nMfcc) || nMfcc < 1 || nMfcc > nMels)
    throw new ParameterError("nMfcc", `an integer from 1 to ${nMels}`, nMfcc);
  const basis = dctBasis(nMfcc, nMels);
  const coefficients = zeros(logMel.rows, nMfcc);
  for (let t = 0; t < logMel.rows; t++) {
    for (let c = 0; c < nMfcc; c++) {
      let sum = 0;
      for (let m = 0; m < nMels; m++) sum += basis.data[c * nMels + m]! * logMel.data[t * nMels + m]!;
      coefficients.data[t * nMfcc + c] = sum;
    }
  }
  return coefficients;
}

/** The first nRows rows of the orthonormal DCT-II of length nCols, shape [nRows, nCols]. */
export function dctBasis(nRows: number, nCols: number): Matrix {
  const basis = zeros(nRows, nCols);
  for (let r = 0; r < nRows; r++) {
    const scale = Math.sqrt((r === 0 ? 1 : 2) / nCols);
    for (let c = 0; c < nCols; c++)
      basis.data[r * nCols + c] = scale * Math.cos((Math.PI * r * (2 * c + 1)) / (2 * nCols));
  }
  return basis;
}
