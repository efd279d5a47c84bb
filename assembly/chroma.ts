import { chromaFilters, chromaShareSums, chromaSums, magnitudes, nChroma, rowLength } from "./memory";

/** f64 [nChroma], energies of the frame in hand */
const energies: usize = heap.alloc(nChroma * 8);
/** Filters applied in one sweep over a frame: as many sums as stay in registers. */
const together: i32 = 6;
const negligible: f64 = 1.1754943508222875e-38;

export function resetChroma(): void {
  memory.fill(chromaSums, 0, nChroma * 8);
  memory.fill(chromaShareSums, 0, nChroma * 8);
}

/** Adds the chroma of frames 0 .. nFrames-1, each divided by its maximum, to the sums. */
export function addChroma(nFrames: i32): void {
  for (let t = 0; t < nFrames; t++) {
    const frame = magnitudes + <usize>(t * rowLength * 4);
    for (let c = 0; c < nChroma; c += together) applyFilters(frame, c);
    normalise();
  }
}

function applyFilters(frame: usize, c: i32): void {
  const row = (<usize>rowLength) << 2;
  const filters = chromaFilters + <usize>c * row;
  let sum0 = f32x4.splat(0);
  let sum1 = f32x4.splat(0);
  let sum2 = f32x4.splat(0);
  let sum3 = f32x4.splat(0);
  let sum4 = f32x4.splat(0);
  let sum5 = f32x4.splat(0);
  for (let at: usize = 0; at < row; at += 16) {
    const value = v128.load(frame + at);
    const weights = filters + at;
    sum0 = f32x4.add(sum0, f32x4.mul(value, v128.load(weights)));
    sum1 = f32x4.add(sum1, f32x4.mul(value, v128.load(weights, rowLength * 4)));
    sum2 = f32x4.add(sum2, f32x4.mul(value, v128.load(weights, rowLength * 8)));
    sum3 = f32x4.add(sum3, f32x4.mul(value, v128.load(weights, rowLength * 12)));
    sum4 = f32x4.add(sum4, f32x4.mul(value, v128.load(weights, rowLength * 16)));
    sum5 = f32x4.add(sum5, f32x4.mul(value, v128.load(weights, rowLength * 20)));
  }
  const target = energies + ((<usize>c) << 3);
  store<f64>(target, total(sum0));
  store<f64>(target, total(sum1), 8);
  store<f64>(target, total(sum2), 16);
  store<f64>(target, total(sum3), 24);
  store<f64>(target, total(sum4), 32);
  store<f64>(target, total(sum5), 40);
}

function total(sum: v128): f64 {
  return (
    <f64>f32x4.extract_lane(sum, 0) +
    <f64>f32x4.extract_lane(sum, 1) +
    (<f64>f32x4.extract_lane(sum, 2) + <f64>f32x4.extract_lane(sum, 3))
  );
}

function normalise(): void {
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
