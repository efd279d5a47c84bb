import type { RunStatus } from "../../runs/runStatus.js";
import { hasEnded, type Stage } from "../../runs/stages.js";
import type { WorkerInfo } from "../../runs/workerRegistry.js";
import { count, counted, duration } from "../../report/html/figures.js";
import { type Html, html } from "../../report/html/html.js";
import type { RunSnapshot } from "../../runs/runSnapshot.js";

export const stageWords: Readonly<Record<Stage, string>> = {
  listing: "listing",
  extracting: "computing features",
  training: "training",
  done: "done",
  failed: "failed",
  cancelled: "cancelled",
};

/** A snapshot of a run: stages, figures and workers. Rendered first by the server, then updated by the browser. */
export function runNow({ at, status, workers }: RunSnapshot): Html {
  return html`${status.failure === null ? undefined : html`<p class="problem">Failed: ${status.failure}</p>`}
    <ol class="stages-now" aria-label="Stages">
      ${stages(status)}
    </ol>
    <dl class="facts">
      ${facts(status).map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
    ${hasEnded(status.stage) ? undefined : workersPart(workers, at)}`;
}

function stages({ stage, files, training }: RunStatus): Html[] {
  const isTraining = stage === "training" || stage === "done";
  const over = files.done + files.rejected;
  const skipped = Object.values(files.skipped).reduce((sum, n) => sum + n, 0);
  return [
    stagePart(
      "Listing",
      stage === "listing" ? undefined : 1,
      `${counted(files.listed, "file")} listed, ${count(skipped)} skipped`,
    ),
    stagePart(
      "Features",
      files.queued === 0 ? 0 : over / files.queued,
      `${count(over)} of ${counted(files.queued, "recording")}`,
    ),
    stagePart(
      "Training",
      stage === "done" ? 1 : training === null || !isTraining ? 0 : training.done / training.planned,
      training === null
        ? isTraining
          ? "starting"
          : "starts after the features"
        : `${count(training.done)} of ${counted(training.planned, "fit")}${stage === "done" ? "" : phaseWords(training.phase)}`,
    ),
  ];
}

function phaseWords(phase: string): string {
  return phase === "" ? "" : `: ${phase}`;
}

/** @param share 0 to 1; undefined while it is unknown */
function stagePart(name: string, share: number | undefined, words: string): Html {
  const label = `${name}: ${words}`;
  return html`<li>
    <h2>${name}</h2>
    ${
      share === undefined
        ? html`<progress aria-label="${label}"></progress>`
        : html`<progress aria-label="${label}" max="1" value="${share.toFixed(4)}"></progress>`
    }
    <p class="small">${words}</p>
  </li>`;
}

function facts({
  stage,
  files,
  filesPerSec,
  secondsLeft,
  training,
  otherVersions,
}: RunStatus): (readonly [string, string])[] {
  const isExtracting = stage === "listing" || stage === "extracting";
  return [
    ["stage", stageWords[stage]],
    ["features computed", count(files.done)],
    ["rejected", count(files.rejected)],
    ["files per second (average)", filesPerSec === null ? "–" : filesPerSec.toFixed(filesPerSec < 10 ? 1 : 0)],
    ...(stage === "training" && training !== null ? trainingFacts(training) : []),
    ...(isExtracting && secondsLeft !== null ? [["estimated time left", duration(secondsLeft)] as const] : []),
    ...(otherVersions === null ? [] : [["workers that skip its jobs", otherVersions] as const]),
  ];
}

function trainingFacts({
  elapsedSec,
  secondsLeft,
  fitsPerSec,
  best,
}: NonNullable<RunStatus["training"]>): (readonly [string, string])[] {
  return [
    ["training since", duration(elapsedSec)],
    ["estimated time left", secondsLeft === null ? "known after the first fit" : `about ${duration(secondsLeft)}`],
    ["fits per second (average)", fitsPerSec === null ? "–" : fitsPerSec.toFixed(fitsPerSec < 10 ? 1 : 0)],
    [
      "best macro F1 so far (cross-validated)",
      best === null ? "–" : `${best.macroF1.toFixed(3)} for ${best.set}: ${best.params}`,
    ],
  ];
}

function workersPart(workers: readonly WorkerInfo[], now: number): Html {
  if (workers.length === 0)
    return html`<section>
      <h2>Workers</h2>
      <p class="empty">No workers are running. Start some with <code>ser work</code>, on any number of machines.</p>
    </section>`;
  return html`<section>
    <h2>Workers</h2>
    <div class="scroll">
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">host</th>
            <th scope="col">type</th>
            <th scope="col">threads</th>
            <th scope="col">per second</th>
            <th scope="col">last seen</th>
          </tr>
        </thead>
        <tbody>
          ${workers.map(
            ({ host, pid, kind, threads, perSec, seenAt }) =>
              html`<tr>
                <th scope="row">${host} <small>process ${pid}</small></th>
                <td>${kind}</td>
                <td>${threads}</td>
                <td>${perSec < 0.05 ? "idle" : perSec.toFixed(1)}</td>
                <td data-seen-at="${seenAt}">${Math.max(0, Math.round((now - seenAt) / 1000))} s ago</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}
