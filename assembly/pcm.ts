import { pcm } from "./memory";

/**
 * Converts 16-bit samples in `pcm` to floats from -1 to 1, averaging the channels.
 *
 * @param target   address of the first float
 * @param count    floats, at most the input's capacity
 * @param channels 1 or 2
 */
export function mixPcm16(target: usize, count: i32, channels: i32): void {
  const size = (<usize>channels) << 1;
  // The sum of two channels is exact in float32, and so is halving it through the scale.
  const scale = <f32>(1.0 / 32768.0) / <f32>channels;
  const scales = f32x4.splat(scale);
  const end = target + ((<usize>count) << 2);
  let from = pcm;
  for (; target + 16 <= end; target += 16) {
    const integers = channels == 1 ? v128.load16x4_s(from) : i32x4.extadd_pairwise_i16x8_s(v128.load(from));
    v128.store(target, f32x4.mul(f32x4.convert_i32x4_s(integers), scales));
    from += size << 2;
  }
  for (; target < end; target += 4) {
    let sum = <i32>load<i16>(from);
    if (channels == 2) sum += <i32>load<i16>(from, 2);
    store<f32>(target, <f32>sum * scale);
    from += size;
  }
}
