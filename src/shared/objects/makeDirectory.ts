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

/** Results contain the names of people's recordings and their emotions, so by default only this user may read them. */
const privately = 0o700;

/**
 * Creates a directory for results and its parents, if missing; new directories are accessible only to this user.
 *
 * @throws ConfigError with the reason if it cannot be created or written to
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

/** One level at a time, because mkdir's `recursive` reports ENOENT for a read-only file system. */
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
