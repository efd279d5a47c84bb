import { loadModel } from "../../models/modelFile.js";
import { predict, useKernels } from "../../models/predictInBrowser.js";
import { percent } from "../../report/html/figures.js";
import { InputError } from "../../shared/errors.js";
import { at } from "./ask.js";
import type { Recording } from "./microphone.js";

/** Length of a window, and interval between predictions. */
const windowSec = 3;
const everyMs = 500;

/** Less audio is too short for a prediction. */
const minSec = 1;

/**
 * Predicts repeatedly during a recording, in the browser: the model comes from the server, the audio stays here.
 *
 * @param show receives the prediction, or the reason it failed
 * @returns a function that stops it
 */
export async function startLive(
  recording: Pick<Recording, "latest">,
  kernels: string,
  run: string,
  show: (words: string) => void,
): Promise<() => void> {
  show("Loading the model …");
  // Without SIMD, the browser computes in TypeScript, which takes longer.
  await useKernels(fetch(at(kernels))).catch(() => undefined);
  const response = await fetch(at(`/runs/${encodeURIComponent(run)}/files/model-all.json`));
  if (!response.ok) throw new Error(`run ${run}: its model for all speakers cannot be loaded`);
  const model = loadModel(new Uint8Array(await response.arrayBuffer()), "the model");
  let isBusy = false;
  const say = async (): Promise<void> => {
    const sound = recording.latest(windowSec);
    if (isBusy || sound.samples.length < minSec * sound.sampleRate) return;
    isBusy = true;
    try {
      const { emotion, probabilities } = await predict(sound, model);
      show(`${emotion} ${percent(probabilities[emotion]!)}`);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      show(error.code === "no-speech" ? "no speech detected" : error.message);
    } finally {
      isBusy = false;
    }
  };
  const timer = setInterval(() => void say(), everyMs);
  return () => clearInterval(timer);
}
