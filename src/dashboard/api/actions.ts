import type { AskedSettings } from "../../runs/jobs.js";

/** Actions that the dashboard can start. Its starter passes them in: programs do not import one another. */
export interface DashboardActions {
  /**
   * Starts a run, or resumes a cancelled one of these settings.
   *
   * @throws ConfigError if the source cannot be listed, or the name is taken by a run that has finished or has other settings
   */
  startRun(name: string, settings: AskedSettings): Promise<void>;
  /** @returns the number of files to retry */
  retryRejected(name: string): Promise<number>;
}
