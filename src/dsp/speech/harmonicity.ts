/** The ratio is limited to these: it means nothing for pure noise or a pure tone. */
const minShare = 0.01;
const maxShare = 0.999;

/**
 * Harmonics-to-noise ratio of a voiced frame.
 *
 * @param periodicity height of the autocorrelation's peak at the period: the harmonic share of the energy
 * @returns dB, -20 to 30
 * Source: Boersma 1993, equation 4.
 * @example harmonicity(0.99) // 20 dB
 */
export function harmonicity(periodicity: number): number {
  const share = Math.min(maxShare, Math.max(minShare, periodicity));
  return 10 * Math.log10(share / (1 - share));
}
