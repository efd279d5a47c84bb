/** Laguerre's method converges in a few steps; if it takes more, rounding prevents it from coming closer. */
const maxSteps = 60;
const precision = 1e-14;

/** Roots of a real polynomial: those with imaginary part > 0 stand for their conjugates too. */
export interface Roots {
  readonly count: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/**
 * All roots of a real polynomial z^n + c1 z^(n-1) + ... + cn, by Laguerre's method: find a root, divide the polynomial
 * by it and its conjugate, and continue with the quotient.
 *
 * @param coefficients 1, c1, ... cn
 * @returns real roots and one of each conjugate pair
 * Source: Press et al., Numerical Recipes, 9.5, "Laguerre's Method".
 */
export function polynomialRoots(coefficients: Float64Array): Roots {
  const degree = coefficients.length - 1;
  const roots = { count: 0, re: new Float64Array(degree), im: new Float64Array(degree) };
  const rest = coefficients.slice();
  let left = degree;
  while (left > 0) {
    const [re, im] = laguerre(rest, left);
    const isReal = Math.abs(im) <= 1e-9 * (Math.abs(re) + Math.abs(im));
    roots.re[roots.count] = re;
    roots.im[roots.count] = isReal ? 0 : Math.abs(im);
    roots.count++;
    if (isReal) {
      for (let i = 1; i <= left; i++) rest[i]! += re * rest[i - 1]!;
      left -= 1;
    } else {
      // Divide by z² - 2 re z + |root|².
      const [p, q] = [2 * re, -squared(re, im)];
      rest[1]! += p;
      for (let i = 2; i <= left; i++) rest[i]! += p * rest[i - 1]! + q * rest[i - 2]!;
      left -= 2;
    }
  }
  return roots;
}

/** One root of the polynomial of that degree, starting inside the unit circle, where the roots of filters lie. */
function laguerre(c: Float64Array, degree: number): [number, number] {
  let [x, y] = [0.4, 0.6];
  for (let step = 0; step < maxSteps; step++) {
    // Horner's rule for value (b), first (d) and half the second derivative (f).
    let [bRe, bIm, dRe, dIm, fRe, fIm] = [c[0]!, 0, 0, 0, 0, 0];
    for (let i = 1; i <= degree; i++) {
      [fRe, fIm] = [x * fRe - y * fIm + dRe, x * fIm + y * fRe + dIm];
      [dRe, dIm] = [x * dRe - y * dIm + bRe, x * dIm + y * dRe + bIm];
      [bRe, bIm] = [x * bRe - y * bIm + c[i]!, x * bIm + y * bRe];
    }
    const size = squared(bRe, bIm);
    if (size === 0) break;
    // g = d / b, h = g² - 2 f / b
    const gRe = (dRe * bRe + dIm * bIm) / size;
    const gIm = (dIm * bRe - dRe * bIm) / size;
    const g2Re = gRe * gRe - gIm * gIm;
    const g2Im = 2 * gRe * gIm;
    const hRe = g2Re - (2 * (fRe * bRe + fIm * bIm)) / size;
    const hIm = g2Im - (2 * (fIm * bRe - fRe * bIm)) / size;
    // root of (n - 1) (n h - g²)
    const sRe = (degree - 1) * (degree * hRe - g2Re);
    const sIm = (degree - 1) * (degree * hIm - g2Im);
    const modulus = Math.sqrt(squared(sRe, sIm));
    const rootRe = Math.sqrt(Math.max(0, (modulus + sRe) / 2));
    const rootIm = (sIm < 0 ? -1 : 1) * Math.sqrt(Math.max(0, (modulus - sRe) / 2));
    const sign = gRe * rootRe + gIm * rootIm >= 0 ? 1 : -1;
    const nextRe = gRe + sign * rootRe;
    const nextIm = gIm + sign * rootIm;
    const denominator = squared(nextRe, nextIm);
    if (denominator === 0) break;
    const moveX = (degree * nextRe) / denominator;
    const moveY = (-degree * nextIm) / denominator;
    x -= moveX;
    y -= moveY;
    if (squared(moveX, moveY) <= precision * precision * squared(x, y)) break;
  }
  return [x, y];
}

/** The squared absolute value of a complex number. */
function squared(re: number, im: number): number {
  return re * re + im * im;
}
