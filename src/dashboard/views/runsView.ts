import type { RunSummary } from "../../runs/chosenRuns.js";
import { type Html, html } from "../../report/html/html.js";
import { dataIsland, page, type PageFrame } from "./page.js";
import { runTable } from "./runTable.js";

/** The first page: all runs, and a way to start one. */
export function runsView(frame: PageFrame, runs: readonly RunSummary[], sources: readonly string[]): string {
  return page(frame, {
    title: "Runs: speech emotion",
    place: "/",
    script: "runsPage",
    body: html`${dataIsland("list", { readOnly: frame.readOnly, runs })}
      <h1>Runs</h1>
      <div class="list-tools">
        <label>Filter <input type="search" id="filter" placeholder="name, tag, data set, stage" /></label>
        <button class="quiet" id="compare" disabled>Compare selected runs</button>
      </div>
      <p class="problem" role="alert" id="list-problem"></p>
      <div id="runs">${runTable(runs, { order: "started", selected: new Set(), readOnly: frame.readOnly })}</div>
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
