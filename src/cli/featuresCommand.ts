import { useFfmpeg } from "../audio/ffmpeg.js";
import type { EngineName } from "../features/featureSet.js";
import { InputError } from "../shared/errors.js";
import { createExtractor, defaultSampleRate } from "../features/extraction.js";
import { blocksOf } from "../features/featureSet.js";
import { openRecording } from "../audio/openRecording.js";
import { SkippedFiles } from "../predictionClient/skippedFiles.js";
import { commandConfig } from "./commandConfig.js";
import { exitCodes } from "./failure.js";
import { recordingsOf } from "./recordingsOf.js";
import { print, say } from "./say.js";

export interface FeaturesOptions {
  readonly engine: EngineName;
  readonly sampleRate?: number | "native";
  readonly maxDuration: number;
  readonly duration?: number;
  readonly maxBytes: number;
  readonly followLinks?: boolean;
}

/** `ser features`: a JSON line per recording on stdout, a line per rejected one on stderr; returns the exit code. */
export async function featuresCommand(sources: readonly string[], options: FeaturesOptions): Promise<number> {
  const { engine, maxBytes, followLinks } = options;
  const { s3, ffmpeg } = commandConfig();
  useFfmpeg(ffmpeg);
  const blocks = blocksOf({ engine, recipe: "study", convolutions: false });
  const sampleRate = options.sampleRate ?? defaultSampleRate(engine);
  const maxDurationSec = options.duration ?? options.maxDuration;
  const extract = createExtractor({ blocks, sampleRate, maxDurationSec });
  const skipped = new SkippedFiles();
  let rejected = 0;
  for (const source of sources) {
    const limits = { maxBytes, maxDurationSec };
    for await (const { name, sound } of recordingsOf(source, limits, { ...s3, followLinks }, skipped)) {
      try {
        const { flag, decoder, notes, wholeSec, features, ...extraction } = extract(
          await openRecording(await sound(), limits),
        );
        const line = {
          file: name,
          sampleRate: extraction.sampleRate,
          samples: extraction.samples,
          ...(engine === "default" ? {} : { engine }),
          ...(decoder === undefined ? {} : { decoder }),
          ...(flag === undefined ? {} : { flag }),
          ...(notes.length === 0 ? {} : { notes }),
          ...(wholeSec === undefined ? {} : { wholeSec }),
          features: [...features],
        };
        print(`${JSON.stringify(line)}\n`);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        rejected += 1;
        const where = error.message.startsWith(name) ? "" : `${name}: `;
        say(`ser: ${where}${error.message} (${error.code})`);
      }
    }
  }
  if (skipped.sentence !== undefined) say(skipped.sentence);
  return rejected === 0 ? 0 : exitCodes.failure;
}
