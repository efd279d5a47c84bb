import type { Convolutions } from "../dsp/convolutions.js";
import { fmix32 } from "../forest/fmix32.js";

/**
 * Identifies convolutions by their parameters: equal ids give equal results. Two chained 32-bit hashes, which also work
 * in a browser.
 */
export function kernelsId({ perKernel, seed, scales, thresholds }: Convolutions): string {
  // Ids of models with two numbers per kernel stay what they were: statistics of enrolled speakers are stored by them.
  const start = perKernel === 2 ? seed : seed + perKernel;
  let [a, b] = [fmix32(start), fmix32(~start)];
  for (const { buffer, byteOffset, byteLength } of [scales.means, scales.deviations, thresholds])
    for (const byte of new Uint8Array(buffer, byteOffset, byteLength)) {
      a = fmix32(a ^ byte);
      b = fmix32(b + byte + 0x9e3779b9);
    }
  return [a, b].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
}
