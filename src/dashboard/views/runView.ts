import type { Report } from "../../report/report.js";
import { html } from "../../report/html/html.js";
import { summarySection } from "../../report/html/summarySection.js";
import type { RunSnapshot } from "../../runs/runSnapshot.js";
import { dataIsland, page, type PageFrame } from "./page.js";
import { runNow } from "./runNow.js";

/** One run: live while it is under way; when it is over, what came out. */
export function runView(frame: PageFrame, snapshot: RunSnapshot, report: Report | undefined): string {
  const { status } = snapshot;
  const path = `/runs/${encodeURIComponent(status.run)}`;
  const isOver = status.stage === "done" || status.stage === "failed";
  return page(frame, {
    title: `${status.run}: speech emotion`,
    place: "/",
    script: "runPage",
    body: html`${dataIsland("snapshot", snapshot)}
      <h1>Run ${status.run}</h1>
      <p>${status.synthetic ? "Made-up voices" : "Recordings"} of <b>${status.source}</b></p>
      <div id="now">${runNow(snapshot)}</div>
      <section id="speed">
        <h2>Files a second</h2>
        <p class="empty">${isOver ? "It was over too soon to draw." : "Drawn as soon as there are some."}</p>
        <div class="chart" id="chart" role="img" aria-label="Files a second over time" hidden></div>
      </section>
      ${
        report &&
        html`<div class="actions">
          <a class="button" href="${path}/report">The whole report</a>
          ${
            Object.keys(report.sets).length > 0
              ? html`<a class="button quiet" href="/models/${encodeURIComponent(status.run)}">Its models</a>`
              : undefined
          }
          <a class="button quiet" href="/explore/${encodeURIComponent(status.run)}">Explore its recordings</a>
        </div>`
      }
      <section id="rejected" hidden>
        <h2>Rejected files</h2>
        <div id="rejected-list"></div>
        ${
          isOver && !frame.readOnly
            ? html`<p class="problem" role="alert" id="retry-problem"></p>
                <div class="actions"><button class="quiet" id="retry">Try these again</button></div>`
            : undefined
        }
      </section>
      ${report && Object.keys(report.sets).length > 0 ? html`<section>${summarySection(report)}</section>` : undefined}`,
  });
}
