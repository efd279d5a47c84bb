import type { Command } from "commander";
import type { AskedSettings } from "../runs/jobs.js";
import { type RunFile, runFileText } from "../runs/runFile.js";
import { commandConfig } from "./commandConfig.js";
import { UsageError } from "../shared/errors.js";
import { print } from "./say.js";
import { type LocalOptions, nameAfter, type RunOptions, runSettings, settingsFromFile } from "./runOptions.js";
import { settingsWithEmbedding } from "./settingsWithEmbedding.js";

export interface RunCommandOptions extends Omit<LocalOptions, "out"> {
  readonly out?: string;
  readonly config?: RunFile;
  readonly printConfig?: boolean;
}

/**
 * `ser run`: the settings come from the command line, or from --config, overridden by the command line.
 *
 * @returns the exit code
 * @throws UsageError without a source or an output directory
 */
export async function configuredRun(
  source: string | undefined,
  options: RunOptions & RunCommandOptions,
  command: Command,
): Promise<number> {
  const { out, config, printConfig = false } = options;
  const usual = commandConfig().embedding;
  const settings = await settingsWithEmbedding(settingsOf(source, options, command), options.embedding, usual);
  const name = options.run ?? config?.run ?? nameAfter(settings.source);
  if (printConfig) {
    print(runFileText(name, settings));
    return 0;
  }
  if (out === undefined)
    throw new UsageError("--out DIR is missing: the directory for the report, the features and the models");
  const { runCommand } = await import("./runCommand.js");
  return runCommand(name, settings, { ...options, out });
}

function settingsOf(
  source: string | undefined,
  options: RunOptions & RunCommandOptions,
  command: Command,
): AskedSettings {
  const { config } = options;
  if (config === undefined) {
    if (source === undefined)
      throw new UsageError("a source is missing: a directory or s3://bucket/prefix, or --config run.json");
    return runSettings(source, options);
  }
  const given = new Set(Object.keys(options).filter((option) => command.getOptionValueSource(option) === "cli"));
  return settingsFromFile(config, source, options, given);
}
