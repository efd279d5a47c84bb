import { type Html, html } from "../../report/html/html.js";
import type { RunNotes } from "../../runs/runRecord.js";
import { hasEnded, type Stage } from "../../runs/stages.js";

/** The actions on a run's page: cancel it, resume it if it was cancelled, or delete it when it is over. */
export function runActions(run: string, stage: Stage): Html {
  return html`<p class="problem" role="alert" id="action-problem"></p>
    <div class="actions">
      ${stage === "cancelled" ? html`<button data-resume="${run}">Resume this run</button>` : undefined}
      ${
        hasEnded(stage)
          ? html`<button class="quiet" data-delete="${run}">Delete this run</button>`
          : html`<button class="quiet" data-cancel="${run}">Cancel this run</button>`
      }
    </div>`;
}

/** A form for tags and a note, which help to find a run again. */
export function notesForm({ tags, note }: RunNotes): Html {
  return html`<details class="notes">
    <summary>Tags and note</summary>
    <form id="notes">
      <div class="fields">
        <label>Tags, separated by commas <input name="tags" value="${tags.join(", ")}" autocomplete="off" /></label>
        <label>Note <input name="note" value="${note}" maxlength="2000" autocomplete="off" /></label>
      </div>
      <p class="problem" role="alert"></p>
      <p class="done" role="status"></p>
      <div class="actions"><button>Save</button></div>
    </form>
  </details>`;
}
