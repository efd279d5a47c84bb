import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { createThreadPool, type ThreadPool } from "../../../src/shared/threads/threadPool.js";
import { temporaryDirectory } from "../../support/corpus.js";

const slowModule = new URL("../../support/slowLoadingThread.js", import.meta.url);

function slowPool(): ThreadPool<string, string> {
  return createThreadPool<string, string>(slowModule, 1);
}

/** Each thread writes a letter there when its modules are loaded; threads inherit the environment. */
let loadedFile: string;
beforeEach(async () => {
  loadedFile = join(await temporaryDirectory(), "loaded");
  await writeFile(loadedFile, "");
  process.env["SER_TEST_LOADED"] = loadedFile;
});

/** Threads that have loaded their modules so far in this test. */
async function loads(): Promise<number> {
  return (await readFile(loadedFile, "utf8")).length;
}

describe("a pool of threads", () => {
  test("starts none until the first task comes", async () => {
    const idle = slowPool();
    for (const letters of [1, 2]) {
      const busy = slowPool(); // it takes as long to start as the idle one would have
      expect(await busy.run("first")).toBe("first done");
      await busy.close();
      expect(await loads()).toBe(letters);
    }
    await idle.close();
    await expect(idle.run("late")).rejects.toThrow("the threads are closed");
  });

  test("terminates the thread of a hanging task when it is aborted, and continues with another", async () => {
    const pool = createThreadPool<string, string>(new URL("../../support/hangingThread.js", import.meta.url), 1);
    expect(await pool.run("first")).toBe("first done");
    const stop = new AbortController();
    const hanging = pool.run("hang", [], stop.signal);
    const waiting = pool.run("second");
    stop.abort();
    await expect(hanging).rejects.toMatchObject({ name: "AbortError" });
    expect(await waiting).toBe("second done");
    await pool.close();
  });

  test("terminates its threads only after they have loaded their modules", async () => {
    const pool = slowPool();
    const task = pool.run("first").catch(() => "not done");
    await pool.close();
    expect(await loads()).toBe(1);
    await task;
  });

  test("waits for the modules of a thread that replaced a dead one", async () => {
    const pool = slowPool();
    expect(await pool.run("first")).toBe("first done");
    await expect(pool.run("die")).rejects.toThrow("worker exited with code: 1");
    await pool.close();
    expect(await loads()).toBe(2);
  });
});
