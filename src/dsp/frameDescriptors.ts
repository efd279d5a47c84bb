/*
 * The study's descriptors in the order of a row's columns, each with its number of values per frame. The extractors,
 * the kernels' buffers and the columns of stored rows are all derived from this list. assembly/memory.ts repeats the
 * sizes of mel and chroma for the kernels, and a test compares them.
 */
export const frameDescriptors = [
  { name: "chroma", size: 12 },
  { name: "mfcc", size: 13 },
  { name: "zeroCrossingRate", size: 1 },
  { name: "mel", size: 128 },
  { name: "centroid", size: 1 },
  { name: "tonnetz", size: 6 },
] as const;

export type FrameDescriptorName = (typeof frameDescriptors)[number]["name"];

/** Number of values of one descriptor per frame. */
export function descriptorSize(wanted: FrameDescriptorName): number {
  return frameDescriptors.find(({ name }) => name === wanted)!.size;
}

/** Number of values of all descriptors, per frame or recording: 161. */
export const nFrameValues: number = frameDescriptors.reduce((sum, { size }) => sum + size, 0);
