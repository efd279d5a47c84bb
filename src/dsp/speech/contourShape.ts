import { nShapeCoefficients, nSixths } from "./functionalColumns.js";
import { mean } from "./statistics.js";

/**
 * The first coefficients of a contour's cosine transform, without the mean: its rough shape, whatever its length.
 *
 * @returns coefficients 1 to 8 of the DCT-II, divided by half the length
 */
export function contourShape(contour: Float64Array): number[] {
  const n = contour.length;
  const average = mean(contour);
  return Array.from({ length: nShapeCoefficients }, (_, i) => {
    const step = (Math.PI / n) * (i + 1);
    let sum = 0;
    for (let t = 0; t < n; t++) sum += Math.cos(step * (t + 0.5)) * (contour[t]! - average);
    return (2 * sum) / n;
  });
}

/**
 * Mean of each sixth of a contour, minus that of the whole; the first sixths are one frame longer if the length is not
 * a multiple of six, and all are 0 for a contour of fewer frames.
 */
export function contourSixths(contour: Float64Array): number[] {
  const average = mean(contour);
  const [length, longer] = [Math.floor(contour.length / nSixths), contour.length % nSixths];
  return Array.from({ length: nSixths }, (_, i) => {
    const start = i * length + Math.min(i, longer);
    const part = contour.subarray(start, start + length + (i < longer ? 1 : 0));
    return part.length === 0 ? 0 : mean(part) - average;
  });
}
