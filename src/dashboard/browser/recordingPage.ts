import { sourceOf } from "../../dsp/featureBackend.js";
import { inOrderOfEmotions } from "../../corpus/dataSets.js";
import { html } from "../../report/html/html.js";
import type { Explored } from "../explore/explorer.js";
import type { SampledRecording } from "../explore/summarizeRows.js";
import type { RecordingPageData } from "../views/recordingView.js";
import { ask, element, island } from "./ask.js";
import { createBrowserBackend } from "./browserBackend.js";
import { fetchAudio } from "./fetchAudio.js";
import { fillOptions, speakersOf, speakerWords } from "./recordingFilters.js";
import { SoundPicture } from "./soundPicture.js";

const { run, sampleRate, kernels } = island("data") as RecordingPageData;
const path = `/api/runs/${encodeURIComponent(run)}`;
const form = element<HTMLFormElement>("#choose");
const gender = element<HTMLSelectElement>('[name="gender"]', form);
const emotion = element<HTMLSelectElement>('[name="emotion"]', form);
const speaker = element<HTMLSelectElement>('[name="speaker"]', form);
const choice = element<HTMLSelectElement>('[name="key"]', form);
const state = element("#state");
const player = element<HTMLAudioElement>("#player");
const position = element<HTMLInputElement>("#position");
const picture = new SoundPicture(element("#picture"), player);
const engine = createBrowserBackend(kernels);

/** The key that was asked for last: what arrives of another is late. */
let wanted = "";

async function show(key: string): Promise<void> {
  wanted = key;
  choice.value = key;
  history.replaceState(null, "", `?key=${encodeURIComponent(key)}`);
  element<HTMLElement>("#recording").hidden = false;
  element("#name").textContent = key;
  state.textContent = "Computing …";
  picture.show(undefined);
  const address = `${path}/audio?key=${encodeURIComponent(key)}`;
  player.src = address;
  try {
    const [audio, features] = await Promise.all([fetchAudio(address), engine]);
    if (wanted !== key) return;
    const analysedRate = sampleRate === "native" ? audio.sampleRate : sampleRate;
    position.max = String(audio.samples.length / audio.sampleRate);
    const frames = features.frames(audio.samples, audio.sampleRate, analysedRate);
    const speech = features.speech(sourceOf(audio.samples, audio.sampleRate));
    picture.show({ ...audio, analysedRate, frames, speech });
    state.textContent = "";
  } catch (error) {
    if (wanted === key) state.textContent = error instanceof Error ? error.message : String(error);
  }
}

/** The recordings that fit what is chosen, in the list of them. */
function listFitting(sample: readonly SampledRecording[]): readonly SampledRecording[] {
  const fitting = sample.filter(
    (recording) =>
      (gender.value === "" || recording.gender === gender.value) &&
      (emotion.value === "" || recording.emotion === emotion.value) &&
      (speaker.value === "" || speakerWords(recording) === speaker.value),
  );
  choice.innerHTML = fitting.map(({ key }) => html`<option>${key}</option>`.text).join("");
  return fitting;
}

async function showRandom(fitting: readonly SampledRecording[]): Promise<void> {
  const chosen = fitting[Math.floor(Math.random() * fitting.length)];
  if (chosen === undefined) state.textContent = "No recording matches this choice.";
  else await show(chosen.key);
}

player.addEventListener("timeupdate", () => (position.value = String(player.currentTime)));
position.addEventListener("input", () => (player.currentTime = Number(position.value)));

try {
  const { sample } = (await ask(`${path}/explore`)) as Pick<Explored, "sample">;
  fillOptions(emotion, inOrderOfEmotions(sample.map((recording) => recording.emotion)), "any");
  fillOptions(speaker, speakersOf(sample), "any");
  let fitting = listFitting(sample);
  for (const filter of [gender, emotion, speaker])
    filter.addEventListener("change", () => void showRandom((fitting = listFitting(sample))));
  choice.addEventListener("change", () => void show(choice.value));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void showRandom(fitting);
  });
  const asked = new URLSearchParams(location.search).get("key");
  await (asked === null ? showRandom(fitting) : show(asked));
} catch (error) {
  state.textContent = error instanceof Error ? error.message : String(error);
}
