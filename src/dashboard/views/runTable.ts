import type { RunStatus } from "../../runs/runStatus.js";
import { count } from "../../report/html/figures.js";
import { type Html, html } from "../../report/html/html.js";
import { stageWords } from "./runNow.js";

/** All runs, newest first. Rendered first by the server, then updated by the browser. */
export function runTable(runs: readonly RunStatus[]): Html {
  if (runs.length === 0) return html`<p class="empty">No runs yet. Start one with <code>ser produce SOURCE</code>.</p>`;
  return html`<div class="scroll">
    <table class="plain runs">
      <thead>
        <tr>
          <th scope="col">run</th>
          <th scope="col">stage</th>
          <th scope="col">files</th>
          <th scope="col">rejected</th>
          <th scope="col" class="source">source</th>
        </tr>
      </thead>
      <tbody>
        ${runs.map(runRow)}
      </tbody>
    </table>
  </div>`;
}

function runRow({ run, stage, files, source }: RunStatus): Html {
  const over = files.done + files.rejected;
  return html`<tr>
    <th scope="row"><a href="/runs/${encodeURIComponent(run)}">${run}</a></th>
    <td>${stageWords[stage]}</td>
    <td>${count(over)} of ${count(files.queued)}</td>
    <td>${count(files.rejected)}</td>
    <td class="source">${source}</td>
  </tr>`;
}
