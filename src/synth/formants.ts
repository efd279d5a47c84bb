/** A resonator's centre and bandwidth, Hz. */
export interface Resonance {
  readonly frequencyHz: number;
  readonly bandwidthHz: number;
}

/**
 * A resonance of the vocal tract: a two-pole filter with gain 1 at 0 Hz, so that a cascade of them keeps the natural
 * balance between formants.
 *
 *     y[n] = a x[n] + b y[n-1] + c y[n-2]
 *
 * Source: Klatt (1980), Software for a cascade/parallel formant synthesizer, eqs. 1 and 2.
 */
export class Resonator {
  private a = 1;
  private b = 0;
  private c = 0;
  private previous = 0;
  private beforePrevious = 0;
  private readonly sampleRate: number;

  constructor(sampleRate: number) {
    this.sampleRate = sampleRate;
  }

  /** Changes the resonance and keeps the filter's state. */
  tune({ frequencyHz, bandwidthHz }: Resonance): void {
    const radius = Math.exp((-Math.PI * bandwidthHz) / this.sampleRate);
    this.c = -radius * radius;
    this.b = 2 * radius * Math.cos((2 * Math.PI * frequencyHz) / this.sampleRate);
    this.a = 1 - this.b - this.c;
  }

  /** Filters samples first (inclusive) to last (exclusive) in place. */
  run(samples: Float64Array, first: number, last: number): void {
    const { a, b, c } = this;
    let y1 = this.previous;
    let y2 = this.beforePrevious;
    for (let n = first; n < last; n++) {
      const y = a * samples[n]! + b * y1 + c * y2;
      y2 = y1;
      y1 = y;
      samples[n] = y;
    }
    this.previous = y1;
    this.beforePrevious = y2;
  }
}

/** Bandwidths of F1, F2 and F3 in Hz: Klatt (1980), table II, rounded. */
const movingBandwidthsHz = [70, 100, 150];

/**
 * Formants that hardly move, those of an average man. Beyond F5 they are one every kilohertz, as in a uniform tube of
 * 17 cm: without them, the cascade would attenuate everything above 5 kHz.
 */
const fixedResonances: readonly Resonance[] = [
  { frequencyHz: 3400, bandwidthHz: 160 },
  { frequencyHz: 4500, bandwidthHz: 220 },
  { frequencyHz: 5500, bandwidthHz: 350 },
  { frequencyHz: 6500, bandwidthHz: 450 },
  { frequencyHz: 7500, bandwidthHz: 500 },
];

/**
 * Sends a source through the vocal tract, in place.
 *
 * @param samples      the source, [nSamples]
 * @param formants     F1, F2, F3 in Hz per control frame, each [nFrames]
 * @param formantScale how much shorter the tract is than an average man's; the given formants are already scaled
 * @param frameLength  samples per control frame; the last frame's targets hold to the end
 */
export function vocalTract(
  samples: Float64Array,
  formants: readonly Float64Array[],
  formantScale: number,
  frameLength: number,
  sampleRate: number,
): void {
  for (const { frequencyHz, bandwidthHz } of fixedResonances) {
    const resonator = new Resonator(sampleRate);
    resonator.tune({ frequencyHz: frequencyHz * formantScale, bandwidthHz });
    resonator.run(samples, 0, samples.length);
  }
  formants.forEach((track, index) => {
    const resonator = new Resonator(sampleRate);
    for (let frame = 0; frame < track.length; frame++) {
      const isLast = frame === track.length - 1;
      resonator.tune({ frequencyHz: track[frame]!, bandwidthHz: movingBandwidthsHz[index]! });
      resonator.run(samples, frame * frameLength, isLast ? samples.length : (frame + 1) * frameLength);
    }
  });
}
