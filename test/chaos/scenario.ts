import type { Laboratory } from "./laboratory.js";
import type { World } from "./world.js";

/** One way in which things go wrong, and what must come out all the same. */
export interface Scenario {
  readonly name: string;
  /** what is done to the run, in a few words for a table */
  readonly injects: string;
  /** part of the two minutes in CI */
  readonly inCi: boolean;
  /** @returns why it cannot run on this machine; undefined where it can */
  readonly missing?: (laboratory: Laboratory) => string | undefined;
  /**
   * Does it once, all choices drawn from the world's random source.
   *
   * @returns how many faults were injected
   * @throws ChaosError where a promise of docs/reliability.md is broken
   */
  readonly run: (world: World) => Promise<number>;
}

export function needsS3({ s3 }: Laboratory): string | undefined {
  return "missing" in s3 ? s3.missing : undefined;
}
