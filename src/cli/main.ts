#!/usr/bin/env node
import { Argument, Command, Option } from "commander";
import { completionScript, shells, type Shell } from "./completion.js";
import type { CompareOptions } from "./compareCommand.js";
import type { ExportOptions } from "./exportCommand.js";
import type { BenchmarkOptions } from "./benchmarkCommand.js";
import type { DashboardOptions } from "./dashboardCommand.js";
import type { DoctorOptions } from "./doctorCommand.js";
import { reportFailure } from "./failure.js";
import type { ExportModelsOptions } from "./exportModelsCommand.js";
import type { FeaturesOptions } from "./featuresCommand.js";
import type { FailuresOptions } from "./failuresCommand.js";
import type { LabelsCheckOptions } from "./labelsCommand.js";
import { dressHelp } from "./help.js";
import type { ModelsOptions } from "./modelsCommand.js";
import {
  drainOption,
  emotionMapFile,
  genderOrAuto,
  womanOrMan,
  durationOption,
  followLinksOption,
  installRedisOption,
  formerNameOfOut,
  integer,
  maxBytesOption,
  metricsPortOption,
  oneOf,
  maxDurationOption,
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
import type { OverTimeCommandOptions } from "./predictOverTimeCommand.js";
import type { PublishMetricsOptions } from "./publishMetricsCommand.js";
import type { ReportOptions } from "./reportCommand.js";
import type { RetryOptions } from "./retryCommand.js";
import type { RunCommandOptions } from "./configuredRun.js";
import { addRunOptions, configFile, nameAfter, runSettings, type LocalOptions, type RunOptions } from "./runOptions.js";
import type { RunsOptions } from "./runsCommand.js";
import type { SpeakersOptions } from "./speakersCommand.js";
import type { SynthOptions } from "./synthCommand.js";
import type { WorkOptions } from "./workCommand.js";
import { refuseUnknownWords } from "./unknownWords.js";
import { metricsNamespace } from "../cloudwatch/metricNames.js";
import { engineNames } from "../features/featureSet.js";
import { exportFormats } from "../features/table/exportFormats.js";
import { defaultPredictOptions } from "../models/prediction.js";
import { joinSources } from "../shared/objects/source.js";
import { terminalText } from "../shared/terminalText.js";
import { print } from "./say.js";
import { runOrders } from "../runs/runSummary.js";
import { packageVersion } from "../shared/packageVersion.js";
import { dataSetNames, knownEmotions } from "../corpus/dataSets.js";

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
  .option("--no-sign-request", "send requests to S3 without credentials, for public buckets")
  .option("--request-payer", "pay for requests to S3 buckets whose requesters pay")
  .hook("preAction", (_, command) => {
    // The environment is what every thread and process of the command sees.
    const { signRequest, requestPayer } = command.optsWithGlobals<{ signRequest: boolean; requestPayer?: boolean }>();
    if (!signRequest) process.env["SER_S3_NO_SIGN_REQUEST"] = "true";
    if (requestPayer === true) process.env["SER_S3_REQUEST_PAYER"] = "true";
  })
  .showHelpAfterError("(run ser --help for usage)")
  .configureOutput({ writeOut: print, writeErr: (text) => void process.stderr.write(terminalText(text)) });

addRunOptions(
  program
    .command("run")
    .description("run everything on this machine: list, extract, train, report")
    .argument("[sources...]", "directories or s3://bucket/prefix; several are one run (default: that of --config)")
    .option("--out <dir>", "output directory")
    .option("--config <file>", "do the run of this run.json again; other options change its settings", configFile)
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
    process.exitCode = await quickstartCommand(options.source, (source) => runSettings(source, options, true), options);
  });

addRunOptions(
  program
    .command("produce")
    .description("list a source and enqueue its recordings for workers on other machines")
    .argument("<sources...>", "directories or s3://bucket/prefix; several are one run")
    .addOption(followLinksOption()),
).action(async (sources: string[], options: RunOptions & { followLinks?: boolean }) => {
  const source = joinSources(sources);
  const { produceCommand } = await import("./produceCommand.js");
  process.exitCode = await produceCommand(options.run ?? nameAfter(source), runSettings(source, options), options);
});

