import { readFile, rm, writeFile } from "node:fs/promises";
import { processIdentity } from "./processIdentity.js";

/** Debian's hook that says whether a package may start its service; status 101 means no (invoke-rc.d(8)). */
export const SERVICE_POLICY = "/usr/sbin/policy-rc.d";

const mark = "# speech-emotion-workers: no service starts while packages are installed; by process";

/**
 * Prevents packages from starting their services while this process installs one.
 *
 * @returns true if this call created the policy; an existing one is kept
 */
export async function forbidServiceStarts(file = SERVICE_POLICY): Promise<boolean> {
  await removeStalePolicy(file);
  const owner = `${process.pid} ${(await processIdentity(process.pid)) ?? ""}`;
  try {
    await writeFile(file, `#!/bin/sh\n${mark} ${owner}\nexit 101\n`, { flag: "wx", mode: 0o755 });
    return true;
  } catch {
    return false;
  }
}

/** Removes a policy left behind by a killed process of ours, with which no service of the machine could be started. */
export async function removeStalePolicy(file = SERVICE_POLICY): Promise<void> {
  const text = await readFile(file, "utf8").catch(() => "");
  const line = text.split("\n").find((each) => each.startsWith(mark));
  if (line === undefined) return;
  const [pid = "", ...identity] = line.slice(mark.length).trim().split(" ");
  if ((await processIdentity(Number(pid))) !== identity.join(" "))
    await rm(file, { force: true }).catch(() => undefined);
}
