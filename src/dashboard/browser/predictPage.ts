import type { Prediction } from "../../models/prediction.js";
import type { OutOfFoldAnswers } from "../explore/outOfFold.js";
import { answer, type AnswerContext } from "../views/answer.js";
import { ask, AskError, at, attempt, element, elementOf, island } from "./ask.js";
import { encodeWav } from "./encodeWav.js";
import { startRecording, type Recording } from "./microphone.js";
import { PlaceBrowser, type PlaceFile } from "./placeBrowser.js";
import { watchWorkers } from "./workerNotices.js";

/** Maximum wait per request; with a worker running, a prediction takes a fraction of a second. */
const waitSec = 30;

const form = document.querySelector<HTMLFormElement>("#predict");
const state = (text: string): string => (element("#state").textContent = text);

/** The form's options other than the recording. */
function options(isForced: boolean): Record<string, string> {
  const fields = new FormData(form!);
  const [gender, run] = [fields.get("gender") as string, fields.get("run") as string];
  return { gender, ...(run === "" ? {} : { run }), ...(isForced ? { force: "true" } : {}) };
}

/**
 * Whether the models were trained on a recording of that name, and how often their predictions of this emotion are
 * correct.
 */
async function contextOf({ model, emotion }: Prediction, name: string): Promise<AnswerContext> {
  if (!(island("kept-runs") as string[]).includes(model.run)) return {}; // models outlive their run
  const path = `/api/runs/${encodeURIComponent(model.run)}/predictions?name=${encodeURIComponent(name)}`;
  const known = (await ask(path).catch(() => undefined)) as OutOfFoldAnswers | undefined;
  if (known === undefined) return {};
  return {
    ...(known.answers.length > 0 ? { trainedOn: name } : {}),
    worth: known.worth[model.set]?.[emotion],
  };
}

/** Repeats the last request, forcing a prediction without speech. */
let again: (() => Promise<void>) | undefined;

/** Requests a prediction and shows it while the recording plays; offers to force one if there is no speech. */
async function predict(
  question: object | FormData,
  [sound, name]: readonly [address: string, name: string],
  forced: () => Promise<void>,
): Promise<void> {
  element("#answer").innerHTML = "";
  element("#force").hidden = true;
  state("Listening …");
  const player = elementOf(HTMLAudioElement, "#player");
  URL.revokeObjectURL(player.src);
  player.src = sound;
  player.hidden = false;
  void player.play().catch(() => undefined); // the browser may require a click first, or not know the format
  try {
    const { prediction } = (await ask(`/api/predictions?wait=${waitSec}`, question)) as { prediction?: Prediction };
    if (prediction === undefined) throw new Error("no worker has responded yet: is ser work predict running?");
    element("#answer").innerHTML = answer(prediction, await contextOf(prediction, name)).text;
  } catch (error) {
    again = forced;
    element("#force").hidden = !(error instanceof AskError && error.code === "no-speech");
    throw error;
  } finally {
    state("");
  }
}

async function predictBytes(recording: Blob, name: string, isForced = false): Promise<void> {
  const question = new FormData();
  for (const [field, value] of Object.entries(options(isForced))) question.append(field, value);
  question.append("file", recording, name);
  await predict(question, [URL.createObjectURL(recording), name], async () => predictBytes(recording, name, true));
}

async function predictFile(file: PlaceFile, isForced = false): Promise<void> {
  const { place, key } = file;
  const sound = at(`/api/places/audio?${new URLSearchParams({ place, key }).toString()}`);
  await predict({ source: place, key, ...options(isForced) }, [sound, key.slice(key.lastIndexOf("/") + 1)], async () =>
    predictFile(file, true),
  );
}

if (form !== null) {
  watchWorkers();
  const problem = element("#problem");
  const submit = elementOf(HTMLButtonElement, "button:not([type])", form);
  const input = elementOf(HTMLInputElement, "input[type=file]", form);

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void attempt(problem, submit, async () => {
      const file = input.files?.[0];
      if (file === undefined) throw new Error("choose a recording first");
      await predictBytes(file, file.name);
    });
  });
  const force = elementOf(HTMLButtonElement, "#force button");
  force.addEventListener("click", () => void attempt(problem, force, async () => again?.()));
  const drop = element("#drop");
  for (const name of ["dragover", "dragleave", "drop"] as const) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", name === "dragover");
      const files = event.dataTransfer?.files;
      if (name !== "drop" || files === undefined || files.length === 0) return;
      input.files = files;
      form.requestSubmit();
    });
  }

  const places = new PlaceBrowser(elementOf(HTMLDetailsElement, "#places"), (file) => {
    void attempt(problem, submit, async () => predictFile(file));
  });
  void places.begin().catch(() => undefined); // without it, a file or the microphone can still be used

  const button = elementOf(HTMLButtonElement, "#record");
  const live = elementOf(HTMLInputElement, "#live");
  const now = element("#recording-now");
  const level = elementOf(HTMLMeterElement, "#level");
  const { kernels, current } = island("live-model") as { kernels: string; current: string };
  /** The models' code is loaded at its first use. */
  const beginLive = async (begun: Recording, run: string): Promise<() => void> => {
    const { startLive } = await import("./livePrediction.js");
    return startLive(begun, kernels, run, (words) => (element("#live-answer").textContent = words));
  };
  let recording: Recording | undefined;
  let stopLive: (() => void) | undefined;
  button.addEventListener("click", () => {
    void attempt(problem, button, async () => {
      if (recording === undefined) {
        recording = await startRecording((loudness, sec) => {
          level.value = loudness;
          element("#elapsed").textContent = `${sec.toFixed(1)} s`;
        });
        now.hidden = false;
        element("#live-answer").textContent = "";
        const run = options(false)["run"] ?? current;
        if (live.checked && run !== "")
          void beginLive(recording, run)
            .then((stop) => (recording === undefined ? stop() : (stopLive = stop)))
            .catch((error: unknown) => (problem.textContent = error instanceof Error ? error.message : String(error)));
        button.textContent = "Stop and predict";
        button.setAttribute("aria-pressed", "true");
        state("Recording: speak a sentence.");
        return;
      }
      const ended = recording;
      recording = undefined;
      stopLive?.();
      stopLive = undefined;
      now.hidden = true;
      button.textContent = "Record with the microphone";
      button.setAttribute("aria-pressed", "false");
      const { samples, sampleRate } = await ended.stop();
      await predictBytes(new Blob([encodeWav(samples, sampleRate)], { type: "audio/wav" }), "microphone.wav");
    });
  });
}
