/*
 * Logarithm and exponential of two doubles at once, with a relative error of about 1e-15: a library function would take
 * them one at a time.
 */

const ln2: f64 = 0.6931471805599453;
const ln2High: f64 = 0.69314718036912381649;
const ln2Low: f64 = 1.90821492927058770002e-10;

/** Natural logarithm of two positive normal numbers. */
export function logOf(x: v128): v128 {
  // x = 2^e m with m from 1/sqrt(2) to sqrt(2): the exponent of x / (1/sqrt(2)), then what is left
  const bits = i64x2.sub(x, i64x2.splat(0x3fe6a09e667f3bcd));
  const exponent = i64x2.shr_s(bits, 52);
  const m = i64x2.sub(x, i64x2.shl(exponent, 52));
  // i64 -> f64 by way of the mantissa of 1.5 * 2^52
  const magic = f64x2.splat(6755399441055744);
  const e = f64x2.sub(i64x2.add(exponent, magic), magic);
  // log m = 2 atanh((m - 1) / (m + 1))
  const one = f64x2.splat(1);
  const s = f64x2.div(f64x2.sub(m, one), f64x2.add(m, one));
  const z = f64x2.mul(s, s);
  let sum = f64x2.splat(2.0 / 19);
  sum = f64x2.add(f64x2.mul(sum, z), f64x2.splat(2.0 / 17));
  sum = f64x2.add(f64x2.mul(sum, z), f64x2.splat(2.0 / 15));
  sum = f64x2.add(f64x2.mul(sum, z), f64x2.splat(2.0 / 13));
  sum = f64x2.add(f64x2.mul(sum, z), f64x2.splat(2.0 / 11));
  sum = f64x2.add(f64x2.mul(sum, z), f64x2.splat(2.0 / 9));
  sum = f64x2.add(f64x2.mul(sum, z), f64x2.splat(2.0 / 7));
  sum = f64x2.add(f64x2.mul(sum, z), f64x2.splat(2.0 / 5));
  sum = f64x2.add(f64x2.mul(sum, z), f64x2.splat(2.0 / 3));
  sum = f64x2.add(f64x2.mul(sum, z), f64x2.splat(2));
  return f64x2.add(f64x2.mul(e, f64x2.splat(ln2)), f64x2.mul(s, sum));
}

/** Exponential of two numbers between -700 and 700. */
export function expOf(x: v128): v128 {
  const k = f64x2.nearest(f64x2.mul(x, f64x2.splat(1 / ln2)));
  const r = f64x2.sub(f64x2.sub(x, f64x2.mul(k, f64x2.splat(ln2High))), f64x2.mul(k, f64x2.splat(ln2Low)));
  let sum = f64x2.splat(1.0 / 6227020800);
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.0 / 479001600));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.0 / 39916800));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.0 / 3628800));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.0 / 362880));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.0 / 40320));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.0 / 5040));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.0 / 720));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.0 / 120));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.0 / 24));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.0 / 6));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(0.5));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1));
  // times 2^k: k into the exponent
  const magic = f64x2.splat(6755399441055744);
  const integer = i64x2.sub(f64x2.add(k, magic), magic);
  return i64x2.add(sum, i64x2.shl(integer, 52));
}
