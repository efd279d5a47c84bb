import { sourceOf } from "../../dsp/featureBackend.js";
import type { EmotionOverTime } from "../../models/overTimeSchema.js";
import type { Prediction } from "../../models/prediction.js";
import { percent } from "../../report/html/figures.js";
import { html } from "../../report/html/html.js";
import type { Explored } from "../explore/explorer.js";
import type { OutOfFoldAnswers } from "../explore/outOfFold.js";
import type { ListedRecording } from "../explore/listedRecording.js";
import { answer } from "../views/answer.js";
import type { RecordingPageData } from "../views/recordingView.js";
import { ask, at, attempt, element, elementOf, island } from "./ask.js";
import { createBrowserBackend } from "./browserBackend.js";
import { describeRecording } from "./describeRecording.js";
import { emotionCourse } from "./emotionCourse.js";
import { fetchAudio } from "./fetchAudio.js";
import { findRecordings, randomRecording, type RecordingFilter } from "./findRecordings.js";
import { onFilters } from "./recordingFilters.js";
import { RecordingPager } from "./recordingPager.js";
import { SoundPicture } from "./soundPicture.js";

const { run, sampleRate, kernels, place } = island("data") as RecordingPageData;
const path = `/api/runs/${encodeURIComponent(run)}`;
const form = elementOf(HTMLFormElement, "#choose");
const choice = elementOf(HTMLSelectElement, '[name="key"]', form);
const state = element("#state");
const player = elementOf(HTMLAudioElement, "#player");
const position = elementOf(HTMLInputElement, "#position");
const picture = new SoundPicture(element("#picture"), player);
const engine = createBrowserBackend(at(kernels));

/** Recordings in the list at once. */
const pageRows = 100;

/** Maximum wait for a prediction in one request, in seconds. */
const waitSec = 60;

/** The last requested key: responses for others are too late. */
let wanted = "";
let durationSec = 0;
/** number of the last choice: a random recording that arrives after a later choice is dropped */
let draws = 0;

function say(error: unknown): void {
  state.textContent = error instanceof Error ? error.message : String(error);
}

/** @param isNew whether the browser's Back returns to the previous recording */
async function show(key: string, isNew = true): Promise<void> {
  draws += 1;
  const address = `?key=${encodeURIComponent(key)}`;
  if (isNew && wanted !== "" && wanted !== key) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
  wanted = key;
  choose(key);
  element("#recording").hidden = false;
  const words = describeRecording(key, known.get(key));
  element("#name").innerHTML = html`${words} <small>${key}</small>`.text;
  for (const part of document.querySelectorAll("#out-of-fold, #answer, #course")) part.innerHTML = "";
  state.textContent = "Computing …";
  picture.show(undefined);
  const sound = at(`${path}/audio?key=${encodeURIComponent(key)}`);
  player.src = sound;
  void showOutOfFold(key).catch(() => undefined); // a run without predictions has nothing to show
  try {
    const [audio, features] = await Promise.all([fetchAudio(sound), engine]);
    if (wanted !== key) return;
    const analysedRate = sampleRate === "native" ? audio.sampleRate : sampleRate;
    durationSec = audio.samples.length / audio.sampleRate;
    position.max = String(durationSec);
    const frames = features.frames(audio.samples, audio.sampleRate, analysedRate);
    const speech = features.speech(sourceOf(audio.samples, audio.sampleRate));
    picture.show({ ...audio, analysedRate, frames, speech });
    state.textContent = "";
  } catch (error) {
    if (wanted === key) say(error);
  }
}

/** Shows an out-of-fold prediction, preferably by a model that was not trained on the speaker either. */
async function showOutOfFold(key: string): Promise<void> {
  const { answers } = (await ask(`${path}/predictions?key=${encodeURIComponent(key)}`)) as OutOfFoldAnswers;
  const ofNewSpeakers = answers.filter(({ protocol }) => protocol === "byActor");
  const chosen =
    ofNewSpeakers.find(({ recipe, nested }) => recipe === "functionals" && nested) ??
    ofNewSpeakers.find(({ set, nested }) => set === "all" && nested) ??
    ofNewSpeakers[0];
  if (wanted !== key || chosen === undefined) return;
  const { predicted, probabilities } = chosen;
  const share = probabilities?.[predicted];
  const how = share === undefined ? "" : ` (${percent(share)})`;
  element("#out-of-fold").innerHTML = html`Out of fold: a model that was not trained on this speaker predicts
    <b>${predicted}</b>${how}.`.text;
}

/** Labels of the recordings that were listed or sampled, by key. */
const known = new Map<string, ListedRecording>();

