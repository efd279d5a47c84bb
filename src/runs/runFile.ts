import { z } from "zod";
import { ConfigError } from "../shared/errors.js";
import { type AskedSettings, askedSettingsSchema } from "./jobs.js";

/*
 * run.json: every setting of a run, including those left at their defaults. `ser run --config run.json` repeats the
 * run, even with a later version that has other defaults.
 */

const format = "speech-emotion-workers/run";

const runFileSchema = z.object({
  $schema: z.string().optional(),
  format: z.literal(format).default(format),
  run: z.string().optional(),
  settings: askedSettingsSchema,
});
export interface RunFile {
  readonly run: string | undefined;
  readonly settings: AskedSettings;
}

/** The schema of run.json, which says what each setting means. */
export const runFileJsonSchema = (): object => z.toJSONSchema(runFileSchema, { io: "input" });

/** The text of a run's run.json. */
export function runFileText(run: string, settings: AskedSettings): string {
  return `${JSON.stringify({ format, run, settings }, null, 2)}\n`;
}

/**
 * @param where the file, for messages
 * @throws ConfigError listing every problem with the text
 */
export function parseRunFile(text: string, where: string): RunFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ConfigError([`${where}: not JSON: ${(error as Error).message}`]);
  }
  const parsed = runFileSchema.safeParse(json);
  if (!parsed.success)
    throw new ConfigError(parsed.error.issues.map(({ path, message }) => `${where}: ${path.join(".")}: ${message}`));
  return { run: parsed.data.run, settings: parsed.data.settings };
}
