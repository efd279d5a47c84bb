import type { Channels } from "./wavSamples.js";

/*
 * A microphone with reversed polarity, or a balanced line recorded as stereo, gives the same sound in two channels with
 * opposite signs. Their average is silence, although each contains the voice.
 */

/** Only the first blockFrames of each groupFrames are compared: an eighth of the samples is enough. */
const blockFrames = 512;
const groupFrames = 4096;

/**
 * The average of N uncorrelated channels has 1/N of their mean energy. Below this fraction of that, the channels cancel
 * each other: for two channels, a correlation below -0.95.
 */
const minShare = 0.05;

/** Energies of the average and of each channel, without DC offset. */
export interface ChannelEnergies {
  readonly mix: number;
  readonly channels: ArrayLike<number>;
}

/** The loudest channel, if averaging all would cancel the sound; undefined otherwise. */
export function louderChannel({ mix, channels }: ChannelEnergies): number | undefined {
  const n = channels.length;
  let sum = 0;
  let loudest = 0;
  for (let c = 0; c < n; c++) {
    sum += channels[c]!;
    if (channels[c]! > channels[loudest]!) loudest = c;
  }
  return mix < (minShare * sum) / n ** 2 ? loudest : undefined;
}

/**
 * Checks an eighth of a recording with several channels.
 *
 * @param read fills a block with the average of some channels, from a frame on
 * @returns the channel to read alone; undefined if all should be averaged
 */
export function louderOfCancelling(
  channels: number,
  frames: number,
  read: (first: number, mono: Float32Array, of: Channels) => void,
): number | undefined {
  if (channels === 1) return undefined;
  const energies = new Float64Array(channels);
  let mix = 0;
  const block = new Float32Array(Math.min(blockFrames, frames));
  const energyOf = (first: number, of: Channels): number => {
    read(first, block, of);
    return energyWithoutMean(block);
  };
  for (let first = 0; first + block.length <= frames; first += groupFrames) {
    mix += energyOf(first, { first: 0, count: channels });
    for (let c = 0; c < channels; c++) energies[c]! += energyOf(first, { first: c, count: 1 });
  }
  return louderChannel({ mix, channels: energies });
}

/** The note on a recording of which only one channel was read. */
export function cancellingNote(channel: number): string {
  return `its channels cancel each other (opposite phase): channel ${channel + 1}, the louder, was analysed`;
}

function energyWithoutMean(samples: Float32Array): number {
  let sum = 0;
  let energy = 0;
  for (const sample of samples) {
    sum += sample;
    energy += sample * sample;
  }
  return energy - (sum * sum) / samples.length;
}
