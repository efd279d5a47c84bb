/** Values from which on it pays to count them first. */
const many = 512;
/** Buckets by a value's sign, exponent and first two bits of the mantissa. */
const bucketBits = 11;
/** Scratch memory: to allocate it anew for each recording takes longer than the median. */
const counts = new Int32Array(1 << bucketBits);
let scratch = new Float32Array(2 * many);

/**
 * The median of values taken as float32; the mean of the middle two, in float32, for an even count; 0 of nothing.
 * Selection instead of sorting: tens of microseconds for the thousands of spectral peaks of a recording.
 */
export function median(values: Float32Array | Float64Array): number {
  const { length } = values;
  if (length === 0) return 0;
  const isOdd = length % 2 === 1;
  const { ranked, below } = length < many ? { ranked: new Float32Array(values), below: 0 } : middleOf(values, isOdd);
  const middle = (length >> 1) - below;
  const upper = select(ranked, middle);
  if (isOdd) return upper;
  let lower = -Infinity;
  for (let i = 0; i < middle; i++) if (ranked[i]! > lower) lower = ranked[i]!;
  return Math.fround(Math.fround(lower + upper) / 2);
}

/**
 * The values of the buckets that the middle falls in, and how many lie below these. Two sweeps without a branch that
 * depends on the values, where a selection among all guesses wrong every other time.
 */
function middleOf(values: Float32Array | Float64Array, isOdd: boolean): { ranked: Float32Array; below: number } {
  const { length } = values;
  const singles = values instanceof Float32Array ? values : new Float32Array(values);
  const patterns = new Int32Array(singles.buffer, singles.byteOffset, length);
  counts.fill(0);
  for (let i = 0; i < length; i++) counts[bucketOf(patterns[i]!)]!++;
  const middle = length >> 1;
  const rank = isOdd ? middle : middle - 1;
  let first = 0;
  let below = 0;
  while (below + counts[first]! <= rank) below += counts[first++]!;
  let last = first;
  let count = counts[first]!;
  while (below + count <= middle) count += counts[++last]!;
  // Each value is written, and the next one upon it unless it is wanted: hence one more.
  if (scratch.length <= count) scratch = new Float32Array(2 * count);
  const outside = last - first + 1;
  for (let i = 0, n = 0; i < length; i++) {
    scratch[n] = singles[i]!;
    const bucket = bucketOf(patterns[i]!);
    n += ((first - 1 - bucket) >>> 31) & ((bucket - first - outside) >>> 31);
  }
  return { ranked: scratch.subarray(0, count), below };
}

/** The bucket of a float's bits, in the order of values: negative numbers ascend when their bits are inverted. */
function bucketOf(pattern: number): number {
  return (pattern ^ ((pattern >> 31) | 0x80000000)) >>> (32 - bucketBits);
}

/**
 * The value that sorting would put at index `rank`; afterwards it stands there, none before it is larger, none after
 * it smaller. Source: Hoare 1961, Algorithm 65, "Find".
 */
function select(values: Float32Array, rank: number): number {
  let left = 0;
  let right = values.length - 1;
  while (left < right) {
    const pivot = values[rank]!;
    let i = left;
    let j = right;
    do {
      while (values[i]! < pivot) i++;
      while (pivot < values[j]!) j--;
      if (i <= j) {
        const swapped = values[i]!;
        values[i] = values[j]!;
        values[j] = swapped;
        i++;
        j--;
      }
    } while (i <= j);
    if (j < rank) left = i;
    if (rank < i) right = j;
  }
  return values[rank]!;
}
