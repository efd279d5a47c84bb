/**
 * Sine and cosine as single-precision libraries compute them: by short polynomials, with errors of up to 0.56 units in
 * the last place. Rounding Math.sin gives a different result for one value in forty, and so would every transform built
 * on it.
 *
 * @param angle radians, a float32 of a few turns at most
 * @returns float32 values
 * Source: the minimax polynomials of Arm's Optimized Routines (sinf, cosf), which glibc and musl use too.
 */
export function sineAndCosine(angle: number): { readonly sine: number; readonly cosine: number } {
  const quarterTurns = Math.round(angle / (Math.PI / 2));
  const rest = angle - quarterTurns * (Math.PI / 2);
  const sine = Math.fround(sineNearZero(rest));
  const cosine = Math.fround(cosineNearZero(rest));
  switch (quarterTurns & 3) {
    case 0:
      return { sine, cosine };
    case 1:
      return { sine: cosine, cosine: -sine };
    case 2:
      return { sine: -sine, cosine: -cosine };
    default:
      return { sine: -cosine, cosine: sine };
  }
}

/** Sine for |x| up to an eighth of a turn. */
function sineNearZero(x: number): number {
  const y = x * x;
  return x + x * y * (-0.16666654943701084 + y * (0.008332178146138854 + y * -0.00019517298981385725));
}

function cosineNearZero(x: number): number {
  const y = x * x;
  return (
    1 +
    y * (-0.49999999725108224 + y * (0.041666623324344516 + y * (-0.001388676379437604 + y * 0.000024390450703564542)))
  );
}
