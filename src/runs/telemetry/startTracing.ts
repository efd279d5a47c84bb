import { ConfigError } from "../../shared/errors.js";
import type { Logger } from "../../shared/logger.js";
import type { TracingSettings } from "../../shared/telemetry/openTelemetry.js";
import type { WorkTracing } from "./workTracing.js";

export interface RunningTracing {
  readonly tracing: WorkTracing;
  /** Sends the remaining spans; waits at most a few seconds for the collector. */
  close(): Promise<void>;
}

/**
 * Starts tracing this process; without tracing settings, its packages are not even loaded.
 *
 * @throws ConfigError if its optional packages are not installed
 */
export async function startTracing(settings: TracingSettings, logger: Logger): Promise<RunningTracing | undefined> {
  if (!settings.isOn) return undefined;
  const { startOpenTelemetry } = await withOptionalPackages(import("../../shared/telemetry/openTelemetry.js"));
  const running = startOpenTelemetry(logger);
  const { WorkTracing } = await import("./workTracing.js");
  return { tracing: new WorkTracing(settings.jobShare), close: async () => running.close() };
}

/**
 * @param loading the import of a module that needs the optional packages of tracing
 * @throws ConfigError if they are not installed
 */
export async function withOptionalPackages<T>(loading: Promise<T>): Promise<T> {
  return loading.catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw cause;
    throw new ConfigError(
      [
        "OTEL_* settings enable tracing, but its optional packages are not installed: npm install --include=optional, or an image built with --build-arg OMIT=dev",
      ],
      { cause },
    );
  });
}
