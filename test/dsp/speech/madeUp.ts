/** Signals for tests of speech, at 16 kHz. Those of `madeUp` are also made, sample for sample, by fixtures/speech/reference.py. */
export type MadeUp = "woman" | "man" | "noise";

const rate = 16_000;

export function madeUp(kind: MadeUp, seconds = 1.5): Float64Array {
  const n = Math.floor(rate * seconds);
  const hiss = whiteNoise(n);
  if (kind === "noise") return hiss.map((value, i) => (Math.abs(i / rate - 0.7) < 0.5 ? 0.1 * value : 0));
  let phase = 0;
  return hiss.map((value, i) => {
    const t = i / rate;
    const f0 =
      kind === "woman" ? 180 + 60 * Math.sin(2 * Math.PI * 1.3 * t) : 100 + 25 * Math.sin(2 * Math.PI * 0.9 * t);
    phase += f0;
    let sum = 0;
    for (let k = 1; k <= 20; k++)
      sum += (Math.cos((k * 2 * Math.PI * phase) / rate) / k ** 1.2) * Math.exp(-(((k * f0 - 700) / 900) ** 2));
    const speaks = (t > 0.2 && t < 0.6) || (t > 0.75 && t < 1.3);
    return (speaks ? 0.2 * sum * (1 + 0.3 * Math.sin(2 * Math.PI * 4 * t)) : 0) + 0.002 * value;
  });
}

/** Evenly distributed between -1 and 1. */
export function whiteNoise(n: number): Float64Array {
  let state = 12345;
  return Float64Array.from({ length: n }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** A band-limited pulse train: all harmonics below 7.5 kHz, in phase. */
export function pulseTrain(f0: number, seconds = 1): Float64Array {
  return Float64Array.from({ length: rate * seconds }, (_, i) => {
    let sum = 0;
    for (let hz = f0; hz < 7_500; hz += f0) sum += Math.cos((2 * Math.PI * hz * i) / rate);
    return (0.3 * sum * f0) / 7_500;
  });
}

/** A vowel: a pulse train through resonators. */
export function vowel(f0: number, resonances: readonly (readonly [hz: number, bandwidth: number])[]): Float64Array {
  let signal = pulseTrain(f0);
  // Glottis and lips together attenuate by 6 dB per octave.
  for (let i = 1; i < signal.length; i++) signal[i]! += 0.97 * signal[i - 1]!;
  for (const [hz, bandwidth] of resonances) {
    const radius = Math.exp((-Math.PI * bandwidth) / rate);
    const [a1, a2] = [2 * radius * Math.cos((2 * Math.PI * hz) / rate), -radius * radius];
    const out = new Float64Array(signal.length);
    for (let i = 0; i < out.length; i++)
      out[i] = (1 - a1 - a2) * signal[i]! + a1 * (out[i - 1] ?? 0) + a2 * (out[i - 2] ?? 0);
    signal = out;
  }
  const loudest = signal.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return signal.map((value) => (0.5 * value) / loudest);
}
