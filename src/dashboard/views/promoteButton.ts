import { type Html, html } from "../../report/html/html.js";

/** A button that makes a run's newest models current; modelsPage.ts handles it. */
export function promoteButton(run: string): Html {
  return html`<div class="actions">
    <button class="quiet" data-promote="${run}">Make the models of ${run} current</button>
  </div>`;
}
