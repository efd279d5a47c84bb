import type { RunSettings } from "../../runs/jobs.js";

/** What the dashboard can set going. Whoever starts it hands these over: programs do not import one another. */
export interface DashboardActions {
  /** @throws ConfigError if the source cannot be listed, or the name is taken */
  startRun(name: string, settings: RunSettings): Promise<void>;
  /** @returns how many files are tried again */
  retryRejected(name: string): Promise<number>;
}
