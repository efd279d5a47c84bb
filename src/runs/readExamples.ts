import { decodeExamples, type ExamplePicture, examplesBlob } from "../report/examplePicture.js";
import type { RunStore } from "./runStore.js";

/** The pictures for a run's report; none for runs of versions that drew none. */
export async function readExamples(runs: Pick<RunStore, "blob">, run: string): Promise<readonly ExamplePicture[]> {
  const stored = await runs.blob(run, examplesBlob);
  return stored === undefined ? [] : decodeExamples(stored);
}
