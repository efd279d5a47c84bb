import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { writeCorpus } from "../../src/synth/main.js";

const made: string[] = [];
afterAll(async () => {
  for (const dir of made.splice(0)) await rm(dir, { recursive: true, force: true, maxRetries: 5 });
});

/** A new directory, removed when the test file ends. */
export async function temporaryDirectory(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "ser-test-"));
  made.push(dir);
  return dir;
}

/** A synthetic corpus of a few actors, 30 recordings each, removed when the test file ends. */
export async function smallCorpus(actors: number): Promise<string> {
  const outDir = join(await temporaryDirectory(), "corpus");
  await writeCorpus({ outDir, actors, seed: 1 });
  return outDir;
}
