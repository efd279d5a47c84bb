import { type Html, html } from "../../report/html/html.js";

/** Makes a run's newest models the current ones: modelsPage.ts does what it says. */
export function promoteButton(run: string): Html {
  return html`<div class="actions">
    <button class="quiet" data-promote="${run}">Make the models of ${run} current</button>
  </div>`;
}
