import { floatWav } from "../../audio/floatWav.js";
import { defaultPredictOptions } from "../../models/prediction.js";
import type { SharedModels } from "./predictThread.js";
import type { PredictThreads } from "./predictThreads.js";

/** After so many recordings a thread is as fast as it will be: the models are read, the code is compiled. */
const roundsPerThread = 25;

/** Lets threads practise on a made-up recording, so that the first question is answered as fast as the hundredth. */
export async function warmUp(threads: PredictThreads, nThreads: number, models: SharedModels): Promise<void> {
  const recording = noise();
  const lane = async (): Promise<void> => {
    for (let round = 0; round < roundsPerThread; round++)
      await threads.predict({ kind: "file", bytes: recording.slice() }, models, defaultPredictOptions);
  };
  await Promise.all(Array.from({ length: nThreads }, lane));
}

/** Three seconds at 48,000 Hz, as recordings often are; hiss, so that no step finds nothing to do. */
function noise(): Uint8Array {
  const sampleRate = 48_000;
  let state = 1;
  const samples = Float32Array.from({ length: 3 * sampleRate }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0; // Numerical Recipes' generator: any will do
    return state / 2 ** 32 - 0.5;
  });
  return floatWav({ samples, sampleRate });
}
