/** A stand-in until dsp/resample.ts is here: windowed sinc, 48 zero crossings a side. */
export function resample(samples: Float32Array, from: number, to: number): Float32Array {
  const cutoff = 0.95 * Math.min(1, to / from);
  const half = Math.ceil(48 / cutoff);
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  const phases = to / divisor(to, from);
  const taps = Array.from({ length: phases }, (_, phase) => {
    const offset = ((phase * from) / to) % 1;
    return Float64Array.from({ length: 2 * half }, (_, k) => {
      const t = k - half + 1 - offset;
      const window = Math.cos((Math.PI * t) / (2 * half + 2)) ** 2;
      return (t === 0 ? 1 : Math.sin(Math.PI * cutoff * t) / (Math.PI * cutoff * t)) * cutoff * window;
    });
  });
  return Float32Array.from({ length: Math.ceil((samples.length * to) / from) }, (_, n) => {
    const first = Math.floor((n * from) / to) - half + 1;
    return taps[n % phases]!.reduce((sum, tap, k) => sum + tap * (samples[first + k] ?? 0), 0);
  });
}
