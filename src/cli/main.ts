#!/usr/bin/env node
import { Command, Option } from "commander";
import type { ExportOptions } from "./exportCommand.js";
import type { DashboardOptions } from "./dashboardCommand.js";
import type { DoctorOptions } from "./doctorCommand.js";
import { reportFailure } from "./failure.js";
import type { FailuresOptions } from "./failuresCommand.js";
import type { ModelsOptions } from "./modelsCommand.js";
import {
  drainOption,
  integer,
  maxBytesOption,
  metricsPortOption,
  positive,
  runName,
  sampleRate,
  share,
  speakerId,
  spotOption,
  threadsOption,
} from "./options.js";
import type { PlotOptions } from "./plotCommand.js";
import type { PredictCommandOptions } from "./predictCommand.js";
import type { PublishMetricsOptions } from "./publishMetricsCommand.js";
import type { RetryOptions } from "./retryCommand.js";
import { addRunOptions, nameAfter, oneOf, runSettings, type LocalOptions, type RunOptions } from "./runOptions.js";
import type { SpeakersOptions } from "./speakersCommand.js";
import type { SynthOptions } from "./synthCommand.js";
import type { WorkOptions } from "./workCommand.js";
import { metricsNamespace } from "../cloudwatch/metricNames.js";
import { engineNames, type EngineName } from "../features/featureSet.js";
import { exportFormats } from "../features/table/exportFormats.js";
import { defaultPredictOptions, genderChoices } from "../models/prediction.js";
import { packageVersion } from "../shared/packageVersion.js";
import { emotions } from "../corpus/ravdess.js";

// Which Node the AWS SDK's later versions need concerns those who choose the version, not a person with a log to read.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

/**
 * `ser`: names the commands, parses their arguments and calls one program each. The programs are imported when they are
 * called, so that `ser --help` does not wait for the AWS SDK.
 */
const program = new Command("ser")
  .description("Speech emotion recognition at scale: librosa's features and scikit-learn's forests on BullMQ workers.")
  .version(packageVersion())
  .option("--debug", "show stack traces")
  .showHelpAfterError("(ser --help shows how)")
  .configureHelp({ showGlobalOptions: true });

addRunOptions(
  program
    .command("run")
    .description("the whole job on this machine: list, extract, train, report")
    .argument("<source>", "a directory or s3://bucket/prefix")
    .requiredOption("--out <dir>", "where the results go"),
)
  .addOption(threadsOption())
  .addOption(maxBytesOption())
  .action(async (source: string, options: RunOptions & LocalOptions) => {
    const { runCommand } = await import("./runCommand.js");
    process.exitCode = await runCommand(options.run ?? nameAfter(source), runSettings(source, options), options);
  });

addRunOptions(
  program
    .command("quickstart")
    .description("see it work: a small synthetic corpus (or yours) from sound to report")
    .option("--source <source>", "a directory or s3://bucket/prefix instead of the synthetic corpus")
    .option("--out <dir>", "where the results go", "out/quickstart"),
)
  .addOption(threadsOption())
  .addOption(maxBytesOption())
  .action(async (options: RunOptions & LocalOptions & { source?: string }) => {
    const { quickstartCommand } = await import("./quickstartCommand.js");
    process.exitCode = await quickstartCommand(options.source, (source) => runSettings(source, options, true), options);
  });

addRunOptions(
  program
    .command("produce")
    .description("list a source and enqueue its recordings; workers elsewhere do the rest")
    .argument("<source>", "a directory or s3://bucket/prefix"),
).action(async (source: string, options: RunOptions) => {
  const { produceCommand } = await import("./produceCommand.js");
  process.exitCode = await produceCommand(options.run ?? nameAfter(source), runSettings(source, options));
});

const work = program.command("work").description("run a worker until it is stopped");
work
  .command("extract")
  .description("fetch, decode, compute features, store rows")
  .addOption(threadsOption())
  .addOption(maxBytesOption())
  .addOption(drainOption())
  .addOption(spotOption())
  .addOption(metricsPortOption())
  .action(async (options: WorkOptions & { threads: number; maxBytes: number }) => {
    const { workExtract } = await import("./workCommand.js");
    await workExtract(options);
  });
work
  .command("train")
  .description("gather rows, search parameters, fit models, write reports")
  .addOption(threadsOption())
  .addOption(drainOption())
  .addOption(spotOption())
  .addOption(metricsPortOption())
  .action(async (options: WorkOptions & { threads: number }) => {
    const { workTrain } = await import("./workCommand.js");
    await workTrain(options);
  });

work
  .command("predict")
  .description("answer predictions: single ones at once, whole buckets beside them")
  .addOption(threadsOption())
  .addOption(maxBytesOption())
  .addOption(drainOption())
  .addOption(spotOption())
  .addOption(metricsPortOption())
  .action(async (options: WorkOptions & { threads: number; maxBytes: number }) => {
    const { workPredict } = await import("./workCommand.js");
    await workPredict(options);
  });

