/** The position of one recording in another, and how similar they are there. */
export interface Alignment {
  /** delay of `samples`, in samples */
  readonly lag: number;
  /** correlation of the whole recordings at that lag, at most 1 */
  readonly correlation: number;
}

/** Number of samples compared at each lag: a fifth of a second of a voice is unique. */
const searched = 10_000;

/** Finds the lag within ±maxLag samples at which the middle parts of two recordings correlate best. */
export function align(samples: Float32Array, reference: Float32Array, maxLag = 1_500): Alignment {
  const from = Math.max(0, Math.floor((reference.length - searched) / 2));
  let [lag, highest] = [0, -1];
  for (let shift = -maxLag; shift <= maxLag; shift++) {
    const correlation = correlationAt(samples, reference, shift, from, from + searched);
    if (correlation > highest) [lag, highest] = [shift, correlation];
  }
  return { lag, correlation: correlationAt(samples, reference, lag, 0, reference.length) };
}

function correlationAt(samples: Float32Array, reference: Float32Array, lag: number, from: number, to: number): number {
  let [product, power, referencePower] = [0, 0, 0];
  const end = Math.min(to, reference.length, samples.length - lag);
  for (let i = Math.max(from, -lag); i < end; i++) {
    const [a, b] = [samples[i + lag]!, reference[i]!];
    product += a * b;
    power += a * a;
    referencePower += b * b;
  }
  return product / Math.sqrt(power * referencePower);
}
