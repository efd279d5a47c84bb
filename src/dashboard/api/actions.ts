import type { RunSettings } from "../../runs/jobs.js";

/** What the dashboard can start. The program that starts it passes these in: programs do not import one another. */
export interface DashboardActions {
  /** @throws ConfigError if the source cannot be listed, or the name is taken */
  startRun(name: string, settings: RunSettings): Promise<void>;
  /** @returns how many files are tried again */
  retryRejected(name: string): Promise<number>;
}
