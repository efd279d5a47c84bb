import { ConfigError } from "../errors.js";
import type { Logger } from "../logger.js";
import type { RunningTracing } from "./openTelemetry.js";

/** Whether traces are wanted, and how much of them; where they go, the OpenTelemetry SDK reads itself. */
export interface TracingSettings {
  readonly isOn: boolean;
  /** from 0 to 1: of extraction jobs so many are traced */
  readonly jobShare: number;
}

/**
 * Begins to trace this process, or does not so much as load what that takes.
 *
 * @throws ConfigError where the optional packages for it are not installed
 */
export async function startTracing(settings: TracingSettings, logger: Logger): Promise<RunningTracing | undefined> {
  if (!settings.isOn) return undefined;
  const { startOpenTelemetry } = await import("./openTelemetry.js").catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw cause;
    throw new ConfigError(
      [
        "OTEL_* asks for traces, whose optional packages are not installed: npm install --include=optional, or an image built with --build-arg OMIT=dev",
      ],
      { cause },
    );
  });
  return startOpenTelemetry(settings.jobShare, logger);
}
