import { access, constants, mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { ConfigError } from "../errors.js";

const meanings: Readonly<Record<string, string>> = {
  EROFS: "the file system is read-only",
  EACCES: "this user may not write there",
  EPERM: "this user may not write there",
  ENOSPC: "the disk is full",
  EEXIST: "there is a file of that name",
  ENOTDIR: "there is a file on the way",
};

/** Results name people's recordings and say how these sound: only this user may read them unless told otherwise. */
const privately = 0o700;

/**
 * Makes a directory for results, and those above it, unless it is there: one that is made is for this user alone.
 *
 * @throws ConfigError with the reason if it cannot be made or written to
 */
export async function makeDirectory(dir: string): Promise<void> {
  try {
    await make(dir);
    await access(dir, constants.W_OK);
  } catch (error) {
    const code = String((error as NodeJS.ErrnoException).code);
    throw new ConfigError([`${dir}: cannot be written: ${meanings[code] ?? String(error)} (${code})`], {
      cause: error,
    });
  }
}

/** One level at a time: mkdir's `recursive` calls a read-only file system ENOENT. */
async function make(dir: string): Promise<void> {
  try {
    await mkdir(dir, privately);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return requireDirectory(dir);
    if (code !== "ENOENT" || dirname(dir) === dir) throw error;
    await make(dirname(dir));
    await make(dir);
  }
}

async function requireDirectory(dir: string): Promise<void> {
  await access(`${dir}/`); // ENOTDIR for a file
}
