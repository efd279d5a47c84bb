/** Added to energies before dividing by them. */
const minEnergy = 1e-12;

/**
 * Coefficients of the all-pole filter that best predicts a signal from its past (Levinson-Durbin recursion).
 *
 * @param autocorrelation shape [order + 1]
 * @returns 1, a1, ... of 1 + a1 z^-1 + ..., shape [order + 1]
 * Source: Markel & Gray, Linear Prediction of Speech, ch. 3; Makhoul 1975.
 */
export function linearPrediction(autocorrelation: Float64Array): Float64Array {
  const order = autocorrelation.length - 1;
  const a = new Float64Array(order + 1);
  const before = new Float64Array(order + 1);
  a[0] = 1;
  let energy = autocorrelation[0]! + minEnergy;
  for (let i = 1; i <= order; i++) {
    let correlation = autocorrelation[i]!;
    for (let j = 1; j < i; j++) correlation += a[j]! * autocorrelation[i - j]!;
    const reflection = -correlation / energy;
    before.set(a);
    for (let j = 1; j < i; j++) a[j] = before[j]! + reflection * before[i - j]!;
    a[i] = reflection;
    energy *= 1 - reflection * reflection;
  }
  return a;
}
