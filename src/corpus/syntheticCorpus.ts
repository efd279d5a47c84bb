/**
 * How every later step can tell that a corpus is synthetic: a file at its root, met when the corpus is listed, and a
 * note inside each wav, kept when a file is copied elsewhere alone.
 */

/** The name of the marker file that `ser synth` writes at the root of a corpus. */
export const syntheticMarkerName = "SYNTHETIC.txt";

/** The comment (chunk LIST/INFO, field ICMT) of each synthetic wav. */
export const syntheticComment = "synthetic: made by ser synth, not a human voice";

/** Whether a listed key, with or without folders, is the marker of a synthetic corpus. */
export function isSyntheticMarker(key: string): boolean {
  return key === syntheticMarkerName || key.endsWith(`/${syntheticMarkerName}`);
}
