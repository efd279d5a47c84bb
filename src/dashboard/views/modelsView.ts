import { count, percent } from "../../report/html/figures.js";
import { type Html, html } from "../../report/html/html.js";
import type { ListedModels } from "../../models/modelStore.js";
import { page, type PageFrame } from "./page.js";
import { promoteButton } from "./promoteButton.js";

const setWords = { all: "all speakers", women: "women", men: "men", gender: "speaker gender" } as const;

/**
 * All trained models, and which of them are current.
 *
 * @param kept names of the existing runs: models are kept when their run is deleted
 */
export function modelsView(frame: PageFrame, listed: readonly ListedModels[], kept: readonly string[]): string {
  return page(frame, {
    title: "Models",
    place: "/models",
    script: "modelsPage",
    body: html`<h1>Models</h1>
      <p>Predictions use the current models. New speakers: accuracy on actors held out of training.</p>
      <p class="problem" role="alert" id="promote-problem"></p>
      ${
        listed.length === 0
          ? html`<p class="empty">No models yet: a run saves its models when it finishes.</p>`
          : listed.map((models, i) =>
              modelsPart(models, {
                isNewest: listed[i - 1]?.run !== models.run,
                isKept: kept.includes(models.run),
                readOnly: frame.readOnly,
              }),
            )
      }`,
  });
}

/** Forests are evaluated on known voices, votes of linear models on enrolled ones. */
function knownVoices({ stratified, enrolled }: ListedModels["models"][number]["scores"]): string {
  const known = enrolled ?? stratified;
  return known === undefined ? "" : percent(known.accuracy);
}

interface PartState {
  /** whether they are the newest of their run; only these can be made current */
  readonly isNewest: boolean;
  /** whether their run still exists */
  readonly isKept: boolean;
  readonly readOnly: boolean;
}

function modelsPart(
  { run, createdAt, isCurrent, models }: ListedModels,
  { isNewest, isKept, readOnly }: PartState,
): Html {
  return html`<section>
    <h2>
      ${isKept ? html`<a href="/models/${encodeURIComponent(run)}">${run}</a>` : html`${run} <small>run deleted</small>`}${isCurrent ? html` <small>current</small>` : undefined}
    </h2>
    <div class="scroll">
      <table class="plain numbers wide-table">
        <thead>
          <tr>
            <th scope="col">model</th>
            <th scope="col">new speakers</th>
            <th scope="col">known or enrolled voices</th>
            <th scope="col">recordings</th>
            <th scope="col">features</th>
          </tr>
        </thead>
        <tbody>
          ${models.map(
            ({ set, scores, rows, nFeatures, synthetic }) =>
              html`<tr>
                <th scope="row">${setWords[set]}${synthetic ? html`<small>synthetic voices</small>` : undefined}</th>
                <td>${percent(scores.byActor.accuracy)}</td>
                <td>${knownVoices(scores)}</td>
                <td>${count(rows)}</td>
                <td>${count(nFeatures)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <p class="hint">Trained ${createdAt.slice(0, 16).replace("T", " ")} UTC</p>
    ${readOnly || isCurrent || !isNewest ? undefined : promoteButton(run)}
  </section>`;
}
