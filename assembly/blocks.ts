import { analyseLanes, longestBlock, other, synthesiseLanes } from "./blockFft";

/*
 * A long filter, block by block, as in src/dsp/resampling/blockStage.ts, for `up` 1. The last pass of the forward
 * transform, the multiplication by the filter's response and the first pass of the inverse are done together: a bin of
 * the four lanes gives four bins of the whole, b, q - b, q + b and 2q - b where q = nFft / 4, and these give a bin of
 * the four lanes again.
 */

/** Groups of bins of a lane in the longest block. */
const maxGroups: i32 = longestBlock / 32;

/** f32 [groups, 6, 4]: cosine and sine of one, two and three steps, for four bins each */
export const joinTwiddles: usize = heap.alloc(maxGroups * 6 * 16);
/** f32 [groups, 8, 4]: the response at bins b, q - b, q + b and 2q - b, real and imaginary, for four b each */
export const groupedResponse: usize = heap.alloc(maxGroups * 8 * 16);
/** f32 [8]: the response at bins 0, 2q (both real), q / 2, q and 3q / 2 */
export const edgeResponse: usize = heap.alloc(8 * 4);

/**
 * Filters blocks that lie `hop` inputs apart and keeps every `down`-th sample. Writes up to three extra outputs of
 * arbitrary value.
 *
 * @param from   address of the first block's samples
 * @param to     address of the first output
 * @param down   1 or 3
 * @param offset samples of the first block before the first one kept, 0 .. down-1
 */
export function filterBlocks(from: usize, to: usize, blocks: i32, nFft: i32, hop: i32, down: i32, offset: i32): void {
  for (let block = 0; block < blocks; block++) {
    const lanes = analyseLanes(from, nFft);
    const filtered = other(lanes);
    for (let group = 0; group < nFft >> 5; group++) filterGroup(group, lanes, filtered);
    filterEdges(lanes, filtered);
    const result = synthesiseLanes(filtered, nFft) + ((<usize>offset) << 2);
    const count = (hop - offset + down - 1) / down;
    if (down == 1) memory.copy(to, result, (<usize>count) << 2);
    else keepThirds(result, to, count);
    offset += count * down - hop;
    to += (<usize>count) << 2;
    from += (<usize>hop) << 2;
  }
}

function keepThirds(from: usize, to: usize, count: i32): void {
  for (const end = to + ((<usize>count) << 2); to < end; to += 16) {
    const even = v128.shuffle<f32>(v128.load(from), v128.load(from, 16), 0, 3, 6, 6);
    v128.store(to, v128.shuffle<f32>(even, v128.load(from, 32), 0, 1, 2, 5));
    from += 48;
  }
}

