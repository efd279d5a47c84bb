/** Tolerance for writers that miscount by a few bytes. */
const fewBytes = 8;

/**
 * Whether a file lacks so much of its declared length that it was truncated: more than 1 % or a second, and more than a
 * frame or a few bytes.
 *
 * @param missing in any unit, as `promised`, `perSec` and `frame`
 * @param perSec  units in a second
 * @param frame   units that are written at once
 */
export function isMoreThanALittle(missing: number, promised: number, perSec: number, frame: number): boolean {
  if (missing <= Math.max(fewBytes, frame)) return false;
  return missing > promised / 100 || missing > perSec;
}
