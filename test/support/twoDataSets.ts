import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { encodeWav } from "../../src/synth/encodeWav.js";
import { layoutOf, type SyntheticFile } from "../../src/synth/otherLayouts.js";
import { synthesize } from "../../src/synth/voice.js";

/** Sample rate of the recordings, Hz. */
export const rate = 48_000;

/** Two sad and two angry recordings of each of the first speakers of a synthetic data set. */
export function sadAndAngry(dataset: "emodb" | "cremad", nSpeakers: number): SyntheticFile[] {
  return layoutOf(dataset, nSpeakers).filter(
    ({ key, recording }) => ["sad", "angry"].includes(recording.emotion) && /(a01|IEO)/.test(key),
  );
}

/**
 * Writes recordings of four speakers from each of two data sets into folders named after the sets: 16 recordings each.
 */
export async function writeTwoDataSets(dir: string): Promise<void> {
  for (const dataset of ["emodb", "cremad"] as const)
    for (const { key, recording } of sadAndAngry(dataset, 4))
      await writeRecording(join(dir, dataset, key), synthesize(recording, 1));
}

export async function writeRecording(path: string, samples: Float32Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, encodeWav(samples, rate, ""));
}
