import { count, percent } from "../../report/html/figures.js";
import { html } from "../../report/html/html.js";
import { inOrderOfEmotions } from "../../corpus/dataSets.js";
import type { Explored } from "../explore/explorer.js";
import { emotionClass } from "../views/emotionClass.js";
import { ask, at, element, island, linked } from "./ask.js";
import { boxPlots } from "./boxPlots.js";
import { countsTables } from "./countsTables.js";
import { durationCharts } from "./durationCharts.js";
import { RecordingMap } from "./recordingMap.js";
import { RecordingTable } from "./recordingTable.js";
import { fillOptions, recordingWords, speakersOf, speakerWords } from "./recordingFilters.js";

const run = island("run") as string;
const path = `/api/runs/${encodeURIComponent(run)}`;
const player = element<HTMLAudioElement>("#player");

type Data = Omit<Explored, "features">;

function play(data: Data, map: RecordingMap, index: number): void {
  const recording = data.sample[index]!;
  const { key } = recording;
  player.src = at(`${path}/audio?key=${encodeURIComponent(key)}`);
  element<HTMLElement>(".docked").hidden = false;
  void player.play().catch(() => undefined); // the player itself shows what it cannot play
  const seen = `/recording/${encodeURIComponent(run)}?key=${encodeURIComponent(key)}`;
  element("#playing").innerHTML = linked(html`${recordingWords(recording)}: <a href="${seen}">${key}</a>`);
  map.mark(index);
}

async function showFeature(data: Data, column: string): Promise<void> {
  const values = (await ask(`${path}/features/${encodeURIComponent(column)}`)) as number[];
  element("#boxes").innerHTML = boxPlots(column, values, data.sample, data.units[data.columns.indexOf(column)]).text;
}

function show(data: Data): void {
  element("#counts").innerHTML = countsTables(data.cells).text;
  element("#durations").innerHTML = durationCharts(data.durations).text;
  const map = new RecordingMap(element("#map"), data.map, data.sample, (index) => play(data, map, index));
  new RecordingTable(element("#recordings"), data.sample, (index) => play(data, map, index));
  const emotions = inOrderOfEmotions(data.sample.map(({ emotion }) => emotion));
  const legend = element<HTMLElement>("#legend");
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
  const choice = element<HTMLSelectElement>("#feature");
  choice.innerHTML = data.columns.map((column) => html`<option>${column}</option>`.text).join("");
  const first = data.columns.find((column) => column.startsWith("mfcc")) ?? data.columns[0]!;
  choice.value = first;
  choice.addEventListener("change", () => void showFeature(data, choice.value));
  void showFeature(data, first);
  const form = element<HTMLFormElement>("#play");
  fillOptions(element('[name="emotion"]', form), emotions);
  fillOptions(element('[name="speaker"]', form), speakersOf(data.sample), "any");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const fields = new FormData(form);
    const fits = (name: string, value: string): boolean => ["", value].includes(fields.get(name) as string);
    const fitting = data.sample.flatMap((recording, i) =>
      fits("emotion", recording.emotion) &&
      fits("gender", recording.gender ?? "unknown") &&
      fits("speaker", speakerWords(recording))
        ? [i]
        : [],
    );
    const chosen = fitting[Math.floor(Math.random() * fitting.length)];
    if (chosen === undefined) element("#playing").textContent = "No recording matches this choice.";
    else play(data, map, chosen);
  });
}

try {
  const data = (await ask(`${path}/explore`)) as Data;
  const state = element<HTMLElement>("#state");
  if (data.recordings === 0) state.textContent = "No recording has features.";
  else {
    state.hidden = true;
    element<HTMLElement>("#explored").hidden = false;
    show(data);
  }
} catch (error) {
  element("#state").textContent = error instanceof Error ? error.message : String(error);
}
