import { join } from "node:path";
import type { LocalOptions } from "./runOptions.js";
import type { AskedSettings } from "../runs/jobs.js";
import { keepFilesPrivate } from "../shared/process/privateFiles.js";
import { writeCorpus } from "../synth/main.js";
import { runCommand } from "./runCommand.js";
import { say } from "./say.js";
import { settingsWithEmbedding } from "./settingsWithEmbedding.js";

/** `ser quickstart`: `ser run` with explanations, on a synthetic corpus if no source is given. */
export async function quickstartCommand(
  source: string | undefined,
  settingsFor: (source: string) => AskedSettings,
  options: LocalOptions,
): Promise<number> {
  keepFilesPrivate();
  const settingsOf = async (of: string): Promise<AskedSettings> =>
    settingsWithEmbedding(settingsFor(of), options.embedding, undefined);
  if (source !== undefined) return runCommand("quickstart", await settingsOf(source), options);
  const corpus = join(options.out, "synthetic");
  say(
    "No recordings given, so generating a small SYNTHETIC corpus first: 24 parametric voices with RAVDESS file names.",
  );
  const { files, bytes } = await writeCorpus({ outDir: corpus, actors: 24, seed: 1 });
  say(
    `${files} synthetic recordings, ${(bytes / 1e6).toFixed(0)} MB, in ${corpus}. Now the same steps as for real recordings:`,
  );
  say(
    "list the files, compute features on all cores, train forests and linear models, evaluate both on held-out speakers.",
  );
  const code = await runCommand("quickstart", await settingsOf(corpus), options);
  if (code === 0) say("\nNext, try your own recordings:  npx ser run DIRECTORY-OR-s3://BUCKET/PREFIX --out out");
  return code;
}
