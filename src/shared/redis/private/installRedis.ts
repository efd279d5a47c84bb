import { access, rm } from "node:fs/promises";
import { runCommand, tail, type CommandResult } from "./execCommand.js";
import { forbidServiceStarts, SERVICE_POLICY } from "./servicePolicy.js";

// Downloading two packages takes seconds; a slow mirror, or another apt-get that holds the lock, may take minutes.
const APT_TIMEOUT_MS = 300_000;

/** Only root can write there; in the temporary folder, another user could hold a lock of this name. */
export const APT_LOCK = "/run/ser-apt-get.lock";

/** Whether packages can be installed without a prompt: on Debian and its derivatives, as root. */
export async function canInstallRedis(): Promise<boolean> {
  if (process.getuid?.() !== 0) return false;
  try {
    await access("/etc/debian_version");
  } catch {
    return false;
  }
  return (await runCommand("apt-get", ["--version"])).code === 0;
}

/**
 * Installs Debian's redis-server without starting its service.
 *
 * @returns null if it is installed, otherwise why not (the end of apt-get's output)
 */
export async function installRedis(): Promise<string | null> {
  const startsForbiddenByUs = await forbidServiceStarts();
  try {
    // Its failure matters only if the installation fails too: the lists may already be current, or another apt-get may
    // be fetching them now.
    const update = await aptGet("update");
    const install = await aptGet("install", "-y", "--no-install-recommends", "redis-server");
    if (install.code === 0) return null;
    return [update, install]
      .filter(({ code }) => code !== 0)
      .map(({ command, code, output }) => `${command} ended with ${code ?? "a signal"}:\n${tail(output)}`)
      .join("\n");
  } finally {
    if (startsForbiddenByUs) await rm(SERVICE_POLICY, { force: true });
  }
}

/**
 * apt-get waits only for dpkg's lock; it fails immediately if its list or archive lock is held. So our programs take
 * turns with flock, an essential package of Debian.
 */
async function aptGet(...args: readonly string[]): Promise<CommandResult & { readonly command: string }> {
  const inTurn = ["--timeout", "240", APT_LOCK];
  const command = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=120", ...args];
  return {
    command: `apt-get ${args[0] ?? ""}`,
    ...(await runCommand("flock", [...inTurn, ...command], APT_TIMEOUT_MS)),
  };
}
