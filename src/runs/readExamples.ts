import { decodeExamples, type ExamplePicture, examplesBlob } from "../report/examplePicture.js";
import type { RunStore } from "./runStore.js";

/** The pictures for a run's report; none for runs of older versions, which did not draw any. */
export async function readExamples(runs: Pick<RunStore, "blob">, run: string): Promise<readonly ExamplePicture[]> {
  const stored = await runs.blob(run, examplesBlob);
  return stored === undefined ? [] : decodeExamples(stored);
}