const work = program.command("work").description("run a worker until stopped");
work
  .command("extract")
  .description("fetch and decode recordings, compute features, store rows")
  .addOption(threadsOption())
  .addOption(maxBytesOption())
  .addOption(followLinksOption())
  .addOption(drainOption())
  .addOption(spotOption())
  .addOption(metricsPortOption())
  .action(async (options: WorkOptions & { threads: number; maxBytes: number }) => {
    const { workExtract } = await import("./workCommand.js");
    await workExtract(options);
  });
work
  .command("train")
  .description("collect rows, search parameters, fit models, write reports")
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
  .description("answer predictions: single files immediately, bulk jobs alongside")
  .addOption(threadsOption())
  .addOption(maxBytesOption())
  .addOption(followLinksOption())
  .addOption(drainOption())
  .addOption(spotOption())
  .addOption(metricsPortOption())
  .action(async (options: WorkOptions & { threads: number; maxBytes: number }) => {
    const { workPredict } = await import("./workCommand.js");
    await workPredict(options);
  });

program
  .command("predict")
  .description("predict the emotion in recordings, with probabilities, gender and top features")
  .argument("<sources...>", "files, directories, s3://bucket/key, s3://bucket/prefix, or - for stdin")
  .option("--gender <name>", "woman, man (or female, male, f, m), or auto: detect from the voice", genderOrAuto, "auto")
  .option(
    "--min-gender-confidence <p>",
    "with --gender auto: use the model for all speakers if the gender is less certain than this",
    share,
    defaultPredictOptions.minGenderConfidence,
  )
  .option("--force", "answer even where there is no speech to hear (otherwise refused as no-speech)")
  .option("--speaker <id>", "an enrolled speaker, whose voice it is (ser speakers add)", speakerId)
  .option("--run <name>", "use the models of this run (default: the current models)", runName)
  .option(
    "--models <place>",
    "DIR/models of a finished run, or a model store: redis, s3://bucket/prefix or a directory",
  )
  .option("--window <sec>", "predict one long recording over time, in windows of this length", positive)
  .option("--hop <sec>", "with --window: seconds from one window to the next (default: the window)", positive)
  .option("--json", "print one JSON line per file, or per window")
  .option(
    "--out <file>",
    "write a file instead: with --window FILE.json, .csv or .vtt (WebVTT), otherwise FILE.csv (texts that begin with = + - @ get an apostrophe) or FILE.parquet",
  )
  .addOption(threadsOption())
  .addOption(maxBytesOption())
  .addOption(followLinksOption())
  .addOption(installRedisOption())
  .action(async (sources: string[], options: PredictCommandOptions & Partial<OverTimeCommandOptions>) => {
    if (options.window !== undefined) {
      const { predictOverTimeCommand } = await import("./predictOverTimeCommand.js");
      process.exitCode = await predictOverTimeCommand(sources, { ...options, window: options.window });
      return;
    }
    const { predictCommand } = await import("./predictCommand.js");
    process.exitCode = await predictCommand(sources, options);
  });

const models = program
  .command("models")
  .description("list trained models and show which are current")
  .option("--models <place>", "the model store: redis, s3://bucket/prefix or a directory")
  .option("--out <dir>", "output directory of a `ser run`: list its models")
  .option("--json", "print JSON")
  .action(async (options: ModelsOptions) => {
    const { modelsCommand } = await import("./modelsCommand.js");
    await modelsCommand(options);
  });
models
  .command("promote")
  .description("make a run's models current, so that predictions use them")
  .argument("<run>")
  .action(async (run: string) => {
    const { promoteCommand } = await import("./modelsCommand.js");
    await promoteCommand(run, models.opts<ModelsOptions>());
  });

models
  .command("export")
  .description("write models for other runtimes; names and scaling are in each file's metadata")
  .argument("[run]", "a run (default: the current models, or those of --out)")
  .addOption(new Option("--format <name>", "file format").choices(["onnx"]).default("onnx"))
  .requiredOption("--to <dir>", "directory for the files")
  .action(async (run: string | undefined, options: ExportModelsOptions) => {
    const { exportModelsCommand } = await import("./exportModelsCommand.js");
    await exportModelsCommand(run, options, models.opts<ModelsOptions>());
  });

const labels = program
  .command("labels")
  .description("labels files, for recordings whose names do not say what is in them");
