import { useFfmpeg } from "../audio/ffmpeg.js";
import { plot } from "../plot/main.js";
import { commandConfig } from "./commandConfig.js";
import { UsageError } from "../shared/errors.js";
import type { Gender } from "../corpus/labels.js";
import { print } from "./say.js";

export interface PlotOptions {
  readonly out: string;
  readonly gender?: Gender;
  readonly emotion?: string;
  readonly sampleRate: number | "native";
  readonly seed?: number;
  readonly maxBytes: number;
  readonly followLinks?: boolean;
}

/** `ser plot`: prints which recording it drew. */
export async function plotCommand(source: string | undefined, options: PlotOptions): Promise<void> {
  const { gender, emotion, seed = Math.floor(Math.random() * 2 ** 32), ...settings } = options;
  const wanted = { ...(gender && { gender }), ...(emotion && { emotion }) };
  const { s3, ffmpeg } = commandConfig();
  useFfmpeg(ffmpeg);
  const key = await plot({ ...settings, seed, wanted, s3, source: source ?? configuredSource() });
  print(`${key}: drawn to ${options.out}\n`);
}

function configuredSource(): string {
  const [first] = commandConfig().allowedSources ?? [];
  if (first === undefined)
    throw new UsageError("no source: name a directory, s3://bucket/prefix or a recording, or set SER_ALLOWED_SOURCES");
  return first;
}
