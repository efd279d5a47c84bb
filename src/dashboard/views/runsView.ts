import type { RunSummary } from "../../runs/chosenRuns.js";
import type { WorkerKind } from "../../runs/workerRegistry.js";
import { html } from "../../report/html/html.js";
import { dataIsland, page, type PageFrame } from "./page.js";
import { runTable } from "./runTable.js";
import { startForm } from "./startForm.js";

/** The home page: all runs, and a form to start one. @param workers the running workers */
export function runsView(
  frame: PageFrame,
  runs: readonly RunSummary[],
  sources: readonly string[],
  workers: readonly { readonly kind: WorkerKind }[],
): string {
  return page(frame, {
    title: "Runs",
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
      ${frame.readOnly || sources.length === 0 ? undefined : startForm(sources, new Set(runs.map(({ run }) => run)), workers)}`,
  });
}
