/** Where one recording lies in another, and how alike they are there. */
export interface Alignment {
  /** samples that `samples` is late by */
  readonly lag: number;
  /** correlation at that lag, at most 1 */
  readonly correlation: number;
}

/** The lag within ±mostLag samples at which two recordings correlate best. */
export function align(samples: Float32Array, reference: Float32Array, mostLag = 3_000): Alignment {
  let best: Alignment = { lag: 0, correlation: correlationAt(samples, reference, 0) };
  for (let lag = -mostLag; lag <= mostLag; lag++) {
    const correlation = correlationAt(samples, reference, lag);
    if (correlation > best.correlation) best = { lag, correlation };
  }
  return best;
}

function correlationAt(samples: Float32Array, reference: Float32Array, lag: number): number {
  let [product, power, referencePower] = [0, 0, 0];
  const end = Math.min(reference.length, samples.length - lag);
  for (let i = Math.max(0, -lag); i < end; i++) {
    const [a, b] = [samples[i + lag]!, reference[i]!];
    product += a * b;
    power += a * a;
    referencePower += b * b;
  }
  return product / Math.sqrt(power * referencePower);
}
