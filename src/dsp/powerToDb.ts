import type { Matrix } from "../shared/matrix.js";

/** Smaller powers are raised to this: -100 dB, far below the noise of any recording. */
export const amin = 1e-10;
/** Values more than this many dB below the maximum of the whole matrix are raised to that floor. */
export const topDb = 80;

/**
 * Power to decibels relative to 1: 10 log10(max(power, 1e-10)), then limited to at least the maximum minus 80 dB.
 *
 * @param powers any shape, values >= 0
 * @returns dB, the same shape
 * Convention: librosa.power_to_db with ref=1.0, amin=1e-10, top_db=80.
 * @example [...powerToDb(matrix([[1, 10, 100]])).data] // [0,10,20]
 */
export function powerToDb(powers: Matrix): Matrix {
  const data = powers.data.map((value) => 10 * Math.log10(Math.max(amin, value)));
  const floor = data.reduce((loudest, value) => Math.max(loudest, value), -Infinity) - topDb;
  return { ...powers, data: data.map((value) => Math.max(floor, value)) };
}
