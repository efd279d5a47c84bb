import { commandConfig } from "./commandConfig.js";
import { writeFullCorpus } from "../synth/full.js";
import { type SynthDataset, writeCorpus } from "../synth/main.js";
import { UsageError } from "../shared/errors.js";
import { say } from "./say.js";

export interface SynthOptions {
  readonly out: string;
  readonly actors: number;
  readonly seed: number;
  readonly dataset: SynthDataset;
  readonly full?: boolean;
}

/** `ser synth`: the small corpus, or with --full all 7,356 files. */
export async function synthCommand({ out, actors, seed, dataset, full }: SynthOptions): Promise<void> {
  if (full === true) {
    if (dataset !== "ravdess") throw new UsageError("--full only generates RAVDESS's names");
    const { files, written } = await writeFullCorpus({
      out,
      actors,
      seed,
      s3: commandConfig().s3,
      onFile: sayEvery(1_000),
    });
    const counts = Object.entries(files).map(([modality, count]) => `${count} ${modality}`);
    say(`${counts.join(", ")} synthetic (computer-generated) files in ${out}; ${written} written now`);
    return;
  }
  const { files, bytes } = await writeCorpus({ outDir: out, actors, seed, dataset });
  say(`${files} synthetic (computer-generated) recordings (${(bytes / 1e6).toFixed(1)} MB) in ${out}`);
}

function sayEvery(step: number): (done: number, total: number) => void {
  return (done, total) => {
    if (done % step === 0) say(`${done} of ${total} files`);
  };
}
