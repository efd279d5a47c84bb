import { readFile } from "node:fs/promises";
import { runCommand } from "./execCommand.js";

/**
 * Distinguishes a process from a later one with the same pid (after a restart, or in a new container).
 *
 * @returns a string that stays the same while the process lives; null if no such process is running (zombies do not
 *   count)
 */
export async function processIdentity(pid: number): Promise<string | null> {
  if (process.platform === "linux") return linuxIdentity(pid);
  const { code, output } = await runCommand("ps", ["-o", "stat=,lstart=", "-p", String(pid)]);
  const [state = "", ...started] = output.trim().split(/\s+/);
  return code === 0 && state !== "" && !state.startsWith("Z") ? started.join(" ") : null;
}

/** The start time, in clock ticks since boot: field 22 of /proc/PID/stat (proc_pid_stat(5)). */
async function linuxIdentity(pid: number): Promise<string | null> {
  let stat: string;
  try {
    stat = await readFile(`/proc/${pid}/stat`, "utf8");
  } catch {
    return null;
  }
  // Field 2 is the program's name in parentheses and may contain spaces; field 3, the state, follows the last
  // parenthesis.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" ? null : (fields[19] ?? null);
}