function learn(recordings: readonly ListedRecording[]): void {
  for (const recording of recordings) known.set(recording.key, recording);
}

/** Loads the labels of a recording that a link leads to, if it is one of the run's. */
async function learnOf(key: string): Promise<void> {
  if (!known.has(key)) learn((await findRecordings(path, {}, { near: key }, pageRows)).recordings);
}

/** The shown recording, if it is not on the listed page. */
let unlisted: HTMLOptionElement | undefined;

function choose(key: string): void {
  unlisted?.remove();
  unlisted = undefined;
  if (![...choice.options].some(({ value }) => value === key)) choice.prepend((unlisted = new Option(key, key)));
  choice.value = key;
}

/** Fills the list with a page of recordings. */
function list(recordings: readonly ListedRecording[]): void {
  learn(recordings);
  choice.innerHTML = recordings.map(({ key }) => html`<option>${key}</option>`.text).join("");
  unlisted = undefined;
  if (wanted !== "") choose(wanted);
}

async function showRandom(filter: RecordingFilter, sample: readonly ListedRecording[]): Promise<void> {
  state.textContent = "Looking for a recording …";
  const draw = ++draws;
  const recording = await randomRecording(path, filter, sample);
  if (draw !== draws) return;
  if (recording === undefined) {
    state.textContent = "No recording matches this choice.";
    return;
  }
  learn([recording]);
  await show(recording.key);
}

player.addEventListener("timeupdate", () => (position.value = String(player.currentTime)));
position.addEventListener("input", () => (player.currentTime = Number(position.value)));
addEventListener("popstate", () => {
  const key = new URLSearchParams(location.search).get("key");
  if (key !== null) void show(key, false);
});

if (place !== undefined) {
  const problem = element("#predict-problem");
  const predictThis = elementOf(HTMLButtonElement, "#predict-this");
  const overTime = elementOf(HTMLButtonElement, "#over-time");
  predictThis.addEventListener("click", () => {
    void attempt(problem, predictThis, async () => {
      const key = wanted;
      const { prediction } = (await ask(`/api/predictions?wait=${waitSec}`, { source: place, key, run })) as {
        prediction?: Prediction;
      };
      if (prediction === undefined) throw new Error("no worker has responded yet: is ser work predict running?");
      if (wanted !== key) return;
      const known = html`<p class="message">
        These models were trained on recordings of this run, so this prediction does not test them. The line above does.
      </p>`;
      element("#answer").innerHTML = known.text + answer(prediction).text;
    });
  });
  overTime.addEventListener("click", () => {
    void attempt(problem, overTime, async () => {
      const key = wanted;
      const window = Number(elementOf(HTMLSelectElement, "#window").value);
      const question = { source: place, key, run, window, hop: Math.max(window / 6, durationSec / 1_000) };
      const { id, overTime: course } = (await ask(`/api/predictions?wait=${waitSec}`, question)) as {
        id: string;
        overTime?: EmotionOverTime;
      };
      if (course === undefined) throw new Error("no worker has responded yet: is ser work predict running?");
      if (wanted !== key) return;
      const part = element("#course");
      const frame = { ...picture.frame(part.clientWidth), durationSec: course.durationSec };
      part.innerHTML = emotionCourse(course, id, frame);
    });
  });
}

/** The line in the curve follows the audio, like the one in the picture. */
function followInCourse(): void {
  const svg = document.querySelector<SVGElement>("#course svg");
  if (svg !== null) {
    const { left, right } = picture.frame(Number(svg.getAttribute("width")));
    const share = Math.min(1, player.currentTime / durationSec);
    elementOf(SVGElement, ".cursor", svg).setAttribute("transform", `translate(${share * (right - left)} 0)`);
  }
  if (!player.paused) requestAnimationFrame(followInCourse);
}
for (const moved of ["play", "seeked", "timeupdate"]) player.addEventListener(moved, followInCourse);

try {
  const data = (await ask(`${path}/explore`)) as Omit<Explored, "features">;
  const { sample } = data;
  learn(sample);
  const pager = new RecordingPager(element("#pages"), path, pageRows, data, list);
  const chosen = onFilters(form, data, (filter) => {
    void pager.show(filter);
    void showRandom(filter, sample).catch(say);
  });
  choice.addEventListener("change", () => void show(choice.value));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void showRandom(chosen(), sample).catch(say);
  });
  const asked = new URLSearchParams(location.search).get("key");
  await Promise.all([
    pager.show(chosen()),
    asked === null
      ? showRandom(chosen(), sample)
      : learnOf(asked)
          .catch(() => undefined)
          .then(async () => show(asked)),
  ]);
} catch (error) {
  say(error);
}