labels
  .command("check")
  .description(
    "say which files and labels match, what is missing on either side, and how speakers and emotions are spread",
  )
  .argument("<source>", "a directory or s3://bucket/prefix")
  .requiredOption("--labels <file>", "FILE.csv, FILE.parquet, s3://bucket/FILE, emobox:DIR or audformat:DIR")
  .option("--emotion-map <file>", "JSON object that joins words for emotions", emotionMapFile)
  .option("--json", "print JSON")
  .addOption(followLinksOption())
  .action(async (source: string, options: LabelsCheckOptions) => {
    const { labelsCheck } = await import("./labelsCommand.js");
    process.exitCode = await labelsCheck(source, options);
  });

const benchmark = program.command("benchmark").description("judge the recipe as published benchmarks do");
benchmark
  .command("emobox")
  .description("EmoBox's folds of one data set: UA, WA and macro F1 beside published rows")
  .argument("<dir>", "EmoBox's folder, with data/NAME and downloads/NAME")
  .requiredOption("--dataset <name>", "EmoBox's name of the data set, such as emodb")
  .option("--source <source>", "where the recordings lie (default: DIR/downloads/NAME)")
  .option("--json", "print JSON")
  .addOption(maxBytesOption())
  .addOption(followLinksOption())
  .action(async (dir: string, options: BenchmarkOptions) => {
    const { benchmarkEmobox } = await import("./benchmarkCommand.js");
    await benchmarkEmobox(dir, options);
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
  .option("--json", "print JSON")
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
  .description("serve the dashboard: queues and runs in a browser, predictions over HTTP")
  .option("--port <n>", "port to listen on; 0 for any free port", integer(0, 65_535), 3_000)
  .option("--host <address>", "address to listen on; beyond loopback, a login or --read-only is required", "127.0.0.1")
  .option("--with-workers", "also process jobs in this process")
  .option("--read-only", "allow viewing only: no changes, no predictions")
  .option("--models <place>", "the model store: redis, s3://bucket/prefix or a directory")
  .option("--out <dir>", "output directory of a `ser run`: use its private Redis")
  .option("--max-upload <bytes>", "reject larger uploads", integer(1), 50_000_000)
  .addOption(threadsOption())
  .addOption(maxBytesOption())
  .addOption(installRedisOption())
  .action(async (options: DashboardOptions) => {
    const { dashboardCommand } = await import("./dashboardCommand.js");
    await dashboardCommand(options);
  });

program
  .command("status")
  .description("show the progress of runs")
  .argument("[run]", "a run (default: all)")
  .option("--json", "print JSON")
  .option("--watch", "repeat every second until the run ends")
  .option("--out <dir>", "output directory of a `ser run`, running or finished: also shows its result")
  .action(async (run: string | undefined, options: { json?: boolean; watch?: boolean; out?: string }) => {
    const { statusCommand } = await import("./statusCommand.js");
    process.exitCode = await statusCommand(run, options);
  });

const runs = program
  .command("runs")
  .description("list runs: stage, start, duration, macro F1 with interval, emotions, features, data sets, tags")
  .addOption(
    new Option("--sort <order>", "newest, by name, or best macro F1 first").choices([...runOrders]).default("started"),
  )
  .option("--filter <text>", "only runs whose name, source, data sets, stage, tags or note hold this")
  .option("--out <dir>", "output directory of a `ser run`: use its private Redis")
  .option("--json", "print JSON")
  .action(async (options: RunsOptions) => {
    const { runsCommand } = await import("./runsCommand.js");
    await runsCommand(options);
  });
runs
  .command("tag")
  .description("tag a run; the tags replace those there are")
  .argument("<run>")
  .argument("[tags...]")
  .action(async (run: string, tags: string[]) => {
    const { tagCommand } = await import("./runsCommand.js");
    await tagCommand(run, tags, runs.opts<RunsOptions>().out);
  });
runs
  .command("note")
  .description("note something about a run")
  .argument("<run>")
  .argument("<text>")
  .action(async (run: string, text: string) => {
    const { noteCommand } = await import("./runsCommand.js");
    await noteCommand(run, text, runs.opts<RunsOptions>().out);
  });

program
  .command("delete")
  .description("delete a run that is over, with its results and the rows that no other run uses; its models stay")
  .argument("<run>")
  .option("--out <dir>", "output directory of a `ser run`: use its private Redis")
  .action(async (run: string, options: { out?: string }) => {
    const { deleteCommand } = await import("./runsCommand.js");
    await deleteCommand(run, options.out);
  });

program
  .command("report")
  .description("write the report, predictions, features and models of a finished run, or check its report")
  .argument("[run]", "a run (default: the one of the `ser run` whose output directory --out is)")
  .requiredOption("--out <dir>", "output directory")
  .option(
    "--verify",
    "train again from the stored rows and say whether every figure of DIR/report.json comes out the same",
  )
  .addOption(threadsOption())
  .action(async (run: string | undefined, options: ReportOptions) => {
    const { reportCommand } = await import("./reportCommand.js");
    process.exitCode = await reportCommand(run, options);
  });

program
  .command("compare")
  .description("compare runs with the first: paired difference with interval, speakers, confusions, settings")
  .argument("<runs...>", "runs, or output directories of ser run or ser report")
  .option("--out <file>", "write an HTML page instead")
  .option("--json", "print JSON")
  .action(async (runs: string[], options: CompareOptions) => {
    const { compareCommand } = await import("./compareCommand.js");
    await compareCommand(runs, options);
  });

program
  .command("export")
  .description("export the features of a run, or its predictions for recordings held out, to a file")
  .argument("<run>", "a run, or the output directory of a `ser run`")
  .requiredOption("--out <file>", "output file, whose ending gives the format, or - for stdout (csv)")
  .addOption(
    new Option(
      "--format <name>",
      "another format than the file's ending says; in csv, texts that begin with = + - @ get an apostrophe",
    ).choices([...exportFormats]),
  )
  .addOption(
    new Option("--table <name>", "features, or predictions: what was predicted for recordings held out")
      .choices(["features", "predictions"])
      .default("features"),
  )
  .option("--with-text", "arff: keep columns of free text (keys, ETags), which Weka's learners and scipy refuse")
  .addOption(formerNameOfOut())
  .action(async (run: string, options: ExportOptions) => {
    const { exportCommand } = await import("./exportCommand.js");
    await exportCommand(run, options);
  });

program
  .command("failures")
  .description("list the files that a run rejected or gave up on, and why")
  .argument("[run]", "a run (default: the one of --out)")
  .option("--json", "print JSON")
  .option("--out <dir>", "output directory of a `ser run`")
  .addOption(formerNameOfOut())
  .action(async (run: string | undefined, options: FailuresOptions & { from?: string }) => {
    const { failuresCommand } = await import("./failuresCommand.js");
    await failuresCommand(run, { out: options.from, ...options });
  });

program
  .command("retry")
  .description("retry the rejected and given-up files of a finished run, then train it again")
  .argument("[run]", "a run (default: the one of --out)")
  .option("--code <list>", "only files with these codes (comma-separated)")
  .option("--out <dir>", "output directory of a `ser run`")
  .addOption(formerNameOfOut())
  .action(async (run: string | undefined, options: RetryOptions & { from?: string }) => {
    const { retryCommand } = await import("./retryCommand.js");
    process.exitCode = await retryCommand(run, { out: options.from, ...options });
  });

program
  .command("plot")
  .description("draw one recording: waveform, mel spectrogram, MFCC, chroma, tonnetz, zero crossings, centroid")
  .argument("[source]", "a directory, s3://bucket/prefix or one recording (default: the first of SER_ALLOWED_SOURCES)")
  .requiredOption("--out <file>", "output file: .svg or .png")
  .option(
    "--gender <name>",
    "choose a random recording of this gender: woman or man (or female, male, f, m)",
    womanOrMan,
  )
  .option("--emotion <name>", "choose a random recording of this emotion", oneOf(...knownEmotions))
  .option("--seed <n>", "seed of the random choice", integer(0, 2 ** 32 - 1))
  .option("--sample-rate <hz>", "rate to analyse at, or native", sampleRate, 16_000)
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
  .option(
    "--sample-rate <hz>",
    "rate to resample to, or native (default: 16000; native with --engine meyda)",
    sampleRate,
  )
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
  .description("check Redis, S3 and this machine, and say how to fix problems")
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
  .option("--seed <n>", "seed: another seed gives other voices", integer(0, 4_294_967_295), 1)
  .option("--dataset <name>", "whose names the files have", oneOf(...dataSetNames), "ravdess")
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

for (const command of [
  program,
  ...program.commands,
  ...work.commands,
  ...models.commands,
  ...labels.commands,
  ...benchmark.commands,
  ...speakers.commands,
])
  command.exitOverride();
dressHelp(program);

try {
  refuseUnknownWords(program, process.argv.slice(2));
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error, program.opts<{ debug?: boolean }>().debug === true);
  // What failed has been tidied up as far as it could be: a connection that is still tried again must not keep us here.
  process.exit();
}
