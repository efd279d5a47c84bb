/** A server that the test run started; `settings` is what a test file needs to reach it. */
export interface RunningService {
  readonly settings: unknown;
  stop(): Promise<void>;
}

/** Why a server cannot be had here, and how to get one. */
export interface MissingService {
  readonly missing: string;
}

export type StartService = () => Promise<RunningService | MissingService>;
