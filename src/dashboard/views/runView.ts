import type { Report } from "../../report/report.js";
import { html } from "../../report/html/html.js";
import { summarySection } from "../../report/html/summarySection.js";
import type { RunNotes } from "../../runs/runRecord.js";
import type { RunSnapshot } from "../../runs/runSnapshot.js";
import { hasEnded } from "../../runs/stages.js";
import { confusionView } from "./confusionView.js";
import { downloads } from "./downloads.js";
import { dataIsland, page, type PageFrame, runTabs } from "./page.js";
import { notesForm, runActions } from "./runActions.js";
import { runNow } from "./runNow.js";

/** The page of one run: live while it is running, then its results. */
export function runView(frame: PageFrame, snapshot: RunSnapshot, report: Report | undefined, notes: RunNotes): string {
  const { status } = snapshot;
  const isOver = hasEnded(status.stage);
  return page(frame, {
    title: status.run,
    place: "/",
    crumbs: [["Runs", "/"]],
    script: "runPage",
    body: html`${dataIsland("snapshot", snapshot)}
      <h1>Run ${status.run}</h1>
      ${runTabs(status.run, "Run", report !== undefined)}
      <p>${status.synthetic ? "Synthetic recordings" : "Recordings"} from <b>${status.source}</b></p>
      <p class="problem" role="status" id="contact" hidden></p>
      ${report && Object.keys(report.sets).length > 0 ? html`<section class="result">${summarySection(report)}</section>` : undefined}
      ${
        report &&
        html`<div class="actions">
            <a class="button" href="/runs/${encodeURIComponent(status.run)}/report">Full report</a>
            <a class="button quiet" href="/explore/${encodeURIComponent(status.run)}">Explore recordings</a>
          </div>
          ${downloads(status.run, report)}`
      }
      <div id="now">${runNow(snapshot)}</div>
      <section id="speed">
        <h2>Files per second</h2>
        <p class="empty">${isOver ? "Too short to chart." : "Shown when the first files are done."}</p>
        <div class="chart" id="chart" role="img" aria-label="Files per second over time" hidden></div>
      </section>
      <section id="rejected" hidden>
        <h2>Rejected files</h2>
        <div id="rejected-list"></div>
        ${
          isOver && !frame.readOnly
            ? html`<p class="problem" role="alert" id="retry-problem"></p>
                <div class="actions"><button class="quiet" id="retry">Retry these files</button></div>`
            : undefined
        }
      </section>
      ${report && confusionView(report)}
      ${frame.readOnly ? undefined : html`${notesForm(notes)}${runActions(status.run, status.stage)}`}`,
  });
}