program
  .command("predict")
  .description("the emotion in recordings, with probabilities, gender and reasons")
  .argument("<sources...>", "files, directories, s3://bucket/key, s3://bucket/prefix, or - for stdin")
  .option("--gender <who>", "woman, man, or auto: by the voice", oneOf(...genderChoices), "auto")
  .option(
    "--min-gender-confidence <p>",
    "with auto, below this probability the model for all speakers answers",
    share,
    defaultPredictOptions.minGenderConfidence,
  )
  .option("--speaker <id>", "an enrolled speaker, whose voice it is (ser speakers add)", speakerId)
  .option("--run <name>", "the models of this run (default: the current ones)", runName)
  .option("--models <place>", "DIR/models of a finished run, or a model store: redis, s3://bucket/prefix, a directory")
  .option("--json", "a JSON line a file")
  .option("--out <file>", "a table instead: FILE.csv or FILE.parquet")
  .addOption(threadsOption())
  .addOption(maxBytesOption())
  .action(async (sources: string[], options: PredictCommandOptions) => {
    const { predictCommand } = await import("./predictCommand.js");
    process.exitCode = await predictCommand(sources, options);
  });

const models = program
  .command("models")
  .description("trained models and which of them are current")
  .option("--models <place>", "the model store: redis, s3://bucket/prefix or a directory")
  .option("--json", "one JSON document")
  .action(async (options: ModelsOptions) => {
    const { modelsCommand } = await import("./modelsCommand.js");
    await modelsCommand(options);
  });
models
  .command("promote")
  .description("make a run's models the current ones")
  .argument("<run>")
  .action(async (run: string) => {
    const { promoteCommand } = await import("./modelsCommand.js");
    await promoteCommand(run, models.opts<ModelsOptions>());
  });

const speakers = program.command("speakers").description("enrolled speakers, whose own recordings sharpen predictions");
const speakerPlace =
  "where models and speakers are kept: DIR/models of a run, redis, s3://bucket/prefix or a directory";
speakers
  .command("add")
  .description("enrol recordings of a speaker; statistics of their features are kept, never the recordings")
  .argument("<id>", "the speaker's name", speakerId)
  .argument("<files...>", "recordings, best 5 to 20 of various emotions")
  .option("--models <place>", speakerPlace)
  .option("--run <name>", "with the features of this run's models (default: the current ones)", runName)
  .action(async (id: string, files: string[], options: SpeakersOptions) => {
    const { addSpeaker } = await import("./speakersCommand.js");
    process.exitCode = await addSpeaker(id, files, options);
  });
speakers
  .command("list")
  .description("the enrolled speakers")
  .option("--models <place>", speakerPlace)
  .option("--json", "one JSON document")
  .action(async (options: SpeakersOptions) => {
    const { listSpeakers } = await import("./speakersCommand.js");
    await listSpeakers(options);
  });
speakers
  .command("remove")
  .description("forget a speaker")
  .argument("<id>", "the speaker's name", speakerId)
  .option("--models <place>", speakerPlace)
  .action(async (id: string, options: SpeakersOptions) => {
    const { removeSpeaker } = await import("./speakersCommand.js");
    await removeSpeaker(id, options);
  });

program
  .command("dashboard")
  .description("watch the queues and runs in a browser, and predict over HTTP")
  .option("--port <n>", "where it listens; 0: any free port", integer(0, 65_535), 3_000)
  .option("--host <address>", "who can reach it; beyond loopback a login or --read-only is needed", "127.0.0.1")
  .option("--with-workers", "work on jobs too, in this process")
  .option("--read-only", "nothing can be changed or asked, only looked at")
  .option("--models <place>", "the model store: redis, s3://bucket/prefix or a directory")
  .option("--out <dir>", "of a finished `ser run`: show what its private Redis holds")
  .option("--max-upload <bytes>", "larger uploads are refused", integer(1), 50_000_000)
  .addOption(threadsOption())
  .addOption(maxBytesOption())
  .action(async (options: DashboardOptions) => {
    const { dashboardCommand } = await import("./dashboardCommand.js");
    await dashboardCommand(options);
  });

program
  .command("status")
  .description("how far the runs have come")
  .argument("[run]", "one run; without it, all")
  .option("--json", "one JSON document")
  .option("--watch", "again every second until the run is over")
  .option("--out <dir>", "of a `ser run` that is under way: ask its private Redis")
  .action(async (run: string | undefined, options: { json?: boolean; watch?: boolean; out?: string }) => {
    const { statusCommand } = await import("./statusCommand.js");
    process.exitCode = await statusCommand(run, options);
  });

program
  .command("report")
  .description("write a finished run's report, features and models")
  .argument("<run>")
  .requiredOption("--out <dir>", "where the results go")
  .action(async (run: string, options: { out: string }) => {
    const { reportCommand } = await import("./reportCommand.js");
    await reportCommand(run, options.out);
  });

