import { html } from "../../report/html/html.js";
import type { SampledRecording } from "../explore/summarizeRows.js";

/** A speaker as lists show it: "emodb 03". */
export function speakerWords({ dataset, speaker }: Pick<SampledRecording, "dataset" | "speaker">): string {
  return `${dataset} ${speaker}`;
}

/** What a recording is called where it is chosen and where it is heard: "happy, ravdess 03 (woman)". */
export function recordingWords(
  recording: Pick<SampledRecording, "dataset" | "speaker" | "emotion" | "gender">,
): string {
  const { emotion, gender } = recording;
  return `${emotion}, ${speakerWords(recording)}${gender === undefined ? "" : ` (${gender})`}`;
}

/** The speakers of some recordings, each once, by name. */
export function speakersOf(sample: readonly SampledRecording[]): string[] {
  return [...new Set(sample.map(speakerWords))].sort();
}

/** Offers some values, after "any" where that may be chosen. */
export function fillOptions(select: Element, values: readonly string[], any?: string): void {
  const first = any === undefined ? "" : html`<option value="">${any}</option>`.text;
  select.innerHTML = first + values.map((value) => html`<option>${value}</option>`.text).join("");
}
