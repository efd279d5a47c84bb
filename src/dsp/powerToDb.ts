import type { Matrix } from "../shared/matrix.js";

/** Powers below this are taken as this: -100 dB, far below any recording's noise. */
export const amin = 1e-10;
/** Everything more than this many dB below the loudest value of the whole matrix is raised to that floor. */
export const topDb = 80;

/**
 * Power to decibels relative to 1: 10 log10(max(power, 1e-10)), then nothing below the maximum minus 80 dB.
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