/** Filters bins 4 * group .. 4 * group + 3 of the four lanes. Bin 0 is left to filterEdges. */
function filterGroup(group: i32, lanes: usize, filtered: usize): void {
  const at = (<usize>group) << 7;
  const from = lanes + at;
  const r0 = v128.load(from);
  const r1 = v128.load(from, 32);
  const r2 = v128.load(from, 64);
  const r3 = v128.load(from, 96);
  const i0 = v128.load(from, 16);
  const i1 = v128.load(from, 48);
  const i2 = v128.load(from, 80);
  const i3 = v128.load(from, 112);
  // From vectors of four lanes to vectors of four bins.
  const r01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const r23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const r45 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const r67 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  const i01 = v128.shuffle<f32>(i0, i1, 0, 4, 1, 5);
  const i23 = v128.shuffle<f32>(i2, i3, 0, 4, 1, 5);
  const i45 = v128.shuffle<f32>(i0, i1, 2, 6, 3, 7);
  const i67 = v128.shuffle<f32>(i2, i3, 2, 6, 3, 7);
  const aRe = v128.shuffle<f32>(r01, r23, 0, 1, 4, 5);
  const b0 = v128.shuffle<f32>(r01, r23, 2, 3, 6, 7);
  const c0 = v128.shuffle<f32>(r45, r67, 0, 1, 4, 5);
  const d0 = v128.shuffle<f32>(r45, r67, 2, 3, 6, 7);
  const aIm = v128.shuffle<f32>(i01, i23, 0, 1, 4, 5);
  const b1 = v128.shuffle<f32>(i01, i23, 2, 3, 6, 7);
  const c1 = v128.shuffle<f32>(i45, i67, 0, 1, 4, 5);
  const d1 = v128.shuffle<f32>(i45, i67, 2, 3, 6, 7);

  const twiddles = joinTwiddles + <usize>group * 96;
  const cos1 = v128.load(twiddles);
  const sin1 = v128.load(twiddles, 16);
  const cos2 = v128.load(twiddles, 32);
  const sin2 = v128.load(twiddles, 48);
  const cos3 = v128.load(twiddles, 64);
  const sin3 = v128.load(twiddles, 80);

  // As `combine` in blockFft.ts.
  const bRe = f32x4.add(f32x4.mul(b0, cos1), f32x4.mul(b1, sin1));
  const bIm = f32x4.sub(f32x4.mul(b1, cos1), f32x4.mul(b0, sin1));
  const cRe = f32x4.add(f32x4.mul(c0, cos2), f32x4.mul(c1, sin2));
  const cIm = f32x4.sub(f32x4.mul(c1, cos2), f32x4.mul(c0, sin2));
  const dRe = f32x4.add(f32x4.mul(d0, cos3), f32x4.mul(d1, sin3));
  const dIm = f32x4.sub(f32x4.mul(d1, cos3), f32x4.mul(d0, sin3));
  const sumRe = f32x4.add(aRe, cRe);
  const sumIm = f32x4.add(aIm, cIm);
  const differenceRe = f32x4.sub(aRe, cRe);
  const differenceIm = f32x4.sub(aIm, cIm);
  const crossRe = f32x4.add(bRe, dRe);
  const crossIm = f32x4.add(bIm, dIm);
  const turnedRe = f32x4.sub(bIm, dIm);
  const turnedIm = f32x4.sub(dRe, bRe);

  const response = groupedResponse + at;
  const x0 = f32x4.add(crossRe, sumRe);
  const y0 = f32x4.add(crossIm, sumIm);
  const lowRe = timesRe(x0, y0, response);
  const lowIm = timesIm(x0, y0, response);
  const x1 = f32x4.sub(differenceRe, turnedRe);
  const y1 = f32x4.sub(turnedIm, differenceIm);
  const belowRe = timesRe(x1, y1, response + 32);
  const belowIm = timesIm(x1, y1, response + 32);
  const x2 = f32x4.add(turnedRe, differenceRe);
  const y2 = f32x4.add(turnedIm, differenceIm);
  const aboveRe = timesRe(x2, y2, response + 64);
  const aboveIm = timesIm(x2, y2, response + 64);
  const x3 = f32x4.sub(sumRe, crossRe);
  const y3 = f32x4.sub(crossIm, sumIm);
  const highRe = timesRe(x3, y3, response + 96);
  const highIm = timesIm(x3, y3, response + 96);

  // As `separate` in blockFft.ts.
  const sumRe2 = f32x4.add(lowRe, highRe);
  const sumIm2 = f32x4.sub(lowIm, highIm);
  const differenceRe2 = f32x4.sub(lowRe, highRe);
  const differenceIm2 = f32x4.add(lowIm, highIm);
  const crossRe2 = f32x4.add(aboveRe, belowRe);
  const crossIm2 = f32x4.sub(aboveIm, belowIm);
  const turnedRe2 = f32x4.add(aboveIm, belowIm);
  const turnedIm2 = f32x4.sub(aboveRe, belowRe);
  const bRe2 = f32x4.sub(differenceRe2, turnedRe2);
  const bIm2 = f32x4.add(differenceIm2, turnedIm2);
  const cRe2 = f32x4.sub(sumRe2, crossRe2);
  const cIm2 = f32x4.sub(sumIm2, crossIm2);
  const dRe2 = f32x4.add(differenceRe2, turnedRe2);
  const dIm2 = f32x4.sub(differenceIm2, turnedIm2);
  storeLanes(
    filtered + at,
    f32x4.add(sumRe2, crossRe2),
    f32x4.sub(f32x4.mul(bRe2, cos1), f32x4.mul(bIm2, sin1)),
    f32x4.sub(f32x4.mul(cRe2, cos2), f32x4.mul(cIm2, sin2)),
    f32x4.sub(f32x4.mul(dRe2, cos3), f32x4.mul(dIm2, sin3)),
  );
  storeLanes(
    filtered + at + 16,
    f32x4.add(sumIm2, crossIm2),
    f32x4.add(f32x4.mul(bIm2, cos1), f32x4.mul(bRe2, sin1)),
    f32x4.add(f32x4.mul(cIm2, cos2), f32x4.mul(cRe2, sin2)),
    f32x4.add(f32x4.mul(dIm2, cos3), f32x4.mul(dRe2, sin3)),
  );
}

