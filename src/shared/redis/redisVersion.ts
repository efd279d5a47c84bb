/** A problem with a setting, and how to fix it. */
export interface RedisProblem {
  readonly problem: string;
  /** a command or what to change */
  readonly remedy: string;
}

/** BullMQ's scripts use commands introduced in this version. */
const minVersion = "6.2";

/** @returns the problem with a Redis of this version; undefined if it is new enough */
export function tooOld(version: string): RedisProblem | undefined {
  if (!isOlder(version, minVersion)) return undefined;
  return {
    problem: `Redis ${version} is too old: BullMQ needs ${minVersion} or newer`,
    remedy: "install Redis 7, or Valkey",
  };
}

/** Compares numerically: 6.10 is newer than 6.2. An unparsable version does not count as old. */
function isOlder(version: string, than: string): boolean {
  const [found, min] = [version, than].map((text) => text.split(".").map(Number));
  for (const [i, part] of min!.entries()) {
    const difference = (found![i] ?? 0) - part;
    if (Number.isNaN(difference) || difference > 0) return false;
    if (difference < 0) return true;
  }
  return false;
}
