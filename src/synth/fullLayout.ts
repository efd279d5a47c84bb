import {
  actorCount,
  emotions,
  formatRecordingName,
  genderOf,
  intensities,
  modalities,
  type Channel,
  type Modality,
  type Recording,
} from "../corpus/ravdess.js";

/** A file of the full data set. */
export interface FullFile {
  /** like the published archives, unpacked side by side */
  readonly key: string;
  readonly recording: Recording;
}

/** Song was recorded without these, and without this actor. */
const unsung: readonly string[] = ["disgust", "surprised"];
const actorWhoDoesNotSing = 18;

/**
 * The 7,356 files of RAVDESS: 1,440 trials of speech and 1,012 of song, each audio-video, video-only and audio-only.
 *
 * @param actors only the first ones, this many, 1 to 24
 * Source: Livingstone & Russo (2018), PLoS ONE 13(5): e0196391, "Description of stimuli".
 */
export function layoutFull(actors = actorCount): FullFile[] {
  const files: FullFile[] = [];
  for (const modality of modalities)
    for (const channel of ["speech", "song"] as const)
      for (let actor = 1; actor <= actors; actor++)
        for (const recording of trialsOf(modality, channel, actor)) files.push({ key: keyOf(recording), recording });
  return files;
}

function* trialsOf(modality: Modality, channel: Channel, actor: number): Generator<Recording> {
  if (channel === "song" && actor === actorWhoDoesNotSing) return;
  for (const emotion of emotions) {
    if (channel === "song" && unsung.includes(emotion)) continue;
    for (const intensity of intensities) {
      if (emotion === "neutral" && intensity === "strong") continue;
      for (const statement of [1, 2] as const)
        for (const repetition of [1, 2] as const) {
          const fields = { modality, channel, emotion, intensity, statement, repetition, actor } as const;
          yield { ...fields, gender: genderOf(actor), trial: formatRecordingName(fields).slice("03-".length) };
        }
    }
  }
}

/** Audio files are in one folder per channel, with folders for actors; videos in a folder per channel and actor. */
function keyOf(recording: Recording): string {
  const channel = recording.channel === "speech" ? "Speech" : "Song";
  const actor = `Actor_${String(recording.actor).padStart(2, "0")}`;
  const name = formatRecordingName(recording);
  return recording.modality === "audio-only"
    ? `Audio_${channel}_Actors_01-24/${actor}/${name}.wav`
    : `Video_${channel}_${actor}/${name}.mp4`;
}
