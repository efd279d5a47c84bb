/**
 * The specification of a low-pass filter. Frequencies are relative to any one Nyquist frequency; `nyquist` is the filter's
 * own in these units.
 */
export interface LowPassSpec {
  readonly passbandEnd: number;
  readonly stopbandStart: number;
  /** the Nyquist frequency at the combined rate of the filter's phases, divided by `phases` */
  readonly nyquist: number;
  /** dB, at least 60 */
  readonly attenuationDb: number;
  /** number of interleaved filters, one for each position between two samples; 1: a plain filter */
  readonly phases: number;
}

/** The parameters of a Kaiser-windowed sinc. */
interface Design {
  /** as a fraction of the interleaved filter's Nyquist frequency */
  readonly cutoff: number;
  readonly beta: number;
  /** number of coefficients that the attenuation requires */
  readonly estimatedTaps: number;
}

/**
 * Number of coefficients that meet a specification; with several phases, a multiple of their number minus one.
 *
 * @param multiple for one phase, the number is one more than a multiple of this
 */
export function lowPassLength(spec: LowPassSpec, multiple = 1): number {
  const { phases } = spec;
  const { estimatedTaps } = designOf(spec);
  if (phases > 1) return Math.floor(estimatedTaps / phases) * phases + phases - 1;
  return Math.floor((estimatedTaps + multiple - 2) / multiple) * multiple + 1;
}

/**
 * Designs a linear-phase low-pass filter as soxr does: a sinc under a Kaiser window that ends beyond the last coefficient.
 *
 * @returns shape [nTaps], symmetric, with sum `phases` Source: Oppenheim & Schafer, Discrete-Time Signal Processing,
 * "The Kaiser Window Filter Design Method".
 */
export function kaiserLowPass(spec: LowPassSpec, nTaps: number): Float64Array {
  const { cutoff, beta } = designOf(spec);
  const middle = (nTaps - 1) / 2;
  const halfWidth = middle + windowMargin(spec);
  const peak = spec.phases / besselI0(beta);
  const taps = new Float64Array(nTaps);
  for (let i = 0; i <= middle; i++) {
    const distance = i - middle;
    const x = Math.PI * distance;
    const window = besselI0(beta * Math.sqrt(1 - (distance / halfWidth) ** 2)) * peak;
    taps[i] = (x === 0 ? cutoff : Math.sin(cutoff * x) / x) * window;
    taps[nTaps - 1 - i] = taps[i]!;
  }
  return taps;
}

/**
 * How far the window extends beyond the last coefficient, in coefficients. Constants: libsoxr 0.1.3 (lsx_design_lpf).
 */
function windowMargin({ phases, attenuationDb }: LowPassSpec): number {
  if (phases === 1) return 0.5;
  return attenuationDb < 120 ? 0.63 : 0.75;
}

function designOf({ passbandEnd, stopbandStart, nyquist, attenuationDb, phases }: LowPassSpec): Design {
  const end = stopbandStart / nyquist / phases;
  // From the -6 dB frequency to the stopband.
  const transition = Math.min((0.5 * (stopbandStart / nyquist - passbandEnd / nyquist)) / phases, 0.5 * end);
  const cutoff = end - transition;
  const beta = kaiserBeta(attenuationDb, (transition * 0.5) / cutoff);
  // Number of taps times transition width, as a polynomial in beta. Constants: libsoxr 0.1.3 (lsx_kaiser_params).
  const product = ((0.0007528358 - 1.577737e-5 * beta) * beta + 0.6248022) * beta + 0.06186902;
  return { cutoff, beta, estimatedTaps: Math.ceil(product / transition + 1) };
}

/**
 * The window's parameter for an attenuation a: a cubic in dB for each relative transition width; the widths double from
 * `narrowest` on. Kaiser's own formula, 0.1102 (a - 8.7), holds only for narrow transitions. Constants: libsoxr 0.1.3
 * (lsx_kaiser_beta).
 */
const narrowest = 0.0005 * 2 ** 5;
const betaCubics: readonly (readonly [number, number, number, number])[] = [
  [9.519571e-9, 7.272678e-6, 0.1090068, -0.8890768],
  [-5.626821e-9, 1.342186e-5, 0.1083999, -0.8565452],
  [-9.965946e-8, 5.073548e-5, 0.1040967, -0.6822778],
  [1.604808e-7, -5.856462e-5, 0.1185998, -1.24824],
  [-1.511964e-7, 6.363034e-5, 0.1064627, -0.8076665],
];

function kaiserBeta(attenuationDb: number, relativeWidth: number): number {
  const octave = Math.log2(relativeWidth / narrowest);
  const below = Math.floor(octave);
  const [low, high] = [below, below + 1].map((index) => {
    const [a, b, c, d] = betaCubics[Math.min(Math.max(index, 0), betaCubics.length - 1)]!;
    return ((a * attenuationDb + b) * attenuationDb + c) * attenuationDb + d;
  }) as [number, number];
  return low + (high - low) * (octave - below);
}

/** Modified Bessel function of the first kind, order 0, by its power series. */
function besselI0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > 1e-18 * sum; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/**
 * Where such a filter's response has dropped by a given amount, from the end of its passband (0) to its stopband (1).
 * The response is approximated by a power of a sine; this relates a passband's nominal end to its flat part.
 *
 * @param dropDb negative, dB
 * Constants: libsoxr 0.1.3 (lsx_inv_f_resp).
 */
export function transitionAt(dropDb: number, attenuationDb: number): number {
  const a = attenuationDb;
  const phi = ((2.0517e-7 * a - 1.1303e-4) * a + 0.023154) * a + 0.55924;
  const power = Math.log(0.5) / Math.log(Math.sin(phi * 0.5));
  const gain = 10 ** (dropDb / 20);
  const share = Math.asin((gain > 0.5 ? 1 - gain : gain) ** (1 / power)) / phi;
  return gain > 0.5 ? share : 1 - share;
}
