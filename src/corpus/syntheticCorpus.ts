/**
 * How later steps recognise a synthetic corpus: a marker file at its root, found when the corpus is listed, and a
 * comment inside each wav, which survives copying single files.
 */

/** The name of the marker file that `ser synth` writes at the root of a corpus. */
export const syntheticMarkerName = "SYNTHETIC.txt";

/** The comment (chunk LIST/INFO, field ICMT) of each synthetic wav. */
export const syntheticComment = "synthetic: made by ser synth, not a human voice";

/** Whether a listed key, with or without folders, is the marker of a synthetic corpus. */
export function isSyntheticMarker(key: string): boolean {
  return key === syntheticMarkerName || key.endsWith(`/${syntheticMarkerName}`);
}
