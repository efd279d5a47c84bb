import type { LocalRunOptions } from "../../src/localRun/main.js";
import type { AskedSettings } from "../../src/runs/jobs.js";
import { silentLogger } from "./logger.js";
import { runSettings } from "./settings.js";

/** Options of a run on this machine with a private Redis, a small grid and no terminal. */
export function localOptions(
  source: string,
  outDir: string,
  { convolutions = false, noisyCopies = false, ...settings }: Partial<AskedSettings> = {},
): LocalRunOptions {
  return {
    name: "test",
    settings: { ...runSettings({ ...settings, source }), convolutions, noisyCopies },
    outDir,
    redisUrl: undefined,
    prefix: "{ser}",
    threads: 2,
    maxBytes: 200_000_000,
    logger: silentLogger,
    progress: { update: () => undefined, say: () => undefined, close: () => undefined },
    stop: new AbortController().signal,
  };
}
