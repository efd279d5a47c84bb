import { emotions, formatRecordingName, genderOf, intensities, type Recording } from "../corpus/ravdess.js";

/** Folders as in RAVDESS: Actor_01 to Actor_24. */
export function keyOf(recording: Recording): string {
  return `Actor_${String(recording.actor).padStart(2, "0")}/${formatRecordingName(recording)}.wav`;
}

/**
 * The recordings of the synthetic corpus: the recordings of each RAVDESS actor, but with each sentence once instead of
 * twice, so that a quickstart is fast: 30 files per actor (neutral has no strong version).
 *
 * @param actors how many actors, 1 to 24
 */
export function layoutCorpus(actors: number): Recording[] {
  const recordings: Recording[] = [];
  for (let actor = 1; actor <= actors; actor++)
    for (const emotion of emotions)
      for (const intensity of intensities)
        for (const statement of [1, 2] as const) {
          if (emotion === "neutral" && intensity === "strong") continue;
          const fields = { channel: "speech", emotion, intensity, statement, repetition: 1, actor } as const;
          const name = formatRecordingName({ modality: "audio-only", ...fields });
          recordings.push({ modality: "audio-only", ...fields, gender: genderOf(actor), trial: name.slice(3) });
        }
  return recordings;
}
