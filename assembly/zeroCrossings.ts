import { hopLength, margin, samples } from "./memory";

/** Sum over the frames since `resetCrossings`. */
export let crossings: f64 = 0;

export function resetCrossings(): void {
  crossings = 0;
}

/**
 * Adds up the zero crossings of every frame.
 * @param validStart first sample that exists, counted from frame 0's first; validEnd: one past the last. Outside, the
 *   edge values repeat, so nothing crosses.
 */
export function addCrossings(nFrames: i32, validStart: i32, validEnd: i32): void {
  // A frame is four hops; its first sample has no predecessor within the frame.
  let hop0 = hopCrossings(0, validStart, validEnd);
  let hop1 = hopCrossings(1, validStart, validEnd);
  let hop2 = hopCrossings(2, validStart, validEnd);
  for (let t = 0; t < nFrames; t++) {
    const hop3 = hopCrossings(t + 3, validStart, validEnd);
    crossings += <f64>(hop0 + hop1 + hop2 + hop3 - crossesAt(t * hopLength, validStart, validEnd));
    hop0 = hop1;
    hop1 = hop2;
    hop2 = hop3;
  }
}

/** Crossings at the samples of one hop, each against its predecessor. */
function hopCrossings(hop: i32, validStart: i32, validEnd: i32): i32 {
  const first = hop * hopLength;
  const end = first + hopLength;
  if (first <= validStart || end > validEnd) {
    let count = 0;
    for (let n = max(first, validStart + 1); n < min(end, validEnd); n++) count += crossesAt(n, validStart, validEnd);
    return count;
  }
  const silence = f32x4.splat(-1e-10);
  let counts = i32x4.splat(0);
  let at = samples + ((<usize>(margin + first)) << 2);
  for (let n = 0; n < hopLength; n += 4) {
    const isNegative = f32x4.lt(v128.load(at), silence);
    const wasNegative = f32x4.lt(v128.load(at - 4), silence);
    counts = i32x4.sub(counts, v128.xor(isNegative, wasNegative));
    at += 16;
  }
  return (
    i32x4.extract_lane(counts, 0) +
    i32x4.extract_lane(counts, 1) +
    i32x4.extract_lane(counts, 2) +
    i32x4.extract_lane(counts, 3)
  );
}

function crossesAt(n: i32, validStart: i32, validEnd: i32): i32 {
  if (n <= validStart || n >= validEnd) return 0;
  const at = samples + ((<usize>(margin + n)) << 2);
  return i32(load<f32>(at) < -1e-10 != load<f32>(at - 4) < -1e-10);
}
