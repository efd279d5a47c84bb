import type { Command } from "commander";
import { joinSources } from "../shared/objects/source.js";
import type { RunCommandOptions } from "./configuredRun.js";
import {
  drainOption,
  embeddingOption,
  followLinksOption,
  installRedisOption,
  maxBytesOption,
  metricsPortOption,
  spotOption,
  threadsOption,
} from "./options.js";
import { addRunOptions, configFile, type LocalOptions, nameAfter, type RunOptions, runSettings } from "./runOptions.js";
import type { WorkOptions } from "./workCommand.js";

/** The commands that do the work: everything on one machine, or one program of several. */
export function addRunningCommands(program: Command): void {
  addRunOptions(
    program
      .command("run")
      .description("run everything on this machine: list, extract, train, report")
      .argument("[sources...]", "directories or s3://bucket/prefix; several form one run (default: from --config)")
      .option("--out <dir>", "output directory")
      .option("--config <file>", "repeat the run of this run.json; other options override its settings", configFile)
      .option("--print-config", "print the settings as run.json and stop"),
  )
    .addOption(threadsOption())
    .addOption(maxBytesOption())
    .addOption(followLinksOption())
    .addOption(installRedisOption())
    .action(async (sources: string[], options: RunOptions & RunCommandOptions, command: Command) => {
      const { configuredRun } = await import("./configuredRun.js");
      const source = sources.length === 0 ? undefined : joinSources(sources);
      process.exitCode = await configuredRun(source, options, command);
    });

  addRunOptions(
    program
      .command("quickstart")
      .description("try it out: from audio to report, on a small synthetic corpus or your own")
      .option("--source <source>", "a directory or s3://bucket/prefix instead of the synthetic corpus")
      .option("--out <dir>", "output directory", "out/quickstart"),
  )
    .addOption(threadsOption())
    .addOption(maxBytesOption())
    .addOption(followLinksOption())
    .addOption(installRedisOption())
    .action(async (options: RunOptions & LocalOptions & { source?: string }) => {
      const { quickstartCommand } = await import("./quickstartCommand.js");
      process.exitCode = await quickstartCommand(
        options.source,
        (source) => runSettings(source, options, true),
        options,
      );
    });

  addRunOptions(
    program
      .command("produce")
      .description("list a source and enqueue its recordings for workers on other machines")
      .argument("<sources...>", "directories or s3://bucket/prefix; several form one run")
      .addOption(followLinksOption()),
  ).action(async (sources: string[], options: RunOptions & { followLinks?: boolean }) => {
    const source = joinSources(sources);
    const { produceCommand } = await import("./produceCommand.js");
    process.exitCode = await produceCommand(options.run ?? nameAfter(source), runSettings(source, options), options);
  });

  const work = program.command("work").description("run a worker until stopped");
  const worker = (name: string, description: string): Command =>
    work
      .command(name)
      .description(description)
      .addOption(threadsOption())
      .addOption(drainOption())
      .addOption(spotOption())
      .addOption(metricsPortOption());
  worker("extract", "fetch and decode recordings, compute features, store rows")
    .addOption(embeddingOption())
    .addOption(maxBytesOption())
    .addOption(followLinksOption())
    .action(async (options: WorkOptions & { threads: number; maxBytes: number }) => {
      const { workExtract } = await import("./workCommand.js");
      await workExtract(options);
    });
  worker("train", "collect rows, search parameters, fit models, write reports").action(
    async (options: WorkOptions & { threads: number }) => {
      const { workTrain } = await import("./workCommand.js");
      await workTrain(options);
    },
  );
  worker("predict", "serve predictions: single files immediately, bulk jobs alongside")
    .addOption(embeddingOption())
    .addOption(maxBytesOption())
    .addOption(followLinksOption())
    .action(async (options: WorkOptions & { threads: number; maxBytes: number }) => {
      const { workPredict } = await import("./workCommand.js");
      await workPredict(options);
    });
}
