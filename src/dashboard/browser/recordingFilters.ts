import { inOrderOfEmotions } from "../../corpus/dataSets.js";
import { html } from "../../report/html/html.js";
import type { Explored } from "../explore/explorer.js";
import { speakerWords, type ListedRecording } from "../explore/listedRecording.js";
import { element } from "./ask.js";
import type { RecordingFilter } from "./findRecordings.js";

/** A recording's title for choosing and playing: "happy, ravdess 03 (woman)". */
export function recordingWords(recording: Pick<ListedRecording, "dataset" | "speaker" | "emotion" | "gender">): string {
  const { emotion, gender } = recording;
  return `${emotion}, ${speakerWords(recording)}${gender === undefined ? "" : ` (${gender})`}`;
}

/** Delay from the last keystroke to the search: one request per word instead of one per letter. */
const typingMs = 250;

/**
 * Fills a form of filters with a run's emotions and speakers, see views/recordingFilters.ts.
 *
 * @param changed called with the filters when they change
 * @returns reads the current filters
 */
export function onFilters(
  form: HTMLFormElement,
  { cells, speakers }: Pick<Explored, "cells" | "speakers">,
  changed: (filter: RecordingFilter) => void,
): () => RecordingFilter {
  offer(element('[name="emotion"]', form), inOrderOfEmotions(cells.map(({ emotion }) => emotion)));
  offer(element('[name="speaker"]', form), speakers);
  const chosen = (): RecordingFilter => {
    const fields = new FormData(form);
    const given = (name: keyof RecordingFilter): string => fields.get(name) as string;
    return { text: given("text"), emotion: given("emotion"), gender: given("gender"), speaker: given("speaker") };
  };
  for (const select of form.querySelectorAll("[name=emotion], [name=gender], [name=speaker]"))
    select.addEventListener("change", () => changed(chosen()));
  let typing: ReturnType<typeof setTimeout> | undefined;
  element('[name="text"]', form).addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => changed(chosen()), typingMs);
  });
  return chosen;
}

/** Fills a list with some values, after "any". */
function offer(select: Element, values: readonly string[]): void {
  select.innerHTML =
    html`<option value="">any</option>`.text + values.map((value) => html`<option>${value}</option>`.text).join("");
}
