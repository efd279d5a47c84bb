import { html } from "../../report/html/html.js";
import { dataIsland, page, type PageFrame, runTabs } from "./page.js";
import { pageButtons, recordingFilters } from "./recordingFilters.js";

/** A page to browse and play a run's recordings; the browser draws the server's summary. */
export function exploreView(
  frame: PageFrame,
  { run, hasReport, runs }: { readonly run: string; readonly hasReport: boolean; readonly runs: readonly string[] },
): string {
  return page(frame, {
    title: `Explore ${run}`,
    place: "/explore",
    crumbs: [
      ["Runs", "/"],
      [run, `/runs/${encodeURIComponent(run)}`],
    ],
    script: "explorePage",
    body: html`${dataIsland("run", run)}
      <h1>Recordings of ${run}</h1>
      ${runTabs(run, "Explore", hasReport)}
      ${
        runs.length > 1
          ? html`<p class="small">
              Other runs:
              ${runs
                .filter((each) => each !== run)
                .slice(0, 8)
                .map((each) => html`<a href="/explore/${encodeURIComponent(each)}">${each}</a> `)}
            </p>`
          : undefined
      }
      <p id="state" role="status">Loading …</p>
      <div id="explored" hidden>
        <section aria-labelledby="map-title">
          <h2 id="map-title">A map of the recordings</h2>
          <p class="note" id="map-note"></p>
          <div id="legend" class="swatches"></div>
          <div id="map"></div>
          <form id="play" class="fields">
            ${recordingFilters}
            <div><button>Play one of these</button></div>
          </form>
          <p class="problem" role="alert" id="play-problem"></p>
          <details id="recordings">
            <summary>Table of all recordings</summary>
            <div class="scroll" tabindex="0" role="region" aria-label="Recordings">
              <table class="plain">
                <thead>
                  <tr>
                    <th scope="col">emotion</th>
                    <th scope="col">gender</th>
                    <th scope="col">speaker</th>
                    <th scope="col">duration</th>
                    <th scope="col">play</th>
                  </tr>
                </thead>
                <tbody></tbody>
              </table>
            </div>
            ${pageButtons}
          </details>
        </section>
        <section aria-labelledby="counts-title">
          <h2 id="counts-title">Recordings by emotion and gender</h2>
          <div id="counts"></div>
        </section>
        <section aria-labelledby="durations-title">
          <h2 id="durations-title">Durations</h2>
          <p class="note"><span class="key"></span>women <span class="key second"></span>men; seconds</p>
          <div id="durations"></div>
        </section>
        <section aria-labelledby="boxes-title">
          <h2 id="boxes-title">One feature by emotion and gender</h2>
          <label
            >Feature
            <select id="feature"></select
          ></label>
          <p class="note">
            Each box spans the middle half of the values, its line is the median; whiskers reach the most distant values
            within 1.5 box lengths, and circles are values beyond.
          </p>
          <div id="boxes" class="scroll" tabindex="0" role="region" aria-label="Box plots"></div>
        </section>
        <div class="docked" hidden>
          <p id="playing" class="small" role="status">Nothing is playing.</p>
          <audio id="player" controls preload="none"></audio>
        </div>
      </div>`,
  });
}

/** Shown while there is no run to explore. */
export function nothingToExploreView(frame: PageFrame, place: "/explore" | "/recording"): string {
  const title = place === "/explore" ? "Explore" : "Recording";
  return page(frame, {
    title,
    place,
    body: html`<h1>${title}</h1>
      <p class="empty">No run has finished computing features yet.</p>`,
  });
}
