import { readFile } from "node:fs/promises";

/** The files in which the kernel gives a control group's quota: microseconds of CPU time per period. */
const versionTwo = ["/sys/fs/cgroup/cpu.max"]; // "30000 100000", or "max 100000"
const versionOne = ["/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "/sys/fs/cgroup/cpu/cpu.cfs_period_us"]; // -1: no limit

/**
 * Cores that this process may use, as `docker run --cpus` limits them; undefined without a limit.
 *
 * @param read reads a file's text; tests replace it
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
