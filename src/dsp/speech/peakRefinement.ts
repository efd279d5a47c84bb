/** Samples used on either side to interpolate between two samples. */
const reach = 12;
/** Spacing of the three points, around the first parabola's vertex, through which the second one goes. */
const spacing = 0.25;

/** A peak whose neighbours average less than this share of it is too sharp for a parabola. */
const sharpness = 0.4;

/** A peak of a sampled curve. */
export interface RefinedPeak {
  readonly position: number;
  readonly height: number;
}

/**
 * Finds the peak between the samples of a band-limited curve: the vertex of a parabola. For a sharp peak, as in the
 * autocorrelation of a pulse train, that vertex is far too low; there, a second parabola goes through three values
 * around it, which are interpolated by windowed sincs.
 *
 * @param index index of the largest sample, at least 13 from either end Source: Boersma 1993, equation 22 (sinc
 * interpolation with a Hann window).
 */
export function refinedPeak(curve: Float64Array, index: number): RefinedPeak {
  const [before, here, after] = [curve[index - 1]!, curve[index]!, curve[index + 1]!];
  const peak = vertexOf(index, 1, before, here, after);
  if (before + after >= 2 * sharpness * here) return peak;
  const { position } = peak;
  const at = (step: number): number => sincInterpolated(curve, position + step);
  return vertexOf(position, spacing, at(-spacing), at(0), at(spacing));
}

function vertexOf(centre: number, step: number, before: number, here: number, after: number): RefinedPeak {
  const vertex = (0.5 * (before - after)) / (before - 2 * here + after + 1e-12);
  const shift = Math.min(0.5 / step, Math.max(-0.5 / step, vertex));
  return { position: centre + step * shift, height: here - 0.25 * (before - after) * shift };
}

/** Value of a curve between its samples. */
function sincInterpolated(curve: Float64Array, position: number): number {
  const nearest = Math.round(position);
  const offset = position - nearest;
  if (Math.abs(offset) < 1e-9) return curve[nearest]!;
  const sine = Math.sin(Math.PI * offset) / Math.PI;
  // The window's cosine at offset - i, by the addition theorem.
  const [c, d] = [0.5 * Math.cos(windowStep * offset), 0.5 * Math.sin(windowStep * offset)];
  let sum = 0;
  for (let i = -reach; i <= reach; i++) {
    const window = 0.5 + c * cosines[i + reach]! + d * sines[i + reach]!;
    sum += (curve[nearest + i]! * (i % 2 === 0 ? sine : -sine) * window) / (offset - i);
  }
  return sum;
}

const windowStep = Math.PI / (reach + 0.5);
const cosines = Float64Array.from({ length: 2 * reach + 1 }, (_, i) => Math.cos(windowStep * (i - reach)));
const sines = Float64Array.from({ length: 2 * reach + 1 }, (_, i) => Math.sin(windowStep * (i - reach)));
