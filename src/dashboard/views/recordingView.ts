import { html } from "../../report/html/html.js";
import { dataIsland, page, type PageFrame, runTabs } from "./page.js";
import { pageButtons, recordingFilters } from "./recordingFilters.js";

/** Data for the page's script. */
export interface RecordingPageData {
  readonly run: string;
  /** Hz the run analysed at */
  readonly sampleRate: number | "native";
  /** address of the kernels */
  readonly kernels: string;
  /** the place to predict recordings from; absent if that is not allowed */
  readonly place?: string;
}

/** A page to play and view one recording; the browser computes the picture. */
export function recordingView(
  frame: PageFrame,
  run: string,
  { sampleRate, place, hasReport }: Pick<RecordingPageData, "sampleRate" | "place"> & { readonly hasReport: boolean },
): string {
  const data: RecordingPageData = {
    ...{ run, sampleRate, kernels: frame.href("dsp.wasm") },
    ...(place === undefined ? {} : { place }),
  };
  return page(frame, {
    title: `A recording of ${run}`,
    place: "/recording",
    crumbs: [
      ["Runs", "/"],
      [run, `/runs/${encodeURIComponent(run)}`],
    ],
    script: "recordingPage",
    body: html`${dataIsland("data", data)}
      <h1>A recording of ${run}</h1>
      ${runTabs(run, "Recording", hasReport)}
      <form id="choose" class="fields">
        ${recordingFilters}
        <label>
          Recording
          <select name="key"></select>
        </label>
        <div><button>Random recording</button></div>
      </form>
      <div id="pages">${pageButtons}</div>
      <p id="state" role="status">Looking for recordings …</p>
      <div id="recording" hidden>
        <h2 id="name"></h2>
        <p id="out-of-fold"></p>
        <audio id="player" controls preload="auto"></audio>
        <label class="position"
          >Position <input id="position" type="range" min="0" max="0" step="0.01" value="0"
        /></label>
        ${
          place === undefined
            ? undefined
            : html`<div class="actions">
                  <button type="button" class="quiet" id="predict-this">Predict this</button>
                  <button type="button" class="quiet" id="over-time">Emotion over time</button>
                  <label class="beside"
                    >in windows of
                    <select id="window">
                      <option value="1">1 s</option>
                      <option value="1.5" selected>1.5 s</option>
                      <option value="3">3 s</option>
                      <option value="5">5 s</option>
                    </select>
                  </label>
                </div>
                <p class="problem" role="alert" id="predict-problem"></p>
                <div id="answer"></div>
                <div id="course"></div>`
        }
        <div id="picture"></div>
        <p class="note">
          Computed in your browser by the same WebAssembly kernels as in the workers. Click the picture to jump to that
          moment.
          <a href="/explore/${encodeURIComponent(run)}">All recordings of this run</a>
        </p>
      </div>`,
  });
}
