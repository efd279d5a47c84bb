/** One setting that is wrong, and how it is mended. */
export interface RedisProblem {
  readonly problem: string;
  /** a command or what to change */
  readonly remedy: string;
}

/** BullMQ's scripts use commands that came with this version. */
const minVersion = "6.2";

/** @returns what is wrong with a Redis of this version; undefined where it is new enough */
export function tooOld(version: string): RedisProblem | undefined {
  if (!isOlder(version, minVersion)) return undefined;
  return {
    problem: `Redis ${version} is too old: BullMQ needs ${minVersion} or newer`,
    remedy: "install Redis 7, or Valkey",
  };
}

/** Compares by numbers: 6.10 is newer than 6.2. A version that is none is not called old. */
function isOlder(version: string, than: string): boolean {
  const [found, min] = [version, than].map((text) => text.split(".").map(Number));
  for (const [i, part] of min!.entries()) {
    const difference = (found![i] ?? 0) - part;
    if (Number.isNaN(difference) || difference > 0) return false;
    if (difference < 0) return true;
  }
  return false;
}
