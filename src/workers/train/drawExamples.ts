import { analyse } from "../../picture/analyse.js";
import { drawPicture } from "../../picture/drawPicture.js";
import type { ExamplePicture } from "../../report/examplePicture.js";
import { InputError } from "../../shared/errors.js";
import { exampleSec, type ExampleSound } from "./exampleSounds.js";

/** size of the drawing in px; the page scales it */
const width = 520;

/** Draws the examples of a report; omits one that has changed in its source and can no longer be decoded. */
export async function drawExamples(
  examples: readonly ExampleSound[],
  sampleRate: number | "native",
): Promise<readonly ExamplePicture[]> {
  const drawn: ExamplePicture[] = [];
  for (const [i, { sound, gender, ...example }] of examples.entries()) {
    try {
      const recording = await analyse(sound, sampleRate, exampleSec);
      const { svg } = drawPicture(recording, { width, id: `example-${i}` });
      drawn.push({
        ...example,
        ...(gender === undefined ? {} : { gender }),
        shownSec: recording.samples.length / recording.sampleRate,
        svg: svg.text,
      });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
  }
  return drawn;
}
