import { chromaFilters, chromaShareSums, chromaSums, magnitudes, nChroma, rowLength } from "./memory";

/** Frames and filters multiplied in one pass: as many sums as fit in registers. */
const framesTogether: i32 = 2;
const filtersTogether: i32 = 4;
/** f64 [framesTogether, nChroma], energies of the current frames */
const energies: usize = heap.alloc(framesTogether * nChroma * 8);
const negligible: f64 = 1.1754943508222875e-38;

export function resetChroma(): void {
  memory.fill(chromaSums, 0, nChroma * 8);
  memory.fill(chromaShareSums, 0, nChroma * 8);
}

/** Adds the chroma of frames 0 .. nFrames-1, each divided by its maximum, to the sums. */
export function addChroma(nFrames: i32): void {
  for (let t = 0; t < nFrames; t += framesTogether) {
    // After the last frame there may be rows of another recording; their energies are not used.
    for (let c = 0; c < nChroma; c += filtersTogether) applyFilters(magnitudes + <usize>(t * rowLength * 4), c);
    for (let i = 0; i < min(framesTogether, nFrames - t); i++) normalise(energies + <usize>(i * nChroma * 8));
  }
}

function applyFilters(frames: usize, c: i32): void {
  const row = (<usize>rowLength) << 2;
  const filters = chromaFilters + <usize>c * row;
  let sum00 = f32x4.splat(0);
  let sum01 = f32x4.splat(0);
  let sum02 = f32x4.splat(0);
  let sum03 = f32x4.splat(0);
  let sum10 = f32x4.splat(0);
  let sum11 = f32x4.splat(0);
  let sum12 = f32x4.splat(0);
  let sum13 = f32x4.splat(0);
  for (let at: usize = 0; at < row; at += 16) {
    const value0 = v128.load(frames + at);
    const value1 = v128.load(frames + at, rowLength * 4);
    const weights = filters + at;
    const weights0 = v128.load(weights);
    sum00 = f32x4.add(sum00, f32x4.mul(value0, weights0));
    sum10 = f32x4.add(sum10, f32x4.mul(value1, weights0));
    const weights1 = v128.load(weights, rowLength * 4);
    sum01 = f32x4.add(sum01, f32x4.mul(value0, weights1));
    sum11 = f32x4.add(sum11, f32x4.mul(value1, weights1));
    const weights2 = v128.load(weights, rowLength * 8);
    sum02 = f32x4.add(sum02, f32x4.mul(value0, weights2));
    sum12 = f32x4.add(sum12, f32x4.mul(value1, weights2));
    const weights3 = v128.load(weights, rowLength * 12);
    sum03 = f32x4.add(sum03, f32x4.mul(value0, weights3));
    sum13 = f32x4.add(sum13, f32x4.mul(value1, weights3));
  }
  const target = energies + ((<usize>c) << 3);
  store<f64>(target, total(sum00));
  store<f64>(target, total(sum01), 8);
  store<f64>(target, total(sum02), 16);
  store<f64>(target, total(sum03), 24);
  store<f64>(target, total(sum10), nChroma * 8);
  store<f64>(target, total(sum11), nChroma * 8 + 8);
  store<f64>(target, total(sum12), nChroma * 8 + 16);
  store<f64>(target, total(sum13), nChroma * 8 + 24);
}

function total(sum: v128): f64 {
  return (
    <f64>f32x4.extract_lane(sum, 0) +
    <f64>f32x4.extract_lane(sum, 1) +
    (<f64>f32x4.extract_lane(sum, 2) + <f64>f32x4.extract_lane(sum, 3))
  );
}

function normalise(energies: usize): void {
  let largest: f64 = 0;
  let sum: f64 = 0;
  for (let c: usize = 0; c < <usize>nChroma; c++) {
    const energy = load<f64>(energies + (c << 3));
    largest = max(largest, energy);
    sum += energy;
  }
  if (largest < negligible) return;
  for (let c: usize = 0; c < <usize>nChroma; c++) {
    const energy = load<f64>(energies + (c << 3));
    const chroma = chromaSums + (c << 3);
    const share = chromaShareSums + (c << 3);
    store<f64>(chroma, load<f64>(chroma) + energy / largest);
    store<f64>(share, load<f64>(share) + energy / sum);
  }
}
