import { readFile } from "node:fs/promises";

/** Where the kernel says how much of how many microseconds a control group may compute. */
const versionTwo = ["/sys/fs/cgroup/cpu.max"]; // "30000 100000", or "max 100000"
const versionOne = ["/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "/sys/fs/cgroup/cpu/cpu.cfs_period_us"]; // -1: no limit

/**
 * Cores that this process may use, as `docker run --cpus` limits them; undefined where nothing does.
 *
 * @param read gives a file's text; tests put other files in its place
 */
export async function cpuQuota(
  read = async (file: string): Promise<string> => readFile(file, "utf8"),
): Promise<number | undefined> {
  for (const files of [versionTwo, versionOne]) {
    const texts = await Promise.all(files.map(read)).catch(() => undefined);
    if (texts === undefined) continue;
    const [quota = NaN, period = NaN] = texts.join(" ").trim().split(/\s+/).map(Number);
    return quota > 0 && period > 0 ? quota / period : undefined;
  }
  return undefined;
}
