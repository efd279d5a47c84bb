import { expect, test } from "vitest";
import { cpuQuota } from "../../src/doctor/cpuQuota.js";

/** The files that a kernel shows. */
function files(contents: Readonly<Record<string, string>>): (file: string) => Promise<string> {
  return async (file) => {
    const content = contents[file];
    return content === undefined ? Promise.reject(new Error("no such file")) : Promise.resolve(content);
  };
}

test("is read from the control groups of version 2", async () => {
  expect(await cpuQuota(files({ "/sys/fs/cgroup/cpu.max": "30000 100000\n" }))).toBe(0.3);
});

test("is read from those of version 1", async () => {
  const folder = "/sys/fs/cgroup/cpu";
  expect(
    await cpuQuota(files({ [`${folder}/cpu.cfs_quota_us`]: "150000\n", [`${folder}/cpu.cfs_period_us`]: "100000\n" })),
  ).toBe(1.5);
});

test.each([
  ["version 2", { "/sys/fs/cgroup/cpu.max": "max 100000\n" }],
  ["version 1", { "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n", "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n" }],
  ["no control groups", {}],
])("is none if nothing is limited: %s", async (_, shown) => {
  expect(await cpuQuota(files(shown))).toBeUndefined();
});
