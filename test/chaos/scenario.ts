import type { Laboratory } from "./laboratory.js";
import type { World } from "./world.js";

/** One kind of fault, and the outcome required in spite of it. */
export interface Scenario {
  readonly name: string;
  /** the injected faults, in a few words for a table */
  readonly injects: string;
  /** part of the two minutes in CI */
  readonly inCi: boolean;
  /** @returns why it cannot run on this machine; undefined if it can */
  readonly missing?: (laboratory: Laboratory) => string | undefined;
  /**
   * Runs the scenario once; all choices come from the world's random source.
   *
   * @returns the number of injected faults
   * @throws ChaosError if a guarantee of docs/reliability.md is violated
   */
  readonly run: (world: World) => Promise<number>;
}

export function needsS3({ s3 }: Laboratory): string | undefined {
  return "missing" in s3 ? s3.missing : undefined;
}
