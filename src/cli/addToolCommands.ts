import { Argument, type Command } from "commander";
import { metricsNamespace } from "../cloudwatch/metricNames.js";
import { dataSetNames, knownEmotions } from "../corpus/dataSets.js";
import { engineNames } from "../features/featureSet.js";
import { completionScript, type Shell, shells } from "./completion.js";
import type { DoctorOptions } from "./doctorCommand.js";
import type { FeaturesOptions } from "./featuresCommand.js";
import {
  durationOption,
  followLinksOption,
  integer,
  maxBytesOption,
  maxDurationOption,
  oneOf,
  sampleRate,
  sampleRateOption,
  womanOrMan,
} from "./options.js";
import type { PlotOptions } from "./plotCommand.js";
import type { PublishMetricsOptions } from "./publishMetricsCommand.js";
import type { SynthOptions } from "./synthCommand.js";

/** The commands that need no run: a recording drawn or measured, checks, synthetic recordings. */
export function addToolCommands(program: Command): void {
  program
    .command("plot")
    .description("draw one recording: waveform, mel spectrogram, MFCC, chroma, tonnetz, zero crossings, centroid")
    .argument(
      "[source]",
      "a directory, s3://bucket/prefix or one recording (default: the first of SER_ALLOWED_SOURCES)",
    )
    .requiredOption("--out <file>", "output file: .svg or .png")
    .option(
      "--gender <name>",
      "choose a random recording of this gender: woman or man (or female, male, f, m)",
      womanOrMan,
    )
    .option("--emotion <name>", "choose a random recording of this emotion", oneOf(...knownEmotions))
    .option("--seed <n>", "seed of the random choice", integer(0, 2 ** 32 - 1))
    .option("--sample-rate <hz>", "sample rate of the analysis, or native", sampleRate, 16_000)
    .addOption(maxBytesOption())
    .addOption(followLinksOption())
    .action(async (source: string | undefined, options: PlotOptions) => {
      const { plotCommand } = await import("./plotCommand.js");
      await plotCommand(source, options);
    });

  program
    .command("features")
    .description("print the features of files, one JSON line each, without a queue")
    .argument("<sources...>", "files, directories, s3://bucket/key, s3://bucket/prefix, or - for stdin")
    .addOption(sampleRateOption())
    .addOption(maxDurationOption())
    .addOption(durationOption())
    .addOption(maxBytesOption())
    .addOption(followLinksOption())
    .option(
      "--engine <name>",
      "default (agrees with librosa) or meyda (the meyda library's definitions)",
      oneOf(...engineNames),
      "default",
    )
    .action(async (sources: string[], options: FeaturesOptions) => {
      const { featuresCommand } = await import("./featuresCommand.js");
      process.exitCode = await featuresCommand(sources, options);
    });

  program
    .command("publish-metrics")
    .description("publish backlog and worker counts to CloudWatch (embedded metric format); only the leader publishes")
    .option("--namespace <name>", "CloudWatch namespace", metricsNamespace)
    .option("--every-sec <n>", "interval between values, in seconds", integer(1, 3_600), 60)
    .action(async (options: PublishMetricsOptions) => {
      const { publishMetricsCommand } = await import("./publishMetricsCommand.js");
      await publishMetricsCommand(options);
    });

  program
    .command("doctor")
    .description("check Redis, S3 and this machine, and show how to fix problems")
    .argument("[source]", "check that this can be listed and read: a directory or s3://bucket/prefix")
    .option("--store <place>", "check that rows and models can be written here: a directory or s3://bucket/prefix")
    .option("--json", "print JSON")
    .action(async (source: string | undefined, options: DoctorOptions) => {
      const { doctorCommand } = await import("./doctorCommand.js");
      process.exitCode = await doctorCommand(source, options);
    });

  program
    .command("synth")
    .description(
      "generate a synthetic corpus: a small one with the file names of a data set, or all 7,356 files of RAVDESS",
    )
    .requiredOption("--out <place>", "output directory; with --full also s3://bucket/prefix")
    .option("--full", "generate the full data set: WAVE files, and videos with and without audio (needs ffmpeg)")
    .option("--actors <n>", "number of speakers", integer(1, 24), 24)
    .option("--seed <n>", "random seed: another seed gives other voices", integer(0, 4_294_967_295), 1)
    .option("--dataset <name>", "data set whose file names to use", oneOf(...dataSetNames), "ravdess")
    .action(async (options: SynthOptions) => {
      const { synthCommand } = await import("./synthCommand.js");
      await synthCommand(options);
    });

  program
    .command("completion")
    .description("print the script that completes ser's commands and options in a shell")
    .addArgument(new Argument("<shell>", "your shell").choices([...shells]))
    .action((shell: Shell) => {
      process.stdout.write(completionScript(program, shell));
    });
}
