import { labelsOfName } from "../../corpus/dataSets.js";
import { speakerWords, type ListedRecording } from "../explore/listedRecording.js";

/** RAVDESS's two sentences. Source: Livingstone & Russo (2018), PLOS ONE 13(5), "Stimuli". */
const ravdessSentences: Readonly<Record<string, string>> = {
  1: "“Kids are talking by the door”",
  2: "“Dogs are sitting by the door”",
};

/**
 * A recording's heading: speaker, gender, emotion, intensity, sentence and take, as far as its labels or its name
 * contain them.
 *
 * @param sampled its labels in the run's rows; undefined: only its name is known
 * @example describeRecording("03-01-04-01-01-02-14.wav") // "Actor 14, woman · sad · normal · “Kids are …” · take 2"
 */
export function describeRecording(
  key: string,
  sampled?: Pick<ListedRecording, "dataset" | "speaker" | "emotion" | "gender">,
): string {
  const reading = labelsOfName(key);
  const named = reading.kind === "recording" ? reading.labels : undefined;
  // A labels file may contradict the data set that a name seems to belong to.
  const isNamed = named !== undefined && (sampled === undefined || sampled.dataset === named.dataset);
  const known = sampled ?? named;
  if (known === undefined) return "";
  const speaker = known.dataset === "ravdess" ? `Actor ${known.speaker}` : speakerWords(known);
  const { intensity, statement, repetition } = isNamed ? named : {};
  const sentence =
    statement === undefined
      ? undefined
      : known.dataset === "ravdess"
        ? ravdessSentences[statement]
        : `sentence ${statement}`;
  return [
    known.gender === undefined ? speaker : `${speaker}, ${known.gender}`,
    known.emotion,
    intensity,
    sentence,
    repetition === undefined ? undefined : `take ${repetition}`,
  ]
    .filter((part) => part !== undefined)
    .join(" · ");
}
