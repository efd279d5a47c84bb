import type { LocalOptions } from "./runOptions.js";
import { createProgress } from "../localRun/progress.js";
import { runLocally } from "../localRun/main.js";
import { commandConfig } from "./commandConfig.js";
import type { AskedSettings } from "../runs/jobs.js";
import { stopSignal } from "../shared/process/lifecycle.js";
import { keepFilesPrivate } from "../shared/process/privateFiles.js";
import { createLogger } from "../shared/logger.js";
import { startTelemetry } from "../runs/telemetry/startTelemetry.js";
import { exitCodes } from "./failure.js";
import { commandLine } from "./commandLine.js";
import { runSummary } from "./runSummary.js";
import { print, say } from "./say.js";
import { typedCommand } from "./typedCommand.js";

/** `ser run`: returns the exit code. */
export async function runCommand(name: string, settings: AskedSettings, options: LocalOptions): Promise<number> {
  const config = commandConfig();
  keepFilesPrivate();
  // The bars show the progress, and the report lists the rejected files, so the log is quiet by default.
  const logger = createLogger(config.logLevel ?? "fatal");
  const watching = await startTelemetry({ metrics: false, tracing: config.tracing }, logger);
  const progress = createProgress();
  const stop = stopSignal(() => progress.say("stopping after the files in progress (press Ctrl-C again to quit now)"));
  try {
    const end = await runLocally({
      name,
      settings,
      commandLine: commandLine(),
      outDir: options.out,
      redisUrl: config.redisUrl,
      prefix: config.prefix,
      models: config.models,
      keptModels: config.keptModels,
      s3: config.s3,
      followLinks: options.followLinks,
      installRedis: options.installRedis,
      threads: options.threads,
      maxBytes: options.maxBytes,
      embedding: options.embedding ?? config.embedding,
      logger,
      queueTelemetry: watching.queueTelemetry,
      progress,
      stop,
    });
    progress.close();
    if (end.kind === "stopped") {
      const { done, queued } = end.status.files;
      const how = end.status.stage === "cancelled" ? "cancelled" : "stopped";
      say(
        `${how}: ${done} of ${queued} files are done and saved. To resume, run the same command again:\n  ${typedCommand(process.argv)}`,
      );
      return exitCodes.interrupted;
    }
    print(runSummary(end.report, options.out));
    return Object.keys(end.report.sets).length === 0 ? exitCodes.failure : 0;
  } finally {
    progress.close();
    await watching.close();
  }
}
