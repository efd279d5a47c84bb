import { count, percent } from "../../report/html/figures.js";
import { html } from "../../report/html/html.js";
import { inOrderOfEmotions } from "../../corpus/dataSets.js";
import type { Explored } from "../explore/explorer.js";
import type { ListedRecording } from "../explore/listedRecording.js";
import { emotionClass } from "../views/emotionClass.js";
import { ask, at, element, elementOf, island, linked } from "./ask.js";
import { boxPlots } from "./boxPlots.js";
import { countsTables } from "./countsTables.js";
import { durationCharts } from "./durationCharts.js";
import { RecordingMap } from "./recordingMap.js";
import { randomRecording } from "./findRecordings.js";
import { onFilters, recordingWords } from "./recordingFilters.js";
import { RecordingPager } from "./recordingPager.js";
import { recordingRows } from "./recordingRows.js";

const run = island("run") as string;
const path = `/api/runs/${encodeURIComponent(run)}`;
const player = elementOf(HTMLAudioElement, "#player");

/** Rows of the table on one page. */
const pageRows = 25;

type Data = Omit<Explored, "features">;

function play(data: Data, map: RecordingMap, recording: ListedRecording): void {
  const { key } = recording;
  player.src = at(`${path}/audio?key=${encodeURIComponent(key)}`);
  element(".docked").hidden = false;
  void player.play().catch(() => undefined); // the player itself shows what it cannot play
  const seen = `/recording/${encodeURIComponent(run)}?key=${encodeURIComponent(key)}`;
  element("#playing").innerHTML = linked(html`${recordingWords(recording)}: <a href="${seen}">${key}</a>`);
  map.mark(data.sample.findIndex((sampled) => sampled.key === key)); // -1 if it is not among the sampled ones
}

async function showFeature(data: Data, column: string): Promise<void> {
  const values = (await ask(`${path}/features/${encodeURIComponent(column)}`)) as number[];
  element("#boxes").innerHTML = boxPlots(column, values, data.sample, data.units[data.columns.indexOf(column)]).text;
}

function show(data: Data): void {
  element("#counts").innerHTML = countsTables(data.cells).text;
  element("#durations").innerHTML = durationCharts(data.durations).text;
  const map = new RecordingMap(element("#map"), data.map, data.sample, (index) => play(data, map, data.sample[index]!));
  listAll(data, (recording) => play(data, map, recording));
  const emotions = inOrderOfEmotions(data.sample.map(({ emotion }) => emotion));
  const legend = element("#legend");
  legend.innerHTML = emotions
    .map(
      (emotion) =>
        html`<button type="button" aria-pressed="true" data-emotion="${emotion}">
          <i class="swatch ${emotionClass(emotion)}"></i>${emotion}
        </button>`.text,
    )
    .join("");
  legend.addEventListener("click", ({ target }) => {
    const button = (target as Element).closest<HTMLElement>("[data-emotion]");
    if (button === null) return;
    button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
    const shown = new Set(
      [...legend.querySelectorAll<HTMLElement>('[aria-pressed="true"]')].map(({ dataset }) => dataset["emotion"]!),
    );
    map.showOnly((index) => shown.has(data.sample[index]!.emotion));
  });
  const drawn = data.sample.length < data.recordings ? `${count(data.sample.length)} of ` : "";
  const held = percent(data.explained.reduce((sum, share) => sum + share, 0));
  element("#map-note").textContent =
    `${drawn}${count(data.recordings)} recordings by the first two principal components of their features (mel bands in decibels), which explain ${held} of the variance: recordings close together have similar features.`;
  const choice = elementOf(HTMLSelectElement, "#feature");
  choice.innerHTML = data.columns.map((column) => html`<option>${column}</option>`.text).join("");
  const first = data.columns.find((column) => column.startsWith("mfcc")) ?? data.columns[0]!;
  choice.value = first;
  choice.addEventListener("change", () => void showFeature(data, choice.value));
  void showFeature(data, first);
}

/** All recordings that match the filters, as a table page by page, and a random one of them. */
function listAll(data: Data, playThis: (recording: ListedRecording) => void): void {
  const table = element("#recordings");
  const form = elementOf(HTMLFormElement, "#play");
  let listed: readonly ListedRecording[] = [];
  const pager = new RecordingPager(table, path, pageRows, data, (recordings) => {
    listed = recordings;
    element("tbody", table).innerHTML = recordingRows(recordings);
  });
  const chosen = onFilters(form, data, (filter) => void pager.show(filter));
  table.addEventListener("click", ({ target }) => {
    const asked = (target as HTMLElement).closest("[data-play]")?.getAttribute("data-play");
    const recording = listed.find(({ key }) => key === asked);
    if (recording !== undefined) playThis(recording);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const problem = element("#play-problem");
    problem.textContent = "";
    void randomRecording(path, chosen(), data.sample)
      .then((recording) => {
        if (recording === undefined) problem.textContent = "No recording matches this choice.";
        else playThis(recording);
      })
      .catch((error: unknown) => (problem.textContent = error instanceof Error ? error.message : String(error)));
  });
  void pager.show(chosen());
}

try {
  const data = (await ask(`${path}/explore`)) as Data;
  const state = element("#state");
  if (data.recordings === 0) state.textContent = "No recording has features.";
  else {
    state.hidden = true;
    element("#explored").hidden = false;
    show(data);
  }
} catch (error) {
  element("#state").textContent = error instanceof Error ? error.message : String(error);
}
