/**
 * Round numbers between low and high, at most about `max`: steps of 1, 2 or 5 times a power of ten.
 *
 * @example roundTicks(-814, -295, 5) // [-800, -600, -400]
 */
export function roundTicks(low: number, high: number, max: number): number[] {
  const rough = (high - low) / max || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((factor) => factor * power >= rough * (1 - 1e-9))!;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  // A power of ten below 1 is not exact in binary: rounding to its digits gives 0.3 instead of 0.30000000000000004.
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}
