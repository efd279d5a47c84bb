/**
 * The smallest normal float32, librosa's `util.tiny`. A frame whose norm is smaller counts as silent and is not
 * normalised.
 */
export const smallestNormal = 2 ** -126;
