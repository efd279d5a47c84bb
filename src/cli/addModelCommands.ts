import { type Command, Option } from "commander";
import { defaultPredictOptions } from "../models/prediction.js";
import type { BenchmarkOptions } from "./benchmarkCommand.js";
import type { ExportModelsOptions } from "./exportModelsCommand.js";
import type { LabelsCheckOptions } from "./labelsCommand.js";
import type { ModelsOptions } from "./modelsCommand.js";
import {
  embeddingOption,
  emotionMapFile,
  followLinksOption,
  genderOrAuto,
  installRedisOption,
  maxBytesOption,
  positive,
  runName,
  share,
  speakerId,
  threadsOption,
} from "./options.js";
import type { PredictCommandOptions } from "./predictCommand.js";
import type { OverTimeCommandOptions } from "./predictOverTimeCommand.js";
import type { SpeakersOptions } from "./speakersCommand.js";

/** The commands that use models: predictions, speakers, labels and benchmarks. */
export function addModelCommands(program: Command): void {
  program
    .command("predict")
    .description("predict the emotion in recordings, with probabilities, gender and top features")
    .argument("<sources...>", "files, directories, s3://bucket/key, s3://bucket/prefix, or - for stdin")
    .option(
      "--gender <name>",
      "woman, man (or female, male, f, m), or auto: detect from the voice",
      genderOrAuto,
      "auto",
    )
    .option(
      "--min-gender-confidence <p>",
      "with --gender auto: use the model for all speakers if the gender is less certain than this",
      share,
      defaultPredictOptions.minGenderConfidence,
    )
    .option("--force", "predict even if no speech is detected (otherwise rejected as no-speech)")
    .option("--speaker <id>", "id of the enrolled speaker who is speaking (see ser speakers add)", speakerId)
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
    .addOption(embeddingOption())
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
    .description("labels files, for recordings whose names do not contain their labels");
  labels
    .command("check")
    .description(
      "show which files and labels match, what is missing on either side, and how speakers and emotions are distributed",
    )
    .argument("<source>", "a directory or s3://bucket/prefix")
    .requiredOption("--labels <file>", "FILE.csv, FILE.parquet, s3://bucket/FILE, emobox:DIR or audformat:DIR")
    .option("--emotion-map <file>", "JSON object that maps labels to emotions", emotionMapFile)
    .option("--json", "print JSON")
    .addOption(followLinksOption())
    .action(async (source: string, options: LabelsCheckOptions) => {
      const { labelsCheck } = await import("./labelsCommand.js");
      process.exitCode = await labelsCheck(source, options);
    });

  const benchmark = program.command("benchmark").description("evaluate the recipe as published benchmarks do");
  benchmark
    .command("emobox")
    .description("EmoBox's folds of one data set: UA, WA and macro F1 beside published figures")
    .argument("<dir>", "EmoBox's folder, with data/NAME and downloads/NAME")
    .requiredOption("--dataset <name>", "EmoBox's name of the data set, such as emodb")
    .option("--source <source>", "directory of the recordings (default: DIR/downloads/NAME)")
    .option("--json", "print JSON")
    .addOption(maxBytesOption())
    .addOption(followLinksOption())
    .action(async (dir: string, options: BenchmarkOptions) => {
      const { benchmarkEmobox } = await import("./benchmarkCommand.js");
      await benchmarkEmobox(dir, options);
    });

  const speakers = program
    .command("speakers")
    .description("enrolled speakers, whose own recordings improve predictions");
  const speakerPlace = "store of models and speakers: DIR/models of a run, redis, s3://bucket/prefix or a directory";
  speakers
    .command("add")
    .description("enrol recordings of a speaker; only statistics of their features are stored, never the recordings")
    .argument("<id>", "the speaker's name", speakerId)
    .argument("<files...>", "recordings, ideally 5 to 20 with various emotions")
    .option("--models <place>", speakerPlace)
    .option("--run <name>", "use the features of this run's models (default: the current models)", runName)
    .addOption(embeddingOption())
    .action(async (id: string, files: string[], options: SpeakersOptions) => {
      const { addSpeaker } = await import("./speakersCommand.js");
      process.exitCode = await addSpeaker(id, files, options);
    });
  speakers
    .command("list")
    .description("list the enrolled speakers")
    .option("--models <place>", speakerPlace)
    .option("--json", "print JSON")
    .action(async (options: SpeakersOptions) => {
      const { listSpeakers } = await import("./speakersCommand.js");
      await listSpeakers(options);
    });
  speakers
    .command("remove")
    .description("remove a speaker")
    .argument("<id>", "the speaker's name", speakerId)
    .option("--models <place>", speakerPlace)
    .action(async (id: string, options: SpeakersOptions) => {
      const { removeSpeaker } = await import("./speakersCommand.js");
      await removeSpeaker(id, options);
    });
}
