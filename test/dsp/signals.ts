/** amplitude * sin(2 pi frequency t), shape [length] */
export function sine(frequencyHz: number, sampleRate: number, length: number, amplitude = 0.5): Float32Array {
  return Float32Array.from({ length }, (_, n) => amplitude * Math.sin((2 * Math.PI * frequencyHz * n) / sampleRate));
}

/** A sine whose frequency rises evenly from one end to the other. */
export function chirp(fromHz: number, toHz: number, sampleRate: number, length: number): Float32Array {
  const rise = (toHz - fromHz) / length / 2;
  return Float32Array.from({ length }, (_, n) => 0.5 * Math.sin((2 * Math.PI * (fromHz + rise * n) * n) / sampleRate));
}

/** Uniform white noise between -amplitude and amplitude, the same every time. */
export function noise(length: number, amplitude = 0.5): Float32Array {
  let state = 12345;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return amplitude * (state / 2 ** 31 - 1);
  });
}

/** 1 at sample `at`, 0 elsewhere. */
export function impulse(length: number, at: number): Float32Array {
  const samples = new Float32Array(length);
  samples[at] = 1;
  return samples;
}

/** Root mean square of values[from .. to). */
export function rms(values: Float32Array, from = 0, to = values.length): number {
  let sum = 0;
  for (let n = from; n < to; n++) sum += values[n]! ** 2;
  return Math.sqrt(sum / (to - from));
}