/** Real part of (re + i im) times the response at an address. */
function timesRe(re: v128, im: v128, response: usize): v128 {
  return f32x4.sub(f32x4.mul(re, v128.load(response)), f32x4.mul(im, v128.load(response, 16)));
}

function timesIm(re: v128, im: v128, response: usize): v128 {
  return f32x4.add(f32x4.mul(im, v128.load(response)), f32x4.mul(re, v128.load(response, 16)));
}

/** Transposes vectors of four bins, one per lane, to vectors of four lanes, and stores them 32 bytes apart. */
function storeLanes(to: usize, a: v128, b: v128, c: v128, d: v128): void {
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
  v128.store(to, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7), 32);
  v128.store(to, v128.shuffle<f32>(abHigh, cdHigh, 0, 1, 4, 5), 64);
  v128.store(to, v128.shuffle<f32>(abHigh, cdHigh, 2, 3, 6, 7), 96);
}

/** The first and the last bin of the four lanes, which are real: they give the bins 0, q / 2, q, 3q / 2 and 2q of the whole. */
function filterEdges(lanes: usize, filtered: usize): void {
  const even = load<f32>(lanes) + load<f32>(lanes, 8);
  const odd = load<f32>(lanes, 4) + load<f32>(lanes, 12);
  const middleRe = load<f32>(lanes) - load<f32>(lanes, 8);
  const middleIm = load<f32>(lanes, 12) - load<f32>(lanes, 4);
  const halfRoot = <f32>Math.SQRT1_2;
  const across = halfRoot * (load<f32>(lanes, 20) - load<f32>(lanes, 28));
  const along = halfRoot * (load<f32>(lanes, 20) + load<f32>(lanes, 28));
  const lowRe = load<f32>(lanes, 16) + across;
  const lowIm = -along - load<f32>(lanes, 24);
  const highRe = load<f32>(lanes, 16) - across;
  const highIm = load<f32>(lanes, 24) - along;

  const first = (even + odd) * load<f32>(edgeResponse);
  const last = (even - odd) * load<f32>(edgeResponse, 4);
  const lowRe2 = lowRe * load<f32>(edgeResponse, 8) - lowIm * load<f32>(edgeResponse, 12);
  const lowIm2 = lowIm * load<f32>(edgeResponse, 8) + lowRe * load<f32>(edgeResponse, 12);
  const middleRe2 = middleRe * load<f32>(edgeResponse, 16) - middleIm * load<f32>(edgeResponse, 20);
  const middleIm2 = middleIm * load<f32>(edgeResponse, 16) + middleRe * load<f32>(edgeResponse, 20);
  const highRe2 = highRe * load<f32>(edgeResponse, 24) - highIm * load<f32>(edgeResponse, 28);
  const highIm2 = highIm * load<f32>(edgeResponse, 24) + highRe * load<f32>(edgeResponse, 28);

  const sum = first + last;
  const difference = first - last;
  store<f32>(filtered, sum + 2 * middleRe2);
  store<f32>(filtered, difference - 2 * middleIm2, 4);
  store<f32>(filtered, sum - 2 * middleRe2, 8);
  store<f32>(filtered, difference + 2 * middleIm2, 12);
  const root = <f32>Math.SQRT2;
  const re = root * (lowRe2 - highRe2);
  const im = root * (lowIm2 + highIm2);
  store<f32>(filtered, 2 * (lowRe2 + highRe2), 16);
  store<f32>(filtered, re - im, 20);
  store<f32>(filtered, 2 * (highIm2 - lowIm2), 24);
  store<f32>(filtered, -re - im, 28);
}
