import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Uploads as files named by their ids, readable by this user only. */
export class SpoolDirectory {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  async write(id: string, bytes: Uint8Array): Promise<void> {
    await mkdir(this.#dir, { recursive: true, mode: 0o700 });
    await writeFile(this.#path(id), bytes, { flag: "wx", mode: 0o600 });
  }

  /** @returns undefined if there is no such upload */
  async read(id: string): Promise<Uint8Array | undefined> {
    try {
      return await readFile(this.#path(id));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  }

  async remove(id: string): Promise<void> {
    await rm(this.#path(id), { force: true });
  }

  /** Removes uploads that are older: those whose prediction was never completed. */
  async removeOlderThan(ageMs: number): Promise<void> {
    for (const name of await readdir(this.#dir).catch(() => [])) {
      if (!uploadId.test(name)) continue;
      const { mtimeMs } = await stat(this.#path(name)).catch(() => ({ mtimeMs: Infinity }));
      if (Date.now() - mtimeMs > ageMs) await this.remove(name);
    }
  }

  #path(id: string): string {
    if (!uploadId.test(id)) throw new Error(`not the id of an upload: ${id}`);
    return join(this.#dir, id);
  }
}

const uploadId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
