import { rmSync } from "node:fs";
import { readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ConfigError } from "../errors.js";

/**
 * Writes a file atomically: first under a unique temporary name in the same directory. A process that exits meanwhile
 * removes its temporary file; those of killed processes are removed by the next write.
 *
 * @param write writes the content to the given path
 * @throws ConfigError if its directory does not exist
 */
export async function writeWhole(path: string, write: (partial: string) => Promise<void>): Promise<void> {
  await removeLeftOver(path);
  const partial = `${path}.${process.pid}.partial`;
  const removeAtExit = (): void => rmSync(partial, { force: true });
  process.once("exit", removeAtExit);
  try {
    await write(partial);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  } finally {
    process.off("exit", removeAtExit);
  }
}

/** Like writeWhole, for content in memory. */
export async function writeFileWhole(path: string, content: string | Uint8Array): Promise<void> {
  await writeWhole(path, async (partial) => writeFile(partial, content));
}

async function removeLeftOver(path: string): Promise<void> {
  const prefix = `${basename(path)}.`;
  const names = await readdir(dirname(path)).catch((error: unknown) => {
    const { code = "" } = error as NodeJS.ErrnoException;
    const problem = { ENOENT: "no such directory", ENOTDIR: "not a directory" }[code];
    if (problem === undefined) throw error;
    throw new ConfigError([`${path}: cannot be written: ${dirname(path)}: ${problem}`], { cause: error });
  });
  for (const name of names) {
    const [, pid] = name.startsWith(prefix) ? (/^(\d+)\.partial$/.exec(name.slice(prefix.length)) ?? []) : [];
    if (pid !== undefined && !isRunning(Number(pid))) await rm(join(dirname(path), name), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
