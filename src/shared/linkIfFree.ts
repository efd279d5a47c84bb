import { link } from "node:fs/promises";

/**
 * Creates a hard link, which fails atomically if the name exists, so only one of two writers wins.
 *
 * @returns false if the name exists
 */
export async function linkIfFree(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}