program
  .command("export")
  .description("write a run's features to a file")
  .argument("<run>")
  .addOption(new Option("--format <name>", "of the file").choices([...exportFormats]).default("parquet"))
  .requiredOption("--out <file>", "where they go")
  .option("--from <dir>", "of a `ser run`: use the private Redis in its --out directory")
  .action(async (run: string, options: ExportOptions) => {
    const { exportCommand } = await import("./exportCommand.js");
    await exportCommand(run, options);
  });

program
  .command("failures")
  .description("files that a run refused or gave up, and why")
  .argument("<run>")
  .option("--json", "one JSON document")
  .option("--from <dir>", "of a `ser run`: use the private Redis in its --out directory")
  .action(async (run: string, options: FailuresOptions) => {
    const { failuresCommand } = await import("./failuresCommand.js");
    await failuresCommand(run, options);
  });

program
  .command("retry")
  .description("enqueue again the files that a finished run refused or gave up; it is trained again afterwards")
  .argument("<run>")
  .option("--code <list>", "only files with these codes, separated by commas")
  .option("--from <dir>", "of a `ser run`: use the private Redis in its --out directory")
  .action(async (run: string, options: RetryOptions) => {
    const { retryCommand } = await import("./retryCommand.js");
    process.exitCode = await retryCommand(run, options);
  });

program
  .command("plot")
  .description("a picture of one recording: waveform, mel spectrogram, MFCC, chroma, tonnetz, zero crossings, centroid")
  .argument("[source]", "a directory, s3://bucket/prefix or one recording (default: the first of SER_ALLOWED_SOURCES)")
  .requiredOption("--out <file>", "where it goes: .svg or .png")
  .option("--gender <name>", "woman or man: a random one of theirs", oneOf("woman", "man"))
  .option("--emotion <name>", "a random one of that emotion", oneOf(...emotions))
  .option("--seed <n>", "the same seed chooses the same recording", integer(0, 2 ** 32 - 1))
  .option("--sample-rate <hz>", "native or the rate that is analysed", sampleRate, 16_000)
  .addOption(maxBytesOption())
  .action(async (source: string | undefined, options: PlotOptions) => {
    const { plotCommand } = await import("./plotCommand.js");
    await plotCommand(source, options);
  });

program
  .command("features")
  .description("features of files, one JSON line each; no queue")
  .argument("<files...>")
  .option(
    "--sample-rate <hz>",
    "native or the rate that recordings are resampled to (default: 16000; with --engine meyda native)",
    sampleRate,
  )
  .option("--duration <sec>", "only so much of each recording is analysed", positive, 360)
  .option(
    "--engine <name>",
    "default (librosa's numbers) or meyda (its own definitions)",
    oneOf(...engineNames),
    "default",
  )
  .action(
    async (files: string[], options: { sampleRate?: number | "native"; duration: number; engine: EngineName }) => {
      const { featuresCommand } = await import("./featuresCommand.js");
      process.exitCode = await featuresCommand(files, options);
    },
  );

program
  .command("publish-metrics")
  .description("say again and again how much work waits and who works, as CloudWatch reads it; of several one speaks")
  .option("--namespace <name>", "where CloudWatch files the metrics", metricsNamespace)
  .option("--every-sec <n>", "between two values", integer(1, 3_600), 60)
  .action(async (options: PublishMetricsOptions) => {
    const { publishMetricsCommand } = await import("./publishMetricsCommand.js");
    await publishMetricsCommand(options);
  });

program
  .command("doctor")
  .description("what is wrong with Redis, S3 or this machine, and how to mend it")
  .argument("[source]", "can it be listed and read? a directory or s3://bucket/prefix")
  .option("--store <place>", "can rows or models be written there? a directory or s3://bucket/prefix")
  .option("--json", "one JSON document")
  .action(async (source: string | undefined, options: DoctorOptions) => {
    const { doctorCommand } = await import("./doctorCommand.js");
    process.exitCode = await doctorCommand(source, options);
  });

program
  .command("synth")
  .description("make a synthetic corpus with RAVDESS's names: a small one, or all 7,356 files")
  .requiredOption("--out <place>", "where the corpus goes: a directory; with --full also s3://bucket/prefix")
  .option("--full", "the shape of the full data set: wavs, and films with and without sound (needs ffmpeg)")
  .option("--actors <n>", "speakers", integer(1, 24), 24)
  .option("--seed <n>", "another seed, other voices", integer(0, 4_294_967_295), 1)
  .action(async (options: SynthOptions) => {
    const { synthCommand } = await import("./synthCommand.js");
    await synthCommand(options);
  });

for (const command of [program, ...program.commands, ...work.commands, ...models.commands, ...speakers.commands])
  command.exitOverride();

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error, program.opts<{ debug?: boolean }>().debug === true);
  // What failed has been tidied up as far as it could be: a connection that is still tried again must not keep us here.
  process.exit();
}
