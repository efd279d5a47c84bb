import { audioExtensions } from "../../audio/formats.js";
import { html } from "../../report/html/html.js";
import type { ListedModels } from "../../models/modelStore.js";
import type { WorkerKind } from "../../runs/workerRegistry.js";
import { dataIsland, page, type PageFrame } from "./page.js";
import { workerNotice } from "./workerNotice.js";

/** What the file dialog offers. */
const accepted = ["audio/*", "video/mp4", ...[...audioExtensions].map((extension) => `.${extension}`)].join();

/**
 * The page for predictions from a file, a recording of a source, or the microphone.
 *
 * @param workers the running workers
 * @param kept    names of the existing runs: models are kept when their run is deleted
 */
export function predictView(
  frame: PageFrame,
  models: readonly ListedModels[],
  workers: readonly { readonly kind: WorkerKind }[],
  kept: readonly string[],
): string {
  const runs = [...new Set(models.map(({ run }) => run))];
  const current = models.find(({ isCurrent }) => isCurrent)?.run;
  const form = html`${dataIsland("live-model", { kernels: frame.href("dsp.wasm"), current: current ?? "" })}
    ${dataIsland(
      "kept-runs",
      runs.filter((run) => kept.includes(run)),
    )}
    <form id="predict">
      <div class="drop" id="drop">
        <label>
          Drop a recording here, or choose a file
          <input type="file" name="file" accept="${accepted}" />
        </label>
      </div>
      <div class="fields">
        <label>
          Speaker
          <select name="gender">
            <option value="auto">detect automatically</option>
            <option value="woman">woman</option>
            <option value="man">man</option>
          </select>
        </label>
        <label>
          Models
          <select name="run">
            ${current === undefined ? undefined : html`<option value="">current (${current})</option>`}
            ${runs.map((run) => html`<option value="${run}">${run}</option>`)}
          </select>
        </label>
      </div>
      <div class="actions">
        <button>Predict</button>
        <button type="button" class="quiet" id="record" aria-pressed="false">Record with the microphone</button>
        <label class="check"><input type="checkbox" id="live" /> predict while I speak</label>
      </div>
      <div class="actions" id="recording-now" hidden>
        <meter id="level" min="0" max="1" aria-label="Microphone level"></meter>
        <span id="elapsed">0.0 s</span>
        <span id="live-answer"></span>
      </div>
    </form>
    <details id="places" hidden>
      <summary>Or choose a recording from a source</summary>
      <label>
        Place
        <select></select>
      </label>
      <p data-folders class="crumbs"></p>
      <p class="problem" role="alert"></p>
      <ul data-files class="files"></ul>
      <button type="button" class="quiet" data-more hidden>More</button>
    </details>
    <p class="problem" role="alert" id="problem"></p>
    <p id="force" hidden><button type="button" class="quiet">Predict anyway</button></p>
    <p id="state" role="status"></p>
    <audio id="player" controls hidden></audio>
    <div id="answer"></div>`;
  return page(frame, {
    title: "Predict",
    place: "/predict",
    script: "predictPage",
    body: html`<h1>Predict the emotion in a recording</h1>
      ${
        frame.readOnly
          ? html`<p class="empty">This server was started with <code>--read-only</code>: it makes no predictions.</p>`
          : runs.length === 0
            ? html`<p class="empty">No models yet: a run saves its models when it finishes.</p>`
            : html`${workerNotice(["predict"], workers)}${form}`
      }`,
  });
}
