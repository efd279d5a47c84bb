import { html } from "../../report/html/html.js";
import { speakerWords, type ListedRecording } from "../explore/listedRecording.js";
import { emotionClass } from "../views/emotionClass.js";

/** Rows of a table of recordings, each with a button [data-play] that has its key. */
export function recordingRows(recordings: readonly ListedRecording[]): string {
  return recordings
    .map(
      (recording) =>
        html`<tr>
          <th scope="row"><i class="swatch ${emotionClass(recording.emotion)}"></i>${recording.emotion}</th>
          <td>${recording.gender ?? "unknown"}</td>
          <td>${speakerWords(recording)}</td>
          <td class="number">${recording.durationSec.toFixed(2)} s</td>
          <td><button type="button" class="link" data-play="${recording.key}">${recording.key}</button></td>
        </tr>`.text,
    )
    .join("");
}
