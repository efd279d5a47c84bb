import type { EngineName } from "../features/featureSet.js";
import { readFile } from "node:fs/promises";
import { InputError } from "../shared/errors.js";
import { defaultSampleRate } from "../features/extraction.js";
import { blocksOf } from "../features/featureSet.js";
import { createSoundExtractor } from "../features/soundExtractor.js";
import { fileError } from "../shared/objects/fileErrors.js";
import { exitCodes } from "./failure.js";
import { print, say } from "./say.js";

export interface FeaturesOptions {
  readonly engine: EngineName;
  readonly sampleRate?: number | "native";
  readonly duration: number;
}

/** `ser features`: a JSON line a file on stdout, a line a refused file on stderr; returns the exit code. */
export async function featuresCommand(files: readonly string[], options: FeaturesOptions): Promise<number> {
  const { engine, duration } = options;
  const blocks = blocksOf({ engine, recipe: "study", convolutions: false });
  const sampleRate = options.sampleRate ?? defaultSampleRate(engine);
  const extract = createSoundExtractor({ blocks, sampleRate, maxDurationSec: duration });
  let refused = 0;
  for (const file of files) {
    try {
      const bytes = await readFile(file).catch((error: unknown) => {
        throw fileError(error, file);
      });
      const extraction = await extract({ kind: "file", bytes });
      const line = {
        file,
        sampleRate: extraction.sampleRate,
        samples: extraction.samples,
        ...(engine === "default" ? {} : { engine }),
        features: [...extraction.features],
      };
      print(`${JSON.stringify(line)}\n`);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      refused += 1;
      const where = error.message.startsWith(file) ? "" : `${file}: `;
      say(`ser: ${where}${error.message} (${error.code})`);
    }
  }
  return refused === 0 ? 0 : exitCodes.failure;
}
