import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ConfigError } from "../shared/errors.js";
import { actorCount } from "../corpus/ravdess.js";
import { syntheticComment, syntheticMarkerName } from "../corpus/syntheticCorpus.js";
import { encodeWav } from "./encodeWav.js";
import { keyOf, layoutCorpus } from "./layout.js";
import { layoutOf, namesOf, otherLayouts, type SyntheticFile } from "./otherLayouts.js";
import { sampleRate, synthesize } from "./voice.js";

/** Seeds are unsigned 32-bit integers. */
const largestSeed = 2 ** 32 - 1;

/** Data sets whose names a synthetic corpus may have. */
export const synthDatasets = ["ravdess", ...otherLayouts] as const;
export type SynthDataset = (typeof synthDatasets)[number];

export interface CorpusSettings {
  /** The corpus's directory: created if missing; otherwise it must be empty or hold this same corpus. */
  readonly outDir: string;
  /** Number of actors, 1 to 24; data sets other than RAVDESS may have fewer speakers. */
  readonly actors: number;
  /** The data set whose naming scheme is used. @defaultValue "ravdess" */
  readonly dataset?: SynthDataset;
  /** 0 to 2^32 - 1; the same seed gives the same bytes. */
  readonly seed: number;
  /** Called after each file, for a progress bar. */
  readonly onFile?: (written: number, total: number) => void;
}

/**
 * Writes the synthetic corpus: the marker first, then the recordings in RAVDESS's folders.
 *
 * Writing it again gives the same bytes, so an interrupted run is simply started again.
 *
 * @throws ConfigError for a count of actors or a seed out of range, and for a directory that holds anything else: real
 *   recordings have the same names
 */
export async function writeCorpus(settings: CorpusSettings): Promise<{ files: number; bytes: number }> {
  const { outDir, actors, seed, dataset = "ravdess", onFile } = settings;
  checkSettings(actors, seed);
  const marker = markerText(actors, seed, dataset);
  await claimDirectory(outDir, marker);

  const files = filesOf(dataset, actors);
  let bytes = 0;
  let written = 0;
  for (const { key, recording } of files) {
    const wav = encodeWav(synthesize(recording, seed), sampleRate, syntheticComment);
    const path = join(outDir, key);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, wav);
    bytes += wav.length;
    onFile?.(++written, files.length);
  }
  return { files: files.length, bytes };
}

function filesOf(dataset: SynthDataset, actors: number): readonly SyntheticFile[] {
  if (dataset !== "ravdess") return layoutOf(dataset, actors);
  return layoutCorpus(actors).map((recording) => ({ key: keyOf(recording), recording }));
}

function checkSettings(actors: number, seed: number): void {
  const problems: string[] = [];
  if (!Number.isInteger(actors) || actors < 1 || actors > actorCount)
    problems.push(`actors: expected a whole number from 1 to ${actorCount}, received ${actors}`);
  if (!Number.isInteger(seed) || seed < 0 || seed > largestSeed)
    problems.push(`seed: expected a whole number from 0 to ${largestSeed}, received ${seed}`);
  if (problems.length > 0) throw new ConfigError(problems);
}

function markerText(actors: number, seed: number, dataset: SynthDataset): string {
  return [
    `This corpus is synthetic: no human voice is in it. \`ser synth\` made it from formulas, with names as in ${dataset === "ravdess" ? "RAVDESS" : namesOf(dataset)},`,
    "to show the system at work. Accuracies measured on it say nothing about real speech.",
    "",
    `actors ${actors}`,
    `seed ${seed}`,
    "",
  ].join("\n");
}

/** Claims the directory with the marker; rejects one that contains other files. */
async function claimDirectory(outDir: string, marker: string): Promise<void> {
  await mkdir(outDir, { recursive: true });
  const names = await readdir(outDir);
  const markerPath = join(outDir, syntheticMarkerName);
  if (names.includes(syntheticMarkerName)) {
    if ((await readFile(markerPath, "utf8")) !== marker)
      throw new ConfigError([
        `${outDir} contains another synthetic corpus, see its ${syntheticMarkerName}: choose another directory or delete it`,
      ]);
  } else if (names.length > 0) {
    throw new ConfigError([
      `${outDir} is not empty and not a synthetic corpus: choose another directory, so that no recordings are overwritten`,
    ]);
  }
  await writeFile(markerPath, marker);
}
