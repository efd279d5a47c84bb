import { count, duration, score } from "../../report/html/figures.js";
import { type Html, html } from "../../report/html/html.js";
import type { RunOrder, RunSummary } from "../../runs/chosenRuns.js";
import { hasEnded, type Stage } from "../../runs/stages.js";
import { stageWords } from "./runNow.js";

export interface RunTableState {
  readonly order: RunOrder;
  /** names of the runs selected for comparison */
  readonly selected: ReadonlySet<string>;
  /** hides the buttons that change something */
  readonly readOnly: boolean;
}

/** Runs in the order given. Rendered first by the server, then updated by the browser. */
export function runTable(runs: readonly RunSummary[], state: RunTableState): Html {
  if (runs.length === 0) return html`<p class="empty">No runs. Start one with <code>ser produce SOURCE</code>.</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Runs">
    <table class="plain runs">
      <thead>
        <tr>
          <td><span class="visually-hidden">compare</span></td>
          ${sortable("name", "run", state.order)}
          <th scope="col">stage</th>
          <th scope="col">files</th>
          ${sortable("f1", "macro F1, new speakers", state.order)} ${sortable("started", "started (UTC)", state.order)}
          ${sortable("took", "took", state.order)}
          <th scope="col">emotions</th>
          <th scope="col" class="source">features</th>
          <th scope="col" class="source">data</th>
          ${state.readOnly ? undefined : html`<td></td>`}
        </tr>
      </thead>
      <tbody>
        ${runs.map((run) => runRow(run, state))}
      </tbody>
    </table>
  </div>`;
}

function sortable(order: RunOrder, words: string, current: RunOrder): Html {
  const isCurrent = order === current;
  // Newest or best first, but names and durations ascending.
  const direction = order === "started" || order === "f1" ? "descending" : "ascending";
  return html`<th scope="col" aria-sort="${isCurrent ? direction : "none"}">
    <button class="link" data-order="${order}">${words}</button>
  </th>`;
}

function runRow(summary: RunSummary, { selected, readOnly }: RunTableState): Html {
  const { run, stage, files, source, synthetic, startedAt, tookSec, emotions, featureSet, dataSets } = summary;
  const over = files.done + files.rejected;
  const isSelected = selected.has(run) ? html`checked` : undefined;
  return html`<tr>
    <td>
      ${
        summary.macroF1 === null
          ? undefined
          : html`<input type="checkbox" data-select="${run}" aria-label="compare ${run}" ${isSelected} />`
      }
    </td>
    <th scope="row"><a href="/runs/${encodeURIComponent(run)}">${run}</a>${labelsOf(summary)}</th>
    <td>${stageWords[stage]}</td>
    <td>
      ${`${count(over)} of ${count(files.queued)}`}${
        files.rejected === 0 ? undefined : html`<small>${count(files.rejected)} rejected</small>`
      }
    </td>
    ${scoreCell(summary)}
    <td>${startedAt === null ? "" : startedAt.slice(0, 16).replace("T", " ")}</td>
    <td>${tookSec === null ? "" : duration(tookSec)}</td>
    <td>${emotions.join(", ")}</td>
    <td class="source">${featureSet ?? ""}</td>
    <td class="source">${dataSets.join(", ")}${synthetic ? " (synthetic)" : ""}<small>${source}</small></td>
    ${readOnly ? undefined : html`<td>${rowButtons(run, stage)}</td>`}
  </tr>`;
}

function labelsOf({ tags, note }: RunSummary): Html {
  return html`${tags.map((tag) => html` <span class="tag">${tag}</span>`)}${note === "" ? undefined : html`<small>${note}</small>`}`;
}

function scoreCell({ macroF1, interval }: RunSummary): Html {
  if (macroF1 === null) return html`<td></td>`;
  return html`<td>
    <b>${score(macroF1)}</b>${
      interval === null ? undefined : html`<small>${score(interval.lower)} to ${score(interval.upper)}</small>`
    }
  </td>`;
}

function rowButtons(run: string, stage: Stage): Html {
  const resume = html`<button class="link" data-resume="${run}" aria-label="Resume ${run}">Resume</button> `;
  return hasEnded(stage)
    ? html`${stage === "cancelled" ? resume : undefined}<button
          class="link"
          data-delete="${run}"
          aria-label="Delete ${run}"
        >
          Delete
        </button>`
    : html`<button class="link" data-cancel="${run}" aria-label="Cancel ${run}">Cancel</button>`;
}
