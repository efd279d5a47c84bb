import type { RunStatus } from "../../runs/runStatus.js";
import { type Html, html } from "../../report/html/html.js";
import { page, type PageFrame } from "./page.js";
import { runTable } from "./runTable.js";

/** The first page: all runs, and a way to start one. */
export function runsView(frame: PageFrame, runs: readonly RunStatus[], sources: readonly string[]): string {
  return page(frame, {
    title: "Runs: speech emotion",
    place: "/",
    script: "runsPage",
    body: html`<h1>Runs</h1>
      <div id="runs">${runTable(runs)}</div>
      ${frame.readOnly || sources.length === 0 ? undefined : startForm(sources)}`,
  });
}

function startForm(sources: readonly string[]): Html {
  return html`<section aria-labelledby="start-title">
    <h2 id="start-title">Start a run</h2>
    <form id="start">
      <div class="fields">
        <label>
          Source
          <input name="source" list="sources" required value="${sources[0]}" autocomplete="off" spellcheck="false" />
        </label>
        <datalist id="sources">${sources.map((source) => html`<option value="${source}"></option>`)}</datalist>
        <label>
          Name
          <input
            name="run"
            required
            maxlength="64"
            pattern="[A-Za-z0-9][A-Za-z0-9._\\-]*"
            autocomplete="off"
            spellcheck="false"
          />
        </label>
      </div>
      <label class="check"><input type="checkbox" name="nested" /> Nested cross-validation (slower)</label>
      <p class="problem" role="alert"></p>
      <div class="actions"><button>Start</button></div>
    </form>
    <p class="hint">Other settings use the defaults of <code>ser run</code>. Workers must be running.</p>
  </section>`;
}
