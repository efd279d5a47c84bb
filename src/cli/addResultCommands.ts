import { type Command, Option } from "commander";
import { exportFormats } from "../features/table/exportFormats.js";
import { runOrders } from "../runs/chosenRuns.js";
import type { CompareOptions } from "./compareCommand.js";
import type { DashboardOptions } from "./dashboardCommand.js";
import type { ExportOptions } from "./exportCommand.js";
import type { FailuresOptions } from "./failuresCommand.js";
import {
  basePath,
  collect,
  formerNameOfOut,
  installRedisOption,
  integer,
  maxBytesOption,
  threadsOption,
} from "./options.js";
import type { ReportOptions } from "./reportCommand.js";
import type { RetryOptions } from "./retryCommand.js";
import type { RunsOptions } from "./runsCommand.js";

/** The commands that show runs and their results. */
export function addResultCommands(program: Command): void {
  program
    .command("dashboard")
    .description("serve the dashboard: queues and runs in a browser, predictions over HTTP")
    .option("--port <n>", "port to listen on; 0 for any free port", integer(0, 65_535), 3_000)
    .option(
      "--host <address>",
      "address to listen on; beyond loopback, a login or --read-only is required",
      "127.0.0.1",
    )
    .option("--with-workers", "also process jobs in this process (always with --out)")
    .option("--source <place>", "a directory or s3://bucket/prefix that runs may be started from (repeatable)", collect)
    .option("--read-only", "allow viewing only: no changes, no predictions")
    .option("--models <place>", "the model store: redis, s3://bucket/prefix or a directory")
    .option("--out <dir>", "output directory of a `ser run`: use its private Redis")
    .option("--base-path <path>", "serve everything below this path, for a proxy, such as /ser", basePath)
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
      new Option("--sort <order>", "sort order: newest, by name, best macro F1 or fastest first")
        .choices([...runOrders])
        .default("started"),
    )
    .option("--filter <text>", "only runs whose name, source, data sets, stage, tags or note contain this")
    .option("--out <dir>", "output directory of a `ser run`: use its private Redis")
    .option("--json", "print JSON")
    .action(async (options: RunsOptions) => {
      const { runsCommand } = await import("./runsCommand.js");
      await runsCommand(options);
    });
  runs
    .command("tag")
    .description("tag a run; the new tags replace its existing ones")
    .argument("<run>")
    .argument("[tags...]")
    .action(async (run: string, tags: string[]) => {
      const { tagCommand } = await import("./runsCommand.js");
      await tagCommand(run, tags, runs.opts<RunsOptions>().out);
    });
  runs
    .command("note")
    .description("set a run's note")
    .argument("<run>")
    .argument("<text>")
    .action(async (run: string, text: string) => {
      const { noteCommand } = await import("./runsCommand.js");
      await noteCommand(run, text, runs.opts<RunsOptions>().out);
    });

  program
    .command("cancel")
    .description("stop a running run; finished work is kept, and the command that started the run resumes it")
    .argument("<run>")
    .option("--out <dir>", "output directory of a `ser run`: use its private Redis")
    .action(async (run: string, options: { out?: string }) => {
      const { cancelCommand } = await import("./runsCommand.js");
      await cancelCommand(run, options.out);
    });

  program
    .command("delete")
    .description(
      "delete a finished or cancelled run, with its results and the rows that no other run uses; its models are kept",
    )
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
    .option("--verify", "train again from the stored rows and check that every figure of DIR/report.json is reproduced")
    .addOption(threadsOption())
    .action(async (run: string | undefined, options: ReportOptions) => {
      const { reportCommand } = await import("./reportCommand.js");
      process.exitCode = await reportCommand(run, options);
    });

  program
    .command("compare")
    .description("compare runs with the first: paired difference with interval, speakers, confusions, settings")
    .argument("<runs...>", "runs, or output directories of ser run or ser report")
    .option("--out <file>", "write an HTML page instead of text")
    .option("--json", "print JSON")
    .action(async (runs: string[], options: CompareOptions) => {
      const { compareCommand } = await import("./compareCommand.js");
      await compareCommand(runs, options);
    });

  program
    .command("export")
    .description("export the features of a run, or its held-out predictions, to a file")
    .argument("<run>", "a run, or the output directory of a `ser run`")
    .option(
      "--out <file>",
      "output file, whose extension gives the format, or - for stdout (csv); for mlflow a directory (default: mlruns)",
    )
    .addOption(
      new Option(
        "--format <name>",
        "format, if the file's extension does not give it; mlflow: figures, settings, report and models for mlflow ui; in csv, texts that begin with = + - @ get an apostrophe",
      ).choices([...exportFormats, "mlflow"]),
    )
    .addOption(
      new Option("--table <name>", "features, or predictions (those for held-out recordings)")
        .choices(["features", "predictions"])
        .default("features"),
    )
    .option("--with-text", "arff: keep columns of free text (keys, ETags), which Weka's learners and scipy reject")
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
}
