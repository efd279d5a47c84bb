/** From this many values on, counting them into buckets first is faster. */
const many = 512;
/** Buckets by a value's sign, exponent and first two bits of the mantissa. */
const bucketBits = 11;
/** Scratch memory: allocating it for each recording would take longer than computing the median. */
const counts = new Int32Array(1 << bucketBits);
let scratch = new Float32Array(2 * many);

/**
 * The median of values rounded to float32; for an even count the mean of the middle two, in float32; 0 for no values.
 * Selection instead of sorting: tens of microseconds for the thousands of spectral peaks of a recording.
 */
export function median(values: Float32Array | Float64Array): number {
  const { length } = values;
  if (length === 0) return 0;
  const isOdd = length % 2 === 1;
  const { ranked, below } = length < many ? { ranked: new Float32Array(values), below: 0 } : middleOf(values);
  const middle = (length >> 1) - below;
  const upper = select(ranked, middle);
  if (isOdd) return upper;
  let lower = -Infinity;
  for (let i = 0; i < middle; i++) lower = Math.max(lower, ranked[i]!);
  return Math.fround(Math.fround(lower + upper) / 2);
}

/**
 * The values of the buckets that the median falls into, and how many values lie below them. Two passes without branches
 * on the values; selecting among all values would mispredict every other branch.
 */
function middleOf(values: Float32Array | Float64Array): { ranked: Float32Array; below: number } {
  const { length } = values;
  const singles = values instanceof Float32Array ? values : new Float32Array(values);
  const patterns = new Int32Array(singles.buffer, singles.byteOffset, length);
  counts.fill(0);
  for (let i = 0; i < length; i++) counts[bucketOf(patterns[i]!)]!++;
  const { bucket: first, below } = bucketAt((length - 1) >> 1);
  const { bucket: last, below: belowLast } = bucketAt(length >> 1);
  const count = belowLast + counts[last]! - below;
  // Every value is written, and overwritten by the next unless it is wanted: the buffer needs one extra element.
  if (scratch.length <= count) scratch = new Float32Array(2 * count);
  const outside = last - first + 1;
  for (let i = 0, n = 0; i < length; i++) {
    scratch[n] = singles[i]!;
    const bucket = bucketOf(patterns[i]!);
    n += ((first - 1 - bucket) >>> 31) & ((bucket - first - outside) >>> 31);
  }
  return { ranked: scratch.subarray(0, count), below };
}

/** The bucket of the value that sorting would put at index `rank`, and how many values lie in lower buckets. */
function bucketAt(rank: number): { bucket: number; below: number } {
  let bucket = 0;
  let below = 0;
  while (below + counts[bucket]! <= rank) below += counts[bucket++]!;
  return { bucket, below };
}

/** The bucket of a float's bit pattern, ordered by value: inverting the bits of negative numbers makes them ascend. */
function bucketOf(pattern: number): number {
  return (pattern ^ ((pattern >> 31) | 0x80000000)) >>> (32 - bucketBits);
}

/**
 * The value that sorting would put at index `rank`. It is moved there, with no larger value before it and no smaller
 * one after. Source: Hoare 1961, Algorithm 65, "Find".
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
