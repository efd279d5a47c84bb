/**
 * The smallest normal float32. librosa's `util.tiny` for float32: a norm below it counts as silence, and such a frame is
 * not divided by it.
 */
export const smallestNormal = 2 ** -126;
