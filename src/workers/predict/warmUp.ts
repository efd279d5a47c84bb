import { floatWav } from "../../audio/floatWav.js";
import { seededRandom } from "../../evaluation/seededRandom.js";
import { defaultPredictOptions } from "../../models/prediction.js";
import type { SharedModels } from "./predictThread.js";
import type { PredictThreads } from "./predictThreads.js";

/** After this many recordings a thread has reached its full speed: models are parsed, code is compiled. */
const roundsPerThread = 25;

/** Warms threads up with a generated recording, so that the first prediction is as fast as the hundredth. */
export async function warmUp(threads: PredictThreads, nThreads: number, models: SharedModels): Promise<void> {
  const recording = noise();
  const lane = async (): Promise<void> => {
    for (let round = 0; round < roundsPerThread; round++)
      await threads.predict({ kind: "file", bytes: recording.slice() }, models, {
        ...defaultPredictOptions,
        force: true,
      });
  };
  await Promise.all(Array.from({ length: nThreads }, lane));
}

/**
 * Three seconds of white noise at 48,000 Hz, a common rate: noise exercises every step of the analysis. It is not
 * speech, hence `force`.
 */
function noise(): Uint8Array {
  const sampleRate = 48_000;
  const random = seededRandom(1);
  const samples = Float32Array.from({ length: 3 * sampleRate }, () => random.nextBelow(65_536) / 65_536 - 0.5);
  return floatWav({ samples, sampleRate });
}
