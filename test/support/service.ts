/** A server started by the test run; `settings` is what a test file needs to reach it. */
export interface RunningService {
  readonly settings: unknown;
  stop(): Promise<void>;
}

/** Why no server is available here, and how to get one. */
export interface MissingService {
  readonly missing: string;
}

export type StartService = () => Promise<RunningService | MissingService>;
