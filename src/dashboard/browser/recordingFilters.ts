import { html } from "../../report/html/html.js";
import type { SampledRecording } from "../explore/summarizeRows.js";

/** A speaker in lists: "emodb 03". */
export function speakerWords({ dataset, speaker }: Pick<SampledRecording, "dataset" | "speaker">): string {
  return `${dataset} ${speaker}`;
}

/** A recording's title for choosing and playing: "happy, ravdess 03 (woman)". */
export function recordingWords(
  recording: Pick<SampledRecording, "dataset" | "speaker" | "emotion" | "gender">,
): string {
  const { emotion, gender } = recording;
  return `${emotion}, ${speakerWords(recording)}${gender === undefined ? "" : ` (${gender})`}`;
}

/** The distinct speakers of some recordings, by name. */
export function speakersOf(sample: readonly SampledRecording[]): string[] {
  return [...new Set(sample.map(speakerWords))].sort();
}

/** Fills a list with some values, after "any" if that may be chosen. */
export function fillOptions(select: Element, values: readonly string[], any?: string): void {
  const first = any === undefined ? "" : html`<option value="">${any}</option>`.text;
  select.innerHTML = first + values.map((value) => html`<option>${value}</option>`.text).join("");
}
